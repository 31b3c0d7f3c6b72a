package org.nmf4j.samediff;

import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.ColumnUnits;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Objective;

/**
 * The fold-in of new rows by squared error as operations of a graph: {@code min over V (p×K) of Σ
 * mask·(V·Y − target)²/2 + penalty(V)/2} by the accelerated proximal gradient method, Y (K×n) being
 * H, or [H; 1] where a row has an offset. V's components are counted in the sizes of Y's, which
 * makes the problem easier.
 */
final class FoldInGraph {

  private final SameDiff sd;
  private final SDVariable mask;
  private final SDVariable target;

  private final SDVariable y;
  private final SDVariable yTransposed;

  /** What is predicted beside V·Y, 1×n, in the columns' units. */
  private final SDVariable base;

  /** Of the columns, 1×n. */
  private final SDVariable shifts;

  private final SDVariable scales;

  /** As large as Y's curvature allows. */
  private final double stepSize;

  private final Proximal proximal;

  FoldInGraph(SameDiff sd, NmfModel model, SDVariable rows, SDVariable mask) {
    this.sd = sd;
    this.mask = mask;
    INDArray h = model.h();
    INDArray ones = Nd4j.ones(h.dataType(), 1, h.columns());
    INDArray components = model.rowOffsets().isPresent() ? Nd4j.vstack(h, ones) : h;
    INDArray sizes = components.norm2(1);
    BooleanIndexing.replaceWhere(sizes, 1, Conditions.equals(0));
    INDArray unitSized = components.divColumnVector(sizes).dup('c');
    y = sd.constant(unitSized);
    yTransposed = sd.constant(unitSized.transpose().dup('c'));
    INDArray products = Transforms.abs(unitSized.mmul(unitSized.transpose()));
    stepSize = 1 / Math.max(products.sum(1).maxNumber().doubleValue(), Float.MIN_NORMAL);
    INDArray offsets =
        model
            .columnOffsets()
            .map(ofColumns -> ofColumns.add(model.mean()))
            .orElse(Nd4j.zeros(h.dataType(), h.columns()));
    base = sd.constant(offsets.reshape(1, h.columns()));
    ColumnUnits units = model.columnUnits().orElse(ColumnUnits.none(model.columns()));
    shifts = row(units.shifts());
    scales = row(units.scales());
    SDVariable scaled = rows.sub(shifts).div(scales);
    target = sd.where(scaled.sub(base), sd.zerosLike(mask), mask.gt(0));
    proximal = new Proximal(model, sizes.toDoubleVector());
  }

  /** {@code argmin over V of stepSize·penalty(V)/2 + ‖V − moved‖²/2}, within V's bounds. */
  private final class Proximal {

    private final double[] lower;
    private final double[] upper;

    /** Null, as what follows, where there is no penalty. */
    private final SDVariable draw;

    private final SDVariable shrink;

    Proximal(NmfModel model, double[] sizes) {
      int count = sizes.length;
      double[] draws = new double[count];
      double[] drawsPerEntry = new double[count];
      double[] shrinks = new double[count];
      double[] shrinksPerEntry = new double[count];
      lower = new double[count];
      upper = new double[count];
      for (int c = 0; c < count; c++) {
        boolean isOffset = c == model.rank();
        ElasticNet penalty = isOffset ? model.offsetPenalty().orElseThrow() : penalty(model, c);
        Bounds bounds = isOffset ? Bounds.FREE : bounds(model, c);
        lower[c] = bounds.lower() * sizes[c];
        upper[c] = bounds.upper() * sizes[c];
        double multiplier = stepSize * model.penaltyMultiplier() / 2;
        draws[c] = multiplier * penalty.l1() / sizes[c];
        drawsPerEntry[c] = stepSize * penalty.l1PerObservation() / (2 * sizes[c]);
        shrinks[c] = 1 + multiplier * penalty.l2() / (sizes[c] * sizes[c]);
        shrinksPerEntry[c] = stepSize * penalty.l2PerObservation() / (sizes[c] * sizes[c]);
      }
      boolean isPlain =
          Arrays.stream(draws).allMatch(d -> d == 0)
              && Arrays.stream(drawsPerEntry).allMatch(d -> d == 0)
              && Arrays.stream(shrinks).allMatch(s -> s == 1)
              && Arrays.stream(shrinksPerEntry).allMatch(s -> s == 0);
      SDVariable entries = isPlain ? null : mask.sum(true, 1);
      draw = isPlain ? null : entries.mul(row(drawsPerEntry)).add(row(draws));
      shrink = isPlain ? null : entries.mul(row(shrinksPerEntry)).add(row(shrinks));
    }

