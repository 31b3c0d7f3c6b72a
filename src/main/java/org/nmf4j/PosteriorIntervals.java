package org.nmf4j;

import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;

/** Intervals by what a model's posterior says. */
final class PosteriorIntervals implements Intervals {

  private final NmfModel model;
  private final ModelPosterior posterior;

  PosteriorIntervals(NmfModel model, ModelPosterior posterior) {
    this.model = model;
    this.posterior = posterior;
  }

  @Override
  public int rows() {
    return model.rows();
  }

  @Override
  public int columns() {
    return model.columns();
  }

  @Override
  public DataType dataType() {
    return model.dataType();
  }

  @Override
  public Interval interval(int row, int column, double probability) {
    Objects.checkIndex(row, rows());
    Objects.checkIndex(column, columns());
    double half =
        posterior.errors().at(Validation.requireProbability(probability))
            * model.deviation(row, column);
    double centre = model.unbounded(row, column);
    ModelTerms terms = model.terms();
    double value = model.predict(row, column); // May be rounded another way than the centre is.
    return new Interval(
        Math.min(terms.bounded(column, centre - half), value),
        Math.max(terms.bounded(column, centre + half), value));
  }

  @Override
  public String describe(double probability) {
    return "variational Bayes: "
        + Validation.percent(probability)
        + " % by the distribution of the factors and the noise";
  }
}
