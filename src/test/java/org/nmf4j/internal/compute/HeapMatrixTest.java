package org.nmf4j.internal.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.TestMatrices;

class HeapMatrixTest {

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void holdsTheNumbersOfAnArray(DataType type) {
    INDArray array = TestMatrices.random(type, 4, 3, 1);
    HeapMatrix matrix = HeapMatrix.of(array);
    assertThat(matrix.dataType()).isEqualTo(type);
    assertThat(matrix.toArray()).isEqualTo(array);
    assertThat(matrix.transpose().toArray()).isEqualTo(array.transpose());
    double[] row = new double[3];
    matrix.read(2, row);
    for (int c = 0; c < 3; c++) {
      assertThat(matrix.get(2, c)).isEqualTo(array.getDouble(2, c)).isEqualTo(row[c]);
    }

    matrix.write(1, new double[] {0.1, 7, -2});
    matrix.set(3, 2, 0.2);
    array.putRow(1, Nd4j.createFromArray(0.1, 7, -2).castTo(type));
    array.putScalar(3, 2, 0.2);
    assertThat(matrix.toArray()).isEqualTo(array);

    HeapMatrix copy = new HeapMatrix(type, 4, 3);
    copy.copyFrom(matrix);
    matrix.set(0, 0, 5);
    assertThat(copy.toArray()).isEqualTo(array);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void readsAnArrayInAnyOrder(DataType type) {
    INDArray array = TestMatrices.random(type, 4, 3, 1);
    assertThat(HeapMatrix.of(array.dup('f')).toArray()).isEqualTo(array);
    assertThat(HeapMatrix.of(array.transpose()).toArray()).isEqualTo(array.transpose());
  }

  @Test
  void refusesMoreNumbersThanAnArrayHolds() {
    assertThatThrownBy(() -> new HeapMatrix(DataType.FLOAT, 1 << 20, 1 << 11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a factor must have less than 2^31 numbers, got 1048576×2048");
  }
}
