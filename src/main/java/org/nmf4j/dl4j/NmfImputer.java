package org.nmf4j.dl4j;

import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerType;
import org.nmf4j.data.ExampleRows;
import org.nmf4j.impute.FactorLearner;
import org.nmf4j.impute.FactorModel;

/**
 * Fills the missing features of a DL4J pipeline, those that are NaN, in place; all others keep
 * their bits.
 *
 * <pre>{@code
 * NmfImputer imputer = new NmfImputer(3);
 * imputer.fit(iterator);
 * iterator.setPreProcessor(imputer);
 * }</pre>
 *
 * Learnt are non-negative factors H (k×n) of the columns, over several passes of the iterator, of
 * which no more than a batch is held at a time. A row's missing entries are then those of w·H, w ≥
 * 0 being the row's most probable factors given its observed ones and how w is distributed over the
 * rows; a row of which nothing is observed gets about the columns' means. Columns are scaled to
 * unit deviation inside, and shifted where they have negative numbers or a mean far above their
 * deviation, so features may be standardized before.
 *
 * <p>A column without an observed number in the fit is taken for the average one: its shift, scale
 * and factors are the means of the others', so it is filled with about the mean of the row's other
 * entries if they are of one unit. A warning names such columns. What is observed of them later
 * tells nothing of the other columns.
 *
 * <p>Arrays are examples × columns, or examples × columns × time steps, of which each step is a
 * row. Rows, steps and entries with mask 0 are neither learnt from nor filled. With {@link
 * #fitLabel} labels are treated in the same way, by factors of their own.
 *
 * <p>There is nothing to revert, since a filled entry can't be told from an observed one: the
 * methods that revert leave everything as it is. Once fitted, it may be used by many threads.
 * {@code ModelSerializer.addNormalizerToModel} and {@code restoreNormalizerFromFile} write and read
 * it without any set-up; for that ND4J holds on to this class, so where ND4J outlives the class
 * loader of nmf4j, as in a server that shares it, that is not collected.
 */
public final class NmfImputer implements DataNormalization {

  private static final long serialVersionUID = 1;
  private static final int DEFAULT_EPOCHS = 30;

  static {
    NormalizerSerializer.getDefault().addStrategy(new NmfImputerSerializer());
  }

  private final int rank;
  private final int epochs;
  private final long seed;
  private boolean fitsLabels;
  private FactorModel features;
  private FactorModel labels;
  private transient volatile boolean fitting;

  /**
   * An imputer of 30 passes and seed 0.
   *
   * @param rank k ≥ 1, the number of components; one that is too large does little harm
   * @throws IllegalArgumentException if it is not positive
   */
  public NmfImputer(int rank) {
    this(rank, DEFAULT_EPOCHS, 0);
  }

