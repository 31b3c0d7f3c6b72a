package org.nmf4j.dl4j;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.data.ExampleRows;

/**
 * Features of a DL4J pipeline as rows of W: a batch of examples × n columns, with NaN where
 * missing, becomes one of examples × k, by {@link NmfModel#transform} with H kept; of sequences,
 * examples × n × steps, each step is a row. A row of which nothing is observed, or that a mask
 * hides, becomes 0.
 *
 * <p>It changes the width of the features: an iterator's {@code inputColumns()} still gives n.
 * Immutable, for many threads, and serializable.
 *
 * @serial exclude
 */
public final class NmfFeatures
    implements DataSetPreProcessor, MultiDataSetPreProcessor, Serializable {

  private static final long serialVersionUID = 1;

  private final transient NmfModel model;
  private final transient int input;

  /**
   * Features by a model.
   *
   * @param model of as many columns as the features
   * @throws NullPointerException if model is null
   */
  public NmfFeatures(NmfModel model) {
    this(model, 0);
  }

  /**
   * Features by a model, for data sets of several inputs.
   *
   * @param model of as many columns as the features
   * @param input number of the features array of a {@link MultiDataSet}, from 0; the others are
   *     left alone
   * @throws IllegalArgumentException if input is negative
   * @throws NullPointerException if model is null
   */
  public NmfFeatures(NmfModel model, int input) {
    if (input < 0) {
      throw new IllegalArgumentException("input must be ≥ 0, got " + input);
    }
    this.model = Objects.requireNonNull(model, "model");
    this.input = input;
  }

  /**
   * Puts features of width k in place of those of width n. A mask of entries is taken away; one of
   * rows or steps stays.
   *
   * @param toPreProcess with features of examples × n or examples × n × steps
   * @throws IllegalArgumentException if the features have another width, their mask does not fit,
   *     or a number is infinite or above 1e100 in size
   */
  @Override
  public void preProcess(DataSet toPreProcess) {
    ExampleRows rows = ExampleRows.ofFeatures(toPreProcess);
    toPreProcess.setFeatures(transform(rows));
    if (rows.hasMaskOfEntries()) {
      toPreProcess.setFeaturesMaskArray(null);
    }
  }

  /**
   * Puts features of width k in place of those of width n in the one input.
   *
   * @param toPreProcess with features of examples × n or examples × n × steps in that input
   * @throws IllegalArgumentException if there is no such input, or as {@link #preProcess(DataSet)}
   */
  @Override
  public void preProcess(MultiDataSet toPreProcess) {
    if (input >= toPreProcess.numFeatureArrays()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "data set must have more inputs than %d, got %d",
              input,
              toPreProcess.numFeatureArrays()));
    }
    ExampleRows rows =
        new ExampleRows(
            "features", toPreProcess.getFeatures(input), toPreProcess.getFeaturesMaskArray(input));
    toPreProcess.setFeatures(input, transform(rows));
    if (rows.hasMaskOfEntries()) {
      toPreProcess.setFeaturesMaskArray(input, null);
    }
  }

  /**
   * Features of some rows.
   *
   * @param rows p×n or p×n×steps, of a floating-point type, NaN where missing; not changed
   * @return p×k or p×k×steps, of the type of the rows
   * @throws IllegalArgumentException if there are not n columns, or a number is infinite or above
   *     1e100 in size
   */
  public INDArray transform(INDArray rows) {
    return transform(new ExampleRows("features", rows, null));
  }

  /** The model refuses rows of which none is observed, so it is shown those alone that are. */
  private INDArray transform(ExampleRows rows) {
    rows.requireColumns(model.columns());
    INDArray all = rows.toMatrix();
    INDArray factors = Nd4j.zeros(all.dataType(), all.rows(), model.rank());
    double[] row = new double[model.columns()];
    int[] observed = IntStream.range(0, rows.count()).filter(i -> rows.read(i, row)).toArray();
    if (observed.length > 0) {
      INDArray found = model.transform(all.getRows(observed)).castTo(all.dataType());
      for (int i = 0; i < observed.length; i++) {
        factors.putRow(observed[i], found.getRow(i));
      }
    }
    return rows.likeArray(factors);
  }

  private Object writeReplace() throws IOException {
    Path file = Files.createTempFile("nmf4j", ".npz");
    try {
      model.save(file);
      return new Saved(Files.readAllBytes(file), input);
    } finally {
      Files.delete(file);
    }
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("features are read from what is saved of them");
  }

  /**
   * What is serialized.
   *
   * @param model the bytes of the model's file
   * @param input the input whose features they are
   */
  private record Saved(byte[] model, int input) implements Serializable {

    private Object readResolve() throws IOException {
      if (model == null || input < 0) {
        throw new InvalidObjectException("features need a model and an input ≥ 0");
      }
      Path file = Files.createTempFile("nmf4j", ".npz");
      try {
        Files.write(file, model);
        return new NmfFeatures(NmfModel.load(file), input);
      } finally {
        Files.delete(file);
      }
    }
  }
}
