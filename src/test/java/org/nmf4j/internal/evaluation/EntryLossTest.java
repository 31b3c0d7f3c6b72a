package org.nmf4j.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Losses;

class EntryLossTest {

  private static final double[] TARGETS = {1, 2, 3, 4, 5};

  private static CompressedLines entries() {
    var builder = MaskedMatrix.sparse(DataType.DOUBLE);
    for (int i = 0; i < TARGETS.length; i++) {
      builder.add(0, i, TARGETS[i], i + 1);
    }
    return ((SparseMatrix) builder.build()).byRows();
  }

  /** Ranges of all lengths that a block has room for, one after another in the same arrays. */
  @ParameterizedTest
  @CsvSource({"0, 3", "1, 2", "4, 1", "2, 3"})
  void isTheSumOfARangeWithItsDerivative(int from, int count) {
    EntryLoss loss = new EntryLoss(Losses.mse(), DataType.DOUBLE, 3, 2);
    assertThat(loss.blockSize()).isEqualTo(3);
    double[] predictions = {2, 4, 1, 7, 4};
    double[] given = predictions.clone();
    double expected = 0;
    double[] derivatives = predictions.clone();
    for (int i = from; i < from + count; i++) {
      double residual = predictions[i] - TARGETS[i];
      expected += (i + 1) * residual * residual;
      derivatives[i] = 2 * (i + 1) * residual;
    }
    for (int thread = 0; thread < 2; thread++) {
      assertThat(loss.total(thread, entries(), from, count, predictions, false))
          .isCloseTo(expected, within(1e-12));
      assertThat(predictions).containsExactly(given);
    }
    assertThat(loss.total(1, entries(), from, count, predictions, true))
        .isCloseTo(expected, within(1e-12));
    assertThat(predictions).containsExactly(derivatives, within(1e-12));
  }
}
