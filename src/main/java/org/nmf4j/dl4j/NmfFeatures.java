package org.nmf4j.dl4j;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.NmfModel;
import org.nmf4j.data.ExampleRows;

/**
 * Features of a DL4J pipeline as rows of W: a batch of examples × n columns, with NaN where
 * missing, becomes one of examples × k, by {@link NmfModel#transform} with H kept; of sequences,
 * examples × n × steps, each step is a row. A row of which nothing is observed, or that a mask
 * hides, becomes 0.
 *
 * <p>It changes the width of the features: an iterator's {@code inputColumns()} still gives n.
 * Immutable, for many threads, and serializable.
 */
public final class NmfFeatures
    implements DataSetPreProcessor, MultiDataSetPreProcessor, Serializable {

  private static final long serialVersionUID = 1;

  private final transient NmfModel model;
  private final transient int input;

  /** Features by a model, which has as many columns as the features. */
  public NmfFeatures(NmfModel model) {
    this(model, 0);
  }

  /**
   * Features by a model, for data sets of several inputs.
   *
   * @param input number of the features array of a {@link MultiDataSet}, from 0; the others are
   *     left alone
   * @throws IllegalArgumentException if it is negative
   */
  public NmfFeatures(NmfModel model, int input) {
    if (input < 0) {
      throw new IllegalArgumentException("input must be ≥ 0, got " + input);
    }
    this.model = Objects.requireNonNull(model, "model");
    this.input = input;
  }

  /**
   * Puts features of width k in place of those of width n.
   *
   * @throws IllegalArgumentException as {@link #transform}
   */
  @Override
  public void preProcess(DataSet toPreProcess) {
    INDArray features = toPreProcess.getFeatures();
    INDArray mask = toPreProcess.getFeaturesMaskArray();
    toPreProcess.setFeatures(transform(features, mask));
    if (ExampleRows.isOfEntries(mask, features)) {
      toPreProcess.setFeaturesMaskArray(null);
    }
  }

  /**
   * Puts features of width k in place of those of width n in the one input.
   *
   * @throws IllegalArgumentException if there is no such input, or as {@link #preProcess(DataSet)}
   */
  @Override
  public void preProcess(MultiDataSet toPreProcess) {
    if (input >= toPreProcess.numFeatureArrays()) {
      throw new IllegalArgumentException(
          "data set must have more inputs than %d, got %d"
              .formatted(input, toPreProcess.numFeatureArrays()));
    }
    INDArray features = toPreProcess.getFeatures(input);
    INDArray mask = toPreProcess.getFeaturesMaskArray(input);
    toPreProcess.setFeatures(input, transform(features, mask));
    if (ExampleRows.isOfEntries(mask, features)) {
      toPreProcess.setFeaturesMaskArray(input, null);
    }
  }

  /**
   * Features of some rows.
   *
   * @param rows p×n or p×n×steps, NaN where missing; not changed
   * @return p×k or p×k×steps, of the type of the rows
   * @throws IllegalArgumentException if there are not n columns, or a number is infinite
   */
  public INDArray transform(INDArray rows) {
    return transform(rows, null);
  }

  private INDArray transform(INDArray features, INDArray mask) {
    ExampleRows rows = new ExampleRows("features", features, mask);
    rows.requireColumns(model.columns());
    DataType type = features.dataType();
    INDArray factors = factors(rows, type == DataType.DOUBLE ? type : DataType.FLOAT).castTo(type);
    return features.rank() == 2
        ? factors
        : factors
            .reshape('c', features.size(0), features.size(2), model.rank())
            .permute(0, 2, 1)
            .dup('c');
  }

  /** The model refuses rows of which none is observed, so it is shown those alone that are. */
  private INDArray factors(ExampleRows rows, DataType type) {
    double[][] factors = new double[rows.count()][model.rank()];
    List<double[]> observed = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < factors.length; i++) {
      double[] row = new double[rows.columns()];
      if (rows.read(i, row)) {
        observed.add(row);
        places.add(i);
      }
    }
    if (!observed.isEmpty()) {
      INDArray seen = Nd4j.createFromArray(observed.toArray(double[][]::new)).castTo(type);
      double[][] found = model.transform(seen).castTo(DataType.DOUBLE).toDoubleMatrix();
      for (int i = 0; i < found.length; i++) {
        factors[places.get(i)] = found[i];
      }
    }
    return Nd4j.createFromArray(factors);
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

  /** What is serialized: the bytes of the model's file. */
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
