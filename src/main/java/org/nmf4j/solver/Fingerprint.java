package org.nmf4j.solver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * Tells fits apart that don't lead to the same factors: by the entries of the matrix and the
 * held-out part, the solver, the objective and the seed. What can't be named, such as a loss that
 * is a lambda, shows in the numbers at the start; those are rounded, since another processor may
 * compute them with other last bits.
 */
final class Fingerprint {

  private final MessageDigest digest;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 13);

  private Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * The fingerprint, 64 hexadecimal digits.
   *
   * @param start the factors that the rule starts from
   * @param objective at these
   * @param residual the norm of the projected gradient at these
   */
  static String of(
      Problem problem,
      Optional<MaskedMatrix> heldOut,
      Solver solver,
      Factors start,
      double objective,
      double residual) {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add(problem.a());
    heldOut.ifPresent(fingerprint::add);
    fingerprint.add(
        String.format(
            Locale.ROOT,
            "%s %s seed %d rank %d: %.3e %.3e %.3e %.3e",
            solver.settings(),
            problem.objective(),
            problem.seed(),
            start.rank(),
            norm(start.w()),
            norm(start.h()),
            objective,
            residual));
    return HexFormat.of().formatHex(fingerprint.digest.digest());
  }

  private static double norm(INDArray factor) {
    NativeArray numbers = NativeArray.of(factor);
    return Math.sqrt(numbers.dot(numbers));
  }

  private void add(MaskedMatrix a) {
    add(String.format(Locale.ROOT, "%s %d×%d", a.dataType(), a.rows(), a.columns()));
    a.forEachObserved(
        (row, column, value, weight) -> {
          if (buffer.remaining() < 24) {
            flush();
          }
          buffer.putInt(row).putInt(column).putDouble(value).putDouble(weight);
        });
    flush();
  }

  private void flush() {
    digest.update(buffer.flip());
    buffer.clear();
  }

  /**
   * Without the numbers by which a JVM tells objects and lambdas apart, which are new each time.
   */
  private void add(String text) {
    String lasting = text.replaceAll("\\$\\$Lambda[\\w$/.]*+|@\\p{XDigit}++", "");
    digest.update(lasting.getBytes(StandardCharsets.UTF_8));
  }
}
