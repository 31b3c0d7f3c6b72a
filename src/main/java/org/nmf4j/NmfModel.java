package org.nmf4j;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.MaskedMatrix;

/** A fitted factorization {@code A ≈ W·H}. Immutable: arrays are copied on the way in and out. */
public final class NmfModel {

  public static NmfModel of(INDArray w, INDArray h) {
    throw new IllegalStateException();
  }

  public INDArray w() {
    throw new IllegalStateException();
  }

  public INDArray h() {
    throw new IllegalStateException();
  }

  public int rows() {
    throw new IllegalStateException();
  }

  public int columns() {
    throw new IllegalStateException();
  }

  public int rank() {
    throw new IllegalStateException();
  }

  public INDArray reconstruct() {
    throw new IllegalStateException();
  }

  public INDArray complete(INDArray a) {
    return complete(MaskedMatrix.of(a));
  }

  public INDArray complete(MaskedMatrix a) {
    throw new IllegalStateException();
  }

  public double predict(int row, int column) {
    throw new IllegalStateException();
  }

  public double rmse(MaskedMatrix a) {
    throw new IllegalStateException();
  }

  public double mae(MaskedMatrix a) {
    throw new IllegalStateException();
  }

  public INDArray transform(INDArray newRows) {
    throw new IllegalStateException();
  }

  public INDArray foldInColumns(INDArray newColumns) {
    throw new IllegalStateException();
  }

  public List<String> rowLabels() {
    throw new IllegalStateException();
  }

  public List<String> columnLabels() {
    throw new IllegalStateException();
  }

  /** Absent if the factors did not come from a fit. A loaded report has no histories. */
  public Optional<FitReport> report() {
    throw new IllegalStateException();
  }

  public void save(Path file) throws IOException {
    throw new IllegalStateException();
  }

  public static NmfModel load(Path file) throws IOException {
    throw new IllegalStateException();
  }
}