  /**
   * An imputer.
   *
   * @param rank k ≥ 1, the number of components; one that is too large does little harm
   * @param epochs passes over the data, after one for the columns' means; ≥ 1
   * @param seed of the initial factors; the same seed and data give the same bits
   * @throws IllegalArgumentException if rank or epochs are not positive
   */
  public NmfImputer(int rank, int epochs, long seed) {
    if (rank < 1) {
      throw new IllegalArgumentException("rank must be ≥ 1, got " + rank);
    }
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be ≥ 1, got " + epochs);
    }
    this.rank = rank;
    this.epochs = epochs;
    this.seed = seed;
  }

  /** What {@link NmfImputerSerializer} has read. */
  NmfImputer(int rank, int epochs, long seed, FactorModel features, FactorModel labels) {
    this(rank, epochs, seed);
    this.features = features;
    this.labels = labels;
    this.fitsLabels = labels != null;
  }

  /**
   * Learns from an iterator, which is reset before each pass and at the end. A preprocessor that it
   * has comes before, so one that is to come after the imputer must not be set yet; this imputer in
   * it leaves the data as they are until the fit is over.
   *
   * @throws IllegalArgumentException if it can't be reset, or nothing is observed
   */
  @Override
  public void fit(DataSetIterator iterator) {
    if (!iterator.resetSupported()) {
      throw new IllegalArgumentException(
          "iterator must support reset, for %d passes over its data".formatted(epochs + 1));
    }
    fitting = true;
    try {
      fit(
          visitor -> {
            iterator.reset();
            iterator.forEachRemaining(visitor);
          });
    } finally {
      fitting = false;
    }
    iterator.reset();
  }

  /**
   * Learns from one data set.
   *
   * @throws IllegalArgumentException if nothing is observed
   */
  @Override
  public void fit(DataSet data) {
    fit(visitor -> visitor.accept(data));
  }

  /** Learns from all that a pass gives to a visitor. */
  private void fit(Consumer<Consumer<DataSet>> pass) {
    FactorModel learnt =
        new FactorLearner("features", rank, epochs, seed)
            .learn(visitor -> pass.accept(data -> visitor.accept(features(data))));
    labels =
        fitsLabels
            ? new FactorLearner("labels", rank, epochs, seed)
                .learn(visitor -> pass.accept(data -> visitor.accept(labels(data))))
            : null;
    features = learnt;
  }

  private static ExampleRows features(DataSet data) {
    return new ExampleRows("features", data.getFeatures(), data.getFeaturesMaskArray());
  }

  private static ExampleRows labels(DataSet data) {
    return new ExampleRows("labels", data.getLabels(), data.getLabelsMaskArray());
  }

  @Override
  public void preProcess(DataSet toPreProcess) {
    if (fitting) {
      return;
    }
    transform(toPreProcess.getFeatures(), toPreProcess.getFeaturesMaskArray());
    transformLabel(toPreProcess.getLabels(), toPreProcess.getLabelsMaskArray());
  }

  @Override
  public void transform(DataSet toPreProcess) {
    preProcess(toPreProcess);
  }

  @Override
  public void transform(INDArray features) {
    transform(features, null);
  }

  /**
   * Fills the missing features in place.
   *
   * @param features examples × columns, or examples × columns × steps
   * @param featuresMask or null
   * @throws IllegalStateException if nothing has been fitted
   * @throws IllegalArgumentException if the number of columns is not the fitted one, or a number is
   *     infinite or above 1e100 in size
   */
  @Override
  public void transform(INDArray features, INDArray featuresMask) {
    fill("features", features, featuresMask, this.features);
  }

  @Override
  public void transformLabel(INDArray labels) {
    transformLabel(labels, null);
  }

  /** Fills the missing labels in place, if {@link #isFitLabel()}. */
  @Override
  public void transformLabel(INDArray labels, INDArray labelsMask) {
    if (fitsLabels && labels != null) {
      fill("labels", labels, labelsMask, this.labels);
    }
  }

  private static void fill(String name, INDArray array, INDArray mask, FactorModel model) {
    if (model == null) {
      throw new IllegalStateException("the imputer of %s must be fitted first".formatted(name));
    }
    ExampleRows rows = new ExampleRows(name, array, mask);
    rows.requireColumns(model.columns());
    rows.fill(model.new Filler()::fill);
  }

  /** Does nothing: a filled entry can't be told from an observed one. */
  @Override
  public void revert(DataSet toRevert) {}

  /** Does nothing, as {@link #revert}. */
  @Override
  public void revertFeatures(INDArray features) {}

  /** Does nothing, as {@link #revert}. */
  @Override
  public void revertFeatures(INDArray features, INDArray featuresMask) {}

  /** Does nothing, as {@link #revert}. */
  @Override
  public void revertLabels(INDArray labels) {}

  /** Does nothing, as {@link #revert}. */
  @Override
  public void revertLabels(INDArray labels, INDArray labelsMask) {}

  /** Whether missing labels are to be filled too; to be set before the fit. */
  @Override
  public void fitLabel(boolean fitLabels) {
    this.fitsLabels = fitLabels;
  }

  @Override
  public boolean isFitLabel() {
    return fitsLabels;
  }

  @Override
  public NormalizerType getType() {
    return NormalizerType.CUSTOM;
  }

  int rank() {
    return rank;
  }

  int epochs() {
    return epochs;
  }

  long seed() {
    return seed;
  }

  FactorModel features() {
    return features;
  }

  FactorModel labels() {
    return labels;
  }
}
