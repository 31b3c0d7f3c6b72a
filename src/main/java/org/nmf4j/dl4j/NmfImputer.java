package org.nmf4j.dl4j;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.CustomSerializerStrategy;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerType;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nmf4j.impute.RowImputer;
import org.nmf4j.internal.data.ExampleRows;

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
 * Learnt is how the columns vary together, over several passes over the iterator, of which no more
 * than a batch is held at a time: factors of the columns with their uncertainty, as {@link
 * RowImputer} has them. A row's missing entries are then those that its observed ones let expect; a
 * row of which nothing is observed gets about the columns' means. Columns are standardized inside,
 * so features may be before or not, and those without negative numbers are filled with none. {@link
 * #deviations(INDArray)} says how far from the truth what is filled in may be, and {@link #draws}
 * fills by chance.
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
 *
 * @serial exclude
 */
public final class NmfImputer implements DataNormalization {

  private static final long serialVersionUID = 1;
  private static final int DEFAULT_EPOCHS = 30;

  static {
    NormalizerSerializer.getDefault().addStrategy(new Serializer());
  }

  private final transient RowImputer.Options options;
  private transient boolean fitsLabels;
  private transient RowImputer features;
  private transient RowImputer labels;
  private transient volatile boolean fitting;

  /**
   * An imputer of at most 30 passes and seed 0.
   *
   * @param rank k ≥ 1, the number of components at most; those that the data do not support die out
   * @throws IllegalArgumentException if it is not positive
   */
  public NmfImputer(int rank) {
    this(rank, DEFAULT_EPOCHS, 0);
  }

  /**
   * An imputer.
   *
   * @param rank k ≥ 1, the number of components at most; those that the data do not support die out
   * @param epochs at most so many passes over the data, ≥ 1, after one for the columns' means; it
   *     ends earlier when the error falls no more
   * @param seed of the initial factors; the same seed and data give the same bits
   * @throws IllegalArgumentException if rank or epochs are not positive
   */
  public NmfImputer(int rank, int epochs, long seed) {
    options = new RowImputer.Options(rank, epochs, seed);
  }

  /**
   * Learns from an iterator, which is reset before each pass and at the end. A preprocessor that it
   * has comes before, so one that is to come after the imputer must not be set yet; this imputer in
   * it leaves the data as they are until the fit is over.
   *
   * <p>An interrupt ends the fit with what has been learnt so far, and leaves the thread's flag
   * set.
   *
   * @param iterator of data sets with features of examples × n or examples × n × steps
   * @throws IllegalArgumentException if it can't be reset, nothing is observed, batches differ in
   *     width, or a number is infinite or above 1e100 in size
   * @throws NullPointerException if iterator is null
   */
  @Override
  public void fit(DataSetIterator iterator) {
    if (!iterator.resetSupported()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "iterator must support reset, for up to %d passes over its data",
              options.epochs() + 1));
    }
    fitting = true;
    try {
      fit(
          visitor -> {
            iterator.reset();
            while (iterator.hasNext() && visitor.test(iterator.next())) {}
          });
    } finally {
      fitting = false;
    }
    iterator.reset();
  }

  /**
   * Learns from one data set, in several passes over it.
   *
   * @param data with features of examples × n or examples × n × steps
   * @throws IllegalArgumentException if nothing is observed, or a number is infinite or above 1e100
   *     in size
   * @throws NullPointerException if data is null
   */
  @Override
  public void fit(DataSet data) {
    Objects.requireNonNull(data, "data");
    fit(visitor -> visitor.test(data));
  }

  /**
   * Learns from all that a pass gives to a visitor, which says whether it wants more of the pass.
   */
  private void fit(Consumer<Predicate<DataSet>> pass) {
    RowImputer ofFeatures = fit("features", pass, ExampleRows::ofFeatures);
    labels = fitsLabels ? fit("labels", pass, ExampleRows::ofLabels) : null;
    features = ofFeatures;
  }

  private RowImputer fit(
      String name, Consumer<Predicate<DataSet>> pass, Function<DataSet, ExampleRows> rows) {
    return RowImputer.fit(
        name, visitor -> pass.accept(data -> rows.apply(data).forEach(visitor)), options);
  }

  /**
   * {@return what happened when the features were learnt; nothing before the fit, and for an
   * imputer that was read from a file or stream}
   */
  public Optional<RowImputer.Report> report() {
    return Optional.ofNullable(features).flatMap(RowImputer::report);
  }

  /**
   * Fills the missing features in place, and the missing labels if {@link #isFitLabel()}.
   *
   * @param toPreProcess with features of examples × n or examples × n × steps
   * @throws IllegalStateException if nothing has been fitted
   * @throws IllegalArgumentException as {@link #transform(INDArray, INDArray)}
   */
  @Override
  public void preProcess(DataSet toPreProcess) {
    if (fitting) {
      return;
    }
    transform(toPreProcess.getFeatures(), toPreProcess.getFeaturesMaskArray());
    transformLabel(toPreProcess.getLabels(), toPreProcess.getLabelsMaskArray());
  }

  /** The same as {@link #preProcess}. */
  @Override
  public void transform(DataSet toPreProcess) {
    preProcess(toPreProcess);
  }

  /** As {@link #transform(INDArray, INDArray)}, without a mask. */
  @Override
  public void transform(INDArray features) {
    transform(features, null);
  }

  /**
   * Fills the missing features in place.
   *
   * @param features examples × n, or examples × n × steps, of any floating-point type
   * @param featuresMask 0 for entries, rows or steps that are not to be touched, or null
   * @throws IllegalStateException if nothing has been fitted
   * @throws IllegalArgumentException if the number of columns is not the fitted one, the mask does
   *     not fit, or a number is infinite or above 1e100 in size
   */
  @Override
  public void transform(INDArray features, INDArray featuresMask) {
    fill("features", features, featuresMask, this.features, RowImputer::filler);
  }

  /**
   * As {@link #deviations(INDArray, INDArray)}, without a mask.
   *
   * @param features examples × n, or examples × n × steps, which stay as they are
   * @return an array like the features
   * @throws IllegalStateException if nothing has been fitted
   * @throws IllegalArgumentException as {@link #transform(INDArray, INDArray)}
   */
  public INDArray deviations(INDArray features) {
    return deviations(features, null);
  }

  /**
   * How sure the imputer is of what it fills in: the standard deviations of the missing features
   * from what {@link #transform(INDArray, INDArray)} puts there, in their columns' units. About 90
   * % of them are within 1.645 deviations.
   *
   * @param features examples × n, or examples × n × steps, which stay as they are
   * @param featuresMask 0 for entries, rows or steps that are not to be touched, or null
   * @return an array like the features, 0 where they are not missing or not to be touched
   * @throws IllegalStateException if nothing has been fitted
   * @throws IllegalArgumentException as {@link #transform(INDArray, INDArray)}
   */
  public INDArray deviations(INDArray features, INDArray featuresMask) {
    INDArray deviations = Objects.requireNonNull(features, "features").dup();
    fill("features", deviations, featuresMask, this.features, RowImputer::deviations);
    deviations.muli(features.isNaN().castTo(deviations.dataType())).addi(0); // -1·0 is -0, +0 is 0.
    BooleanIndexing.replaceWhere(deviations, 0, Conditions.isNan());
    return deviations;
  }

  /**
   * What fills missing features by chance, and labels if {@link #isFitLabel()}: with numbers drawn
   * with the probabilities that the model gives them, of factors of the columns that are drawn
   * once, for all that it is shown. Several such draws are a multiple imputation: by what they
   * differ is what is not known.
   *
   * @param seed the same seed, and data in the same order, give the same bits
   * @return fills as {@link #preProcess} does, and refuses what that refuses; for one thread
   * @throws IllegalStateException if nothing has been fitted
   */
  public DataSetPreProcessor draws(long seed) {
    RowImputer ofFeatures = fitted("features", features);
    ToIntFunction<double[]> featureDrawer = ofFeatures.drawer(seed);
    if (!fitsLabels) {
      return data ->
          fill(
              "features",
              data.getFeatures(),
              data.getFeaturesMaskArray(),
              ofFeatures,
              imputer -> featureDrawer);
    }
    RowImputer ofLabels = fitted("labels", labels);
    ToIntFunction<double[]> labelDrawer = ofLabels.drawer(~seed);
    return data -> {
      INDArray mask = data.getFeaturesMaskArray();
      fill("features", data.getFeatures(), mask, ofFeatures, imputer -> featureDrawer);
      if (data.getLabels() != null) {
        INDArray labelsMask = data.getLabelsMaskArray();
        fill("labels", data.getLabels(), labelsMask, ofLabels, imputer -> labelDrawer);
      }
    };
  }

  /** As {@link #transformLabel(INDArray, INDArray)}, without a mask. */
  @Override
  public void transformLabel(INDArray labels) {
    transformLabel(labels, null);
  }

  /**
   * Fills the missing labels in place, if {@link #isFitLabel()}.
   *
   * @param labels as the features of {@link #transform(INDArray, INDArray)}, or null
   * @param labelsMask likewise
   * @throws IllegalStateException if no labels have been fitted
   * @throws IllegalArgumentException as {@link #transform(INDArray, INDArray)}
   */
  @Override
  public void transformLabel(INDArray labels, INDArray labelsMask) {
    if (fitsLabels && labels != null) {
      fill("labels", labels, labelsMask, this.labels, RowImputer::filler);
    }
  }

  private static void fill(
      String name,
      INDArray array,
      INDArray mask,
      RowImputer imputer,
      Function<RowImputer, ToIntFunction<double[]>> filler) {
    int columns = fitted(name, imputer).columns();
    ExampleRows rows = new ExampleRows(name, array, mask);
    rows.requireColumns(columns);
    rows.fill(filler.apply(imputer));
  }

  private static RowImputer fitted(String name, RowImputer imputer) {
    if (imputer == null) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "the imputer of %s must be fitted first", name));
    }
    return imputer;
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

  /**
   * Whether missing labels are to be filled too, by factors of their own.
   *
   * @param fitLabels false by default; to be set before the fit
   */
  @Override
  public void fitLabel(boolean fitLabels) {
    this.fitsLabels = fitLabels;
  }

  /** {@return whether missing labels are filled too, as {@link #fitLabel} has set} */
  @Override
  public boolean isFitLabel() {
    return fitsLabels;
  }

  /** {@return CUSTOM: ND4J writes and reads it by {@link Serializer}} */
  @Override
  public NormalizerType getType() {
    return NormalizerType.CUSTOM;
  }

  RowImputer.Options options() {
    return options;
  }

  Optional<RowImputer> features() {
    return Optional.ofNullable(features);
  }

  Optional<RowImputer> labels() {
    return Optional.ofNullable(labels);
  }

  void use(Optional<RowImputer> ofFeatures, Optional<RowImputer> ofLabels) {
    features = ofFeatures.orElse(null);
    labels = ofLabels.orElse(null);
  }

  private Object writeReplace() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImputerFormat.write(this, bytes);
    return new Saved(bytes.toByteArray());
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("an imputer is read from what is saved of it");
  }

  /**
   * What Java serializes.
   *
   * @param bytes what {@link ImputerFormat} writes
   */
  private record Saved(byte[] bytes) implements Serializable {

    private Object readResolve() throws IOException {
      if (bytes == null) {
        throw new InvalidObjectException("an imputer needs bytes");
      }
      return ImputerFormat.read(new ByteArrayInputStream(bytes));
    }
  }

  /** Writes and reads a fitted imputer for ND4J's {@code NormalizerSerializer}. */
  public static final class Serializer extends CustomSerializerStrategy<NmfImputer> {

    /** A serializer; ND4J makes one by its name. */
    public Serializer() {}

    /** {@return the class of imputers} */
    @Override
    public Class<NmfImputer> getSupportedClass() {
      return NmfImputer.class;
    }

    /**
     * Writes an imputer.
     *
     * @param imputer that has been fitted
     * @param stream stays open
     * @throws IOException if the stream can't be written to
     * @throws IllegalStateException if the imputer has not been fitted
     */
    @Override
    public void write(NmfImputer imputer, OutputStream stream) throws IOException {
      if (imputer.features == null) {
        throw new IllegalStateException("the imputer must be fitted before it is written");
      }
      ImputerFormat.write(imputer, stream);
    }

    /**
     * Reads an imputer.
     *
     * @param stream of what {@link #write} has written; stays open
     * @return an imputer that fills with the same bits
     * @throws IOException if the stream ends early, is damaged or holds no imputer
     */
    @Override
    public NmfImputer restore(InputStream stream) throws IOException {
      NmfImputer imputer = ImputerFormat.read(stream);
      if (imputer.features == null) {
        throw new InvalidObjectException("imputer has no factors of features");
      }
      return imputer;
    }
  }
}