    private static ElasticNet penalty(NmfModel model, int component) {
      Objective objective = model.objective();
      return objective
          .penaltyW()
          .ofComponent(component)
          .filter(net -> objective.loss().isSquaredError())
          .orElseThrow(() -> unsuitable(objective));
    }

    private static Bounds bounds(NmfModel model, int component) {
      Objective objective = model.objective();
      Constraint constraint = objective.constraintW().forNewRows();
      return constraint
          .columnBounds(component)
          .filter(bounds -> constraint.rowSum().isEmpty())
          .orElseThrow(() -> unsuitable(objective));
    }

    private static IllegalArgumentException unsuitable(Objective objective) {
      return new IllegalArgumentException(
          "model must be one of squared error, elastic nets and box constraints, got one of "
              + objective);
    }

    SDVariable of(SDVariable moved) {
      SDVariable shrunk = draw == null ? moved : shrunk(moved);
      if (Arrays.stream(upper).allMatch(Double::isInfinite)) {
        boolean isFree = Arrays.stream(lower).allMatch(Double::isInfinite);
        return isFree ? shrunk : atLeast(shrunk, lower);
      }
      // min(x, u) = −max(−x, −u)
      double[] negated = Arrays.stream(upper).map(u -> -u).toArray();
      return atLeast(atLeast(shrunk, lower).neg(), negated).neg();
    }

    private SDVariable shrunk(SDVariable moved) {
      SDVariable positive = sd.nn().relu(moved.sub(draw), 0);
      SDVariable negative = sd.nn().relu(moved.add(draw).neg(), 0);
      return positive.sub(negative).div(shrink);
    }

    /** {@code b + relu(x − b)}, and x where there is no bound b: {@code relu(x) − relu(−x)}. */
    private SDVariable atLeast(SDVariable x, double[] bounds) {
      if (Arrays.stream(bounds).allMatch(b -> b == 0)) {
        return sd.nn().relu(x, 0);
      }
      double[] finite = Arrays.stream(bounds).map(b -> Double.isInfinite(b) ? 0 : b).toArray();
      double[] free = Arrays.stream(bounds).map(b -> Double.isInfinite(b) ? 1 : 0).toArray();
      SDVariable above = x.sub(row(finite));
      SDVariable below = sd.nn().relu(above.neg(), 0).mul(row(free));
      return sd.nn().relu(above, 0).sub(below).add(row(finite));
    }
  }

  /** V·Y and what is predicted beside it after a number of steps, p×n, in the units of A. */
  SDVariable predictions(int steps) {
    SDVariable last = sd.zerosLike(target.mmul(yTransposed));
    SDVariable ahead = last;
    double momentum = 1;
    for (int step = 0; step < steps; step++) {
      SDVariable next = step(ahead);
      double nextMomentum = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      double part = (momentum - 1) / nextMomentum;
      // SameDiff walks what two paths of one length lead to twice before it executes, and all that
      // lies behind again: here no two are of one length, from step to step.
      ahead = next.mul(number(1 + part)).sub(last.mul(number(part)));
      momentum = nextMomentum;
      last = next;
    }
    return last.mmul(y).add(base).mul(scales).add(shifts);
  }

  private SDVariable step(SDVariable v) {
    SDVariable gradient = v.mmul(y).sub(target).mul(mask).mmul(yTransposed);
    return proximal.of(v.sub(gradient.mul(number(stepSize))));
  }

  private SDVariable row(double[] numbers) {
    INDArray row = Nd4j.createFromArray(numbers).reshape(1, numbers.length);
    return sd.constant(row.castTo(mask.dataType()));
  }

  private SDVariable number(double number) {
    return sd.constant(Nd4j.scalar(mask.dataType(), number));
  }
}
