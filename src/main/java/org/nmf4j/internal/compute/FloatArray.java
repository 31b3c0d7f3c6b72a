package org.nmf4j.internal.compute;

import static org.bytedeco.openblas.global.openblas_nolapack.*;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Single precision. */
final class FloatArray extends NativeArray {

  private final FloatPointer address;
  private final FloatIndexer entries;

  FloatArray(INDArray array) {
    super(array);
    Pointer start = array.data().addressPointer();
    this.address = new FloatPointer(start);
    this.entries = FloatIndexer.create(new FloatPointer(address).capacity(length));
  }

  @Override
  public double dot(NativeArray other) {
    return cblas_sdot(length, address, 1, ((FloatArray) other).address, 1);
  }

  @Override
  public double norm() {
    return cblas_snrm2(length, address, 1);
  }

  @Override
  public void addScaled(double alpha, NativeArray other) {
    cblas_saxpy(length, (float) alpha, ((FloatArray) other).address, 1, address, 1);
  }

  @Override
  public void scale(double alpha) {
    cblas_sscal(length, (float) alpha, address, 1);
  }

  @Override
  public void copyFrom(NativeArray other) {
    cblas_scopy(length, ((FloatArray) other).address, 1, address, 1);
  }

  @Override
  public void put(long place, double[] numbers, int from, int count) {
    for (int i = 0; i < count; i++) {
      entries.put(place + i, (float) numbers[from + i]);
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
    cblas_scopy(
        columns,
        ((FloatArray) other).address.getPointer(from * width),
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
    cblas_sgemv(
        CblasRowMajor,
        transpose ? CblasTrans : CblasNoTrans,
        count,
        matrix.columns,
        (float) alpha,
        ((FloatArray) matrix).address,
        matrix.columns,
        ((FloatArray) vector).address,
        1,
        (float) beta,
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
    cblas_sgemm(
        CblasRowMajor,
        transposeLeft ? CblasTrans : CblasNoTrans,
        transposeRight ? CblasTrans : CblasNoTrans,
        m,
        n,
        inner,
        (float) alpha,
        ((FloatArray) left).at(leftStart),
        left.columns,
        ((FloatArray) right).address,
        right.columns,
        (float) beta,
        at(start),
        columns);
  }

  private FloatPointer at(long start) {
    return start == 0 ? address : address.getPointer(start);
  }
}
