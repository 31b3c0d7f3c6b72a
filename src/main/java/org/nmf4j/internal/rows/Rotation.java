package org.nmf4j.internal.rows;

import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Turns the components of free factors, which changes no prediction, so that W's numbers are
 * uncorrelated with variance 1, around 0 if H has offsets for their means, and H's components
 * orthogonal: where priors of single components fit best. Without it the posteriors would take
 * hundreds of steps to get there (Ilin and Raiko 2010, JMLR 11:1957-2000).
 */
public final class Rotation {

  /** Of the largest variance of a direction, what the smallest is taken for at least. */
  private static final double LEAST = 1e-12;

  private final Turnable w;
  private final Turnable h;

  /** The components that are fixed in neither factor. */
  private final int[] turned;

  /** Those that are free in W, whose means H's offsets may take. */
  private final int[] shifted;

  /** The component of H's offsets, whose numbers in W are all the same, or −1. */
  private final int offset;

  private Rotation(Turnable w, Turnable h, Components ofW, Components ofH, int offset) {
    this.w = w;
    this.h = h;
    this.offset = offset;
    turned = components(ofW, c -> !ofW.fixed()[c] && !ofH.fixed()[c]);
    shifted = components(ofW, c -> !ofW.fixed()[c]);
  }

  private static int[] components(Components all, IntPredicate chosen) {
    return IntStream.range(0, all.fixed().length).filter(chosen).toArray();
  }

  /**
   * Of free factors without fixed rows, if there is anything to turn.
   *
   * @param offset the component of H's offsets, whose numbers in W are all the same, or −1
   */
  public static Optional<Rotation> of(
      Turnable w, Turnable h, Components ofW, Components ofH, int offset) {
    return Optional.of(new Rotation(w, h, ofW, ofH, offset)).filter(r -> r.turned.length > 0);
  }

  /** Before the first step, when nothing has a variance yet. */
  public void start() {
    transform(best());
  }

  /**
   * Turns by what raises the evidence, unless rounding has it fall.
   *
   * @param priors of the factors, which are brought up to date
   * @return how much W's entropy has risen by
   */
  public double run(Priors priors) {
    priors.update();
    double before = priors.logProbability();
    RealMatrix inverse = best();
    transform(inverse);
    priors.update();
    double perRow = logDeterminant(inverse);
    if (priors.logProbability() + (w.freeRows() - h.freeRows()) * perRow >= before) {
      return w.freeRows() * perRow;
    }
    transform(inverseOf(inverse));
    priors.update();
    return 0;
  }

  /** T, of W ← T·W and H ← T⁻ᵀ·H: first the means go to the offsets, then the rest turns. */
  private RealMatrix best() {
    RealMatrix plain = w.moments();
    RealMatrix shift = shift(plain);
    RealMatrix moments = shift.multiply(plain).multiply(shift.transpose());
    RealMatrix counter = inverseOf(shift).transpose();
    RealMatrix ofColumns = counter.multiply(h.moments()).multiply(counter.transpose());
    EigenDecomposition ofW = eigen(part(moments).scalarMultiply(1 / w.freeRows()));
    RealMatrix root = scaled(ofW, true);
    RealMatrix inverseRoot = scaled(ofW, false);
    EigenDecomposition ofH = eigen(root.transpose().multiply(part(ofColumns)).multiply(root));
    return whole(ofH.getVT().multiply(inverseRoot), plain.getRowDimension()).multiply(shift);
  }

  /** Of a matrix that is symmetric but for rounding, by which it would be taken for another. */
  private static EigenDecomposition eigen(RealMatrix matrix) {
    return new EigenDecomposition(matrix.add(matrix.transpose()).scalarMultiply(.5));
  }

  private RealMatrix shift(RealMatrix moments) {
    RealMatrix shift = MatrixUtils.createRealIdentityMatrix(moments.getRowDimension());
    for (int c : offset < 0 ? new int[0] : shifted) {
      shift.setEntry(c, offset, -moments.getEntry(c, offset) / moments.getEntry(offset, offset));
    }
    return shift;
  }

  /** Eigenvectors in columns times the roots of their values, or the inverse of that. */
  private static RealMatrix scaled(EigenDecomposition parts, boolean isRoot) {
    double[] values = parts.getRealEigenvalues();
    double largest = IntStream.range(0, values.length).mapToDouble(c -> values[c]).max().orElse(0);
    RealMatrix result = isRoot ? parts.getV().copy() : parts.getVT().copy();
    for (int c = 0; c < values.length; c++) {
      double root = largest > 0 ? Math.sqrt(Math.max(values[c], LEAST * largest)) : 1;
      if (isRoot) {
        result.setColumnVector(c, result.getColumnVector(c).mapMultiply(root));
      } else {
        result.setRowVector(c, result.getRowVector(c).mapDivide(root));
      }
    }
    return result;
  }

  private RealMatrix part(RealMatrix whole) {
    return whole.getSubMatrix(turned, turned);
  }

  private void transform(RealMatrix t) {
    w.transform(t);
    h.transform(inverseOf(t).transpose());
  }

  private static RealMatrix inverseOf(RealMatrix matrix) {
    return new LUDecomposition(matrix, Double.MIN_NORMAL).getSolver().getInverse();
  }

  private RealMatrix whole(RealMatrix part, int rank) {
    RealMatrix whole = MatrixUtils.createRealIdentityMatrix(rank);
    for (int p = 0; p < turned.length; p++) {
      for (int q = 0; q < turned.length; q++) {
        whole.setEntry(turned[p], turned[q], part.getEntry(p, q));
      }
    }
    return whole;
  }

  private static double logDeterminant(RealMatrix matrix) {
    return Math.log(Math.abs(new LUDecomposition(matrix, Double.MIN_NORMAL).getDeterminant()));
  }
}
