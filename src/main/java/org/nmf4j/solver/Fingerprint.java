package org.nmf4j.solver;

import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.EntryDigest;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * Tells fits apart that don't lead to the same factors: by the entries of the matrix and the
 * held-out part, the solver, the objective and the seed. What can't be named, such as a loss that
 * is a lambda, shows in the numbers at the start; those are rounded, since another processor may
 * compute them with other last bits.
 */
final class Fingerprint {

  private final EntryDigest digest = new EntryDigest();

  private Fingerprint() {}

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
    return fingerprint.digest.hex();
  }

  private static double norm(INDArray factor) {
    NativeArray numbers = NativeArray.of(factor);
    return Math.sqrt(numbers.dot(numbers));
  }

  private void add(MaskedMatrix a) {
    add(String.format(Locale.ROOT, "%s %d×%d", a.dataType(), a.rows(), a.columns()));
    a.forEachObserved(digest::add);
  }

  /**
   * Without the numbers by which a JVM tells objects and lambdas apart, which are new each time.
   */
  private void add(String text) {
    String lasting = text.replaceAll("\\$\\$Lambda[\\w$/.]*+|@\\p{XDigit}++", "");
    digest.add(lasting);
  }
}
