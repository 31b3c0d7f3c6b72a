package org.nmf4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.MaskedMatrix;

class FeatureMatrixTest {

  private static final int EXAMPLES = 3;
  private static final int COLUMNS = 2;
  private static final int STEPS = 4;

  /** Examples × columns × steps, of numbers that single and half precision hold. */
  private static INDArray sequences(DataType type) {
    return Nd4j.arange(EXAMPLES * COLUMNS * STEPS).reshape(EXAMPLES, COLUMNS, STEPS).castTo(type);
  }

  private static double[] row(MaskedMatrix a, int i) {
    return a.toArray().castTo(DataType.DOUBLE).getRow(i).toDoubleVector();
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"DOUBLE", "FLOAT", "HALF", "BFLOAT16"})
  void eachStepOfASequenceIsARow(DataType type) {
    INDArray features = sequences(type);
    features.putScalar(new int[] {1, 0, 2}, Double.NaN);
    INDArray steps = Nd4j.ones(DataType.FLOAT, EXAMPLES, STEPS);
    steps.putScalar(2, 3, 0);
    MaskedMatrix a = FeatureMatrix.of(new DataSet(features, null, steps, null));
    assertThat(a.dataType()).isEqualTo(type == DataType.DOUBLE ? type : DataType.FLOAT);
    for (int i = 0; i < EXAMPLES; i++) {
      for (int t = 0; t < STEPS; t++) {
        double first = i * COLUMNS * STEPS + t;
        double[] expected = {first, first + STEPS};
        if (i == 1 && t == 2) {
          expected[0] = Double.NaN;
        }
        if (i == 2 && t == 3) {
          expected = new double[] {Double.NaN, Double.NaN};
        }
        assertThat(row(a, i * STEPS + t)).as("example %d, step %d", i, t).isEqualTo(expected);
      }
    }
  }

  /** Sequences may differ in length, a batch from the next. */
  @Test
  void rowsOfBatchesFollowEachOther() {
    INDArray shorter = Nd4j.valueArrayOf(new long[] {1, COLUMNS, 1}, 99f);
    MaskedMatrix a = FeatureMatrix.of(batches(sequences(DataType.FLOAT), shorter));
    assertThat(a.rows()).isEqualTo(EXAMPLES * STEPS + 1);
    assertThat(row(a, 1)).containsExactly(1, 5);
    assertThat(row(a, EXAMPLES * STEPS)).containsExactly(99, 99);
  }

  @Test
  void refusesExamplesOfUnequalWidths() {
    INDArray first = TestMatrices.random(DataType.FLOAT, 2, 3, 1);
    INDArray wider = TestMatrices.random(DataType.FLOAT, 2, 4, 2);
    assertThatThrownBy(() -> FeatureMatrix.of(batches(first, wider)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("features must have 3 columns, got 4");
  }

  private static DataSetIterator batches(INDArray... features) {
    return new ExistingDataSetIterator(
        Stream.of(features).map(each -> new DataSet(each, null)).toList());
  }
}
