package org.nmf4j;

import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Penalties;

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

  /** What is predicted beside V·Y, 1×n. */
  private final SDVariable base;

  /** As large as Y's curvature allows. */
  private final double stepSize;

  /** {@code argmin over V of stepSize·penalty(V)/2 + ‖V − moved‖²/2}, within V's bounds. */
  private final UnaryOperator<SDVariable> proximal;

  FoldInGraph(SameDiff sd, NmfModel model, SDVariable rows, SDVariable mask) {
    this.sd = sd;
    this.mask = mask;
    ModelTerms terms = model.terms();
    INDArray h = model.h();
    INDArray ones = Nd4j.ones(h.dataType(), 1, h.columns());
    INDArray components = terms.offsets() ? Nd4j.vstack(h, ones) : h;
    INDArray sizes = components.norm2(1);
    BooleanIndexing.replaceWhere(sizes, 1, Conditions.equals(0));
    INDArray scaled = components.divColumnVector(sizes).dup('c');
    y = sd.constant(scaled);
    yTransposed = sd.constant(scaled.transpose().dup('c'));
    INDArray products = Transforms.abs(scaled.mmul(scaled.transpose()));
    stepSize = 1 / Math.max(products.sum(1).maxNumber().doubleValue(), Float.MIN_NORMAL);
    INDArray offsets = model.columnOffsets().orElse(Nd4j.zeros(h.dataType(), h.columns()));
    base = sd.constant(offsets.add(terms.shift()).reshape(1, h.columns()));
    SDVariable observed = mask.gt(0);
    target = sd.where(rows.sub(base), sd.zerosLike(mask), observed);

    boolean isPlain =
        terms.nonNegativeW() && !terms.offsets() && terms.penaltyW().equals(Penalties.none());
    proximal = isPlain ? moved -> sd.nn().relu(moved, 0) : penalised(terms, model.rank(), sizes);
  }

  private UnaryOperator<SDVariable> penalised(ModelTerms terms, int rank, INDArray sizes) {
    int count = (int) sizes.length();
    double[] draws = new double[count];
    double[] drawsPerEntry = new double[count];
    double[] shrinks = new double[count];
    double[] shrinksPerEntry = new double[count];
    double[] mayBeNegative = new double[count];
    for (int c = 0; c < count; c++) {
      boolean isOffset = c == rank;
      ElasticNet penalty = isOffset ? terms.penaltyOffsets() : terms.penaltyW();
      double size = sizes.getDouble(c);
      draws[c] = stepSize * penalty.l1() / (2 * size);
      drawsPerEntry[c] = stepSize * penalty.l1PerObservation() / (2 * size);
      shrinks[c] = 1 + stepSize * penalty.l2() / (2 * size * size);
      shrinksPerEntry[c] = stepSize * penalty.l2PerObservation() / (size * size);
      mayBeNegative[c] = isOffset || !terms.nonNegativeW() ? 1 : 0;
    }
    SDVariable entries = mask.sum(true, 1);
    SDVariable draw = entries.mul(row(drawsPerEntry)).add(row(draws));
    SDVariable shrink = entries.mul(row(shrinksPerEntry)).add(row(shrinks));
    SDVariable free = row(mayBeNegative);
    return moved -> {
      SDVariable positive = sd.nn().relu(moved.sub(draw), 0);
      SDVariable negative = sd.nn().relu(moved.add(draw).neg(), 0).mul(free);
      return positive.sub(negative).div(shrink);
    };
  }

  /** V·Y and what is predicted beside it after a number of steps, p×n. */
  SDVariable predictions(int steps) {
    SDVariable last = sd.zerosLike(target.mmul(yTransposed));
    SDVariable ahead = last;
    double momentum = 1;
    for (int step = 0; step < steps; step++) {
      SDVariable next = step(ahead);
      double nextMomentum = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      // The other way round SameDiff walks the same paths again and again before it executes.
      ahead = next.sub(last).mul(number((momentum - 1) / nextMomentum)).add(next);
      momentum = nextMomentum;
      last = next;
    }
    return last.mmul(y).add(base);
  }

  private SDVariable step(SDVariable v) {
    SDVariable gradient = v.mmul(y).sub(target).mul(mask).mmul(yTransposed);
    return proximal.apply(v.sub(gradient.mul(number(stepSize))));
  }

  private SDVariable row(double[] numbers) {
    INDArray row = Nd4j.createFromArray(numbers).reshape(1, numbers.length);
    return sd.constant(row.castTo(mask.dataType()));
  }

  private SDVariable number(double number) {
    return sd.constant(Nd4j.scalar(mask.dataType(), number));
  }
}
