package org.nmf4j.solver.bayes;

import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.nmf4j.internal.rows.Components;
import org.nmf4j.internal.rows.JointPosterior;
import org.nmf4j.internal.rows.PosteriorFactor;

/**
 * Turns the components of free factors, which changes no prediction, so that W's numbers are
 * uncorrelated with variance 1 and H's components orthogonal: where priors of single components fit
 * best. Without it the posteriors would take hundreds of steps to get there (Ilin and Raiko 2010,
 * JMLR 11:1957-2000).
 */
final class Rotation {

  /** Of the largest variance of a direction, what the smallest is taken for at least. */
  private static final double LEAST = 1e-12;

  private final JointPosterior w;
  private final JointPosterior h;
  private final int rowsOfW;
  private final int rowsOfH;

  /** The components that are fixed in neither factor. */
  private final int[] turned;

  private Rotation(JointPosterior w, JointPosterior h, int rowsOfW, int rowsOfH, int[] turned) {
    this.w = w;
    this.h = h;
    this.rowsOfW = rowsOfW;
    this.rowsOfH = rowsOfH;
    this.turned = turned;
  }

  /** Of free factors without fixed rows, if there is anything to turn. */
  static Optional<Rotation> of(
      PosteriorFactor w, PosteriorFactor h, Components ofW, Components ofH) {
    int[] turned =
        IntStream.range(0, ofW.fixed().length)
            .filter(c -> !ofW.fixed()[c] && !ofH.fixed()[c])
            .toArray();
    return turned.length == 0
        ? Optional.empty()
        : Optional.of(
            new Rotation(
                (JointPosterior) w.x(),
                (JointPosterior) h.x(),
                w.freeRows(),
                h.freeRows(),
                turned));
  }

  /** Before the first step, when nothing has a variance yet. */
  void start() {
    turn(best());
  }

  /**
   * Turns by what raises the evidence, unless rounding has it fall.
   *
   * @param priors of the factors, which are brought up to date
   * @return how much W's entropy has risen by
   */
  double run(Priors priors) {
    priors.update();
    double before = priors.logProbability();
    RealMatrix inverse = best();
    turn(inverse);
    priors.update();
    double perRow = logDeterminant(inverse);
    if (priors.logProbability() + (rowsOfW - rowsOfH) * perRow >= before) {
      return rowsOfW * perRow;
    }
    turn(inverseOf(inverse));
    priors.update();
    return 0;
  }

  /** F⁻¹, of W ← F⁻¹·W. */
  private RealMatrix best() {
    EigenDecomposition ofW =
        new EigenDecomposition(part(w.moments()).scalarMultiply(1.0 / rowsOfW));
    RealMatrix root = scaled(ofW, true);
    RealMatrix inverseRoot = scaled(ofW, false);
    EigenDecomposition ofH =
        new EigenDecomposition(root.transpose().multiply(part(h.moments())).multiply(root));
    return ofH.getVT().multiply(inverseRoot);
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

  private void turn(RealMatrix inverse) {
    w.transform(whole(inverse));
    h.transform(whole(inverseOf(inverse).transpose()));
  }

  private static RealMatrix inverseOf(RealMatrix matrix) {
    return new LUDecomposition(matrix).getSolver().getInverse();
  }

  private RealMatrix whole(RealMatrix part) {
    RealMatrix whole = MatrixUtils.createRealIdentityMatrix(w.mean().columns());
    for (int p = 0; p < turned.length; p++) {
      for (int q = 0; q < turned.length; q++) {
        whole.setEntry(turned[p], turned[q], part.getEntry(p, q));
      }
    }
    return whole;
  }

  private static double logDeterminant(RealMatrix matrix) {
    return Math.log(Math.abs(new LUDecomposition(matrix).getDeterminant()));
  }
}
