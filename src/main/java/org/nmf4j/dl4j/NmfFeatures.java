package org.nmf4j.dl4j;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * Features of a DL4J pipeline as rows of W: a batch of examples × n columns, with NaN where
 * missing, becomes one of examples × k, by {@link NmfModel#transform} with H kept. A row of which
 * nothing is observed becomes 0.
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

  /** Puts features of width k in place of those of width n. */
  @Override
  public void preProcess(DataSet toPreProcess) {
    INDArray features = toPreProcess.getFeatures();
    INDArray mask = toPreProcess.getFeaturesMaskArray();
    toPreProcess.setFeatures(transform(features, mask));
    if (isOfEntries(mask, features)) {
      toPreProcess.setFeaturesMaskArray(null);
    }
  }

  /** Puts features of width k in place of those of width n in the one input. */
  @Override
  public void preProcess(MultiDataSet toPreProcess) {
    INDArray features = toPreProcess.getFeatures(input);
    INDArray mask = toPreProcess.getFeaturesMaskArray(input);
    toPreProcess.setFeatures(input, transform(features, mask));
    if (isOfEntries(mask, features)) {
      toPreProcess.setFeaturesMaskArray(input, null);
    }
  }

  private INDArray transform(INDArray features, INDArray mask) {
    return isOfEntries(mask, features)
        ? model.transform(MaskedMatrix.of(features, mask))
        : transform(features);
  }

  private static boolean isOfEntries(INDArray mask, INDArray features) {
    return mask != null && mask.equalShapes(features);
  }

  /**
   * Features of some rows.
   *
   * @param rows p×n, NaN where missing; not changed
   * @return p×k, of the type of the rows
   * @throws IllegalArgumentException if there are not n columns
   */
  public INDArray transform(INDArray rows) {
    return model.transform(rows);
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
