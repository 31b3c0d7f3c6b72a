package org.nmf4j.internal.compute;

import static org.bytedeco.openblas.global.openblas_nolapack.*;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Double precision. */
final class DoubleArray extends NativeArray {

  private final DoublePointer address;
  private final DoubleIndexer entries;

  DoubleArray(INDArray array) {
    super(array);
    Pointer start = array.data().addressPointer();
    this.address = new DoublePointer(start);
    this.entries = DoubleIndexer.create(new DoublePointer(address).capacity(length));
  }

  @Override
  public double dot(NativeArray other) {
    return cblas_ddot(length, address, 1, ((DoubleArray) other).address, 1);
  }

  @Override
  public double norm() {
    return cblas_dnrm2(length, address, 1);
  }

  @Override
  public void addScaled(double alpha, NativeArray other) {
    cblas_daxpy(length, alpha, ((DoubleArray) other).address, 1, address, 1);
  }

  @Override
  public void scale(double alpha) {
    cblas_dscal(length, alpha, address, 1);
  }

  @Override
  public void copyFrom(NativeArray other) {
    cblas_dcopy(length, ((DoubleArray) other).address, 1, address, 1);
  }

  @Override
  public void put(long place, double[] numbers, int from, int count) {
    for (int i = 0; i < count; i++) {
      entries.put(place + i, numbers[from + i]);
    }
  }

  @Override
  public void get(long place, double[] numbers, int from, int count) {
    for (int i = 0; i < count; i++) {
      numbers[from + i] = entries.get(place + i);
    }
  }

  @Override
  void clear(long place) {
    entries.put(place, 0);
  }

  @Override
  public void copyRow(int to, NativeArray other, int from) {
    long width = columns;
    cblas_dcopy(
        columns,
        ((DoubleArray) other).address.getPointer(from * width),
        1,
        address.getPointer(to * width),
        1);
  }

  @Override
  Pointer address() {
    return address;
  }

  @Override
  public void multiplyVector(
      int count,
      double alpha,
      NativeArray matrix,
      boolean transpose,
      NativeArray vector,
      double beta) {
    cblas_dgemv(
        CblasRowMajor,
        transpose ? CblasTrans : CblasNoTrans,
        count,
        matrix.columns,
        alpha,
        ((DoubleArray) matrix).address,
        matrix.columns,
        ((DoubleArray) vector).address,
        1,
        beta,
        address,
        1);
  }

  @Override
  void multiply(
      int m,
      int n,
      int inner,
      double alpha,
      NativeArray left,
      long leftStart,
      boolean transposeLeft,
      NativeArray right,
      boolean transposeRight,
      double beta,
      long start) {
    cblas_dgemm(
        CblasRowMajor,
        transposeLeft ? CblasTrans : CblasNoTrans,
        transposeRight ? CblasTrans : CblasNoTrans,
        m,
        n,
        inner,
        alpha,
        ((DoubleArray) left).at(leftStart),
        left.columns,
        ((DoubleArray) right).address,
        right.columns,
        beta,
        at(start),
        columns);
  }

  private DoublePointer at(long start) {
    return start == 0 ? address : address.getPointer(start);
  }
}
