package org.nmf4j.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.TestMatrices;
import org.nmf4j.internal.compute.HeapMatrix;

/** Against loops in plain Java. */
class RowSumsTest {

  private static final int RANK = 5;

  /** Fewer rows than a block, exactly one, and more, whose last is not full. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT,0,false", "FLOAT,7,true", "FLOAT,512,false", "FLOAT,1300,false", "FLOAT,1300,true",
    "DOUBLE,0,true", "DOUBLE,7,false", "DOUBLE,512,true", "DOUBLE,1300,false", "DOUBLE,1300,true"
  })
  void areThoseOfLoops(DataType type, int rows, boolean weighted) {
    HeapMatrix matrix = HeapMatrix.of(TestMatrices.random(type, 40, RANK, 1));
    RowSums sums = new RowSums(type, RANK);
    // What was summed up before must not show.
    sums.add(matrix, 0, 1e6, 3);
    sums.addTo(new double[RANK * RANK], new double[RANK]);
    sums.add(matrix, 1, 1e6, 2);
    sums.clear();

    double[] gram = new double[RANK * RANK];
    double[] right = new double[RANK];
    double[] expectedGram = new double[RANK * RANK];
    double[] expectedRight = new double[RANK];
    // The sums are added to what is there.
    gram[3] = expectedGram[3] = 100;
    right[2] = expectedRight[2] = -100;
    Random random = new Random(2);
    for (int i = 0; i < rows; i++) {
      int row = random.nextInt(40);
      double value = random.nextGaussian();
      // Whole blocks of one weight come before and after blocks of several.
      double weight = !weighted ? -1 : i > 400 && i < 600 ? random.nextInt(4) : 2;
      sums.add(matrix, row, value, weight);
      for (int c = 0; c < RANK; c++) {
        expectedRight[c] += weight * value * matrix.get(row, c);
        for (int d = 0; d < RANK; d++) {
          expectedGram[c * RANK + d] += weight * matrix.get(row, c) * matrix.get(row, d);
        }
      }
    }
    sums.addTo(gram, right);
    double tolerance = (type == DataType.FLOAT ? 1e-6 : 1e-14) * (1 + rows);
    assertThat(gram).containsExactly(expectedGram, within(tolerance));
    assertThat(right).containsExactly(expectedRight, within(tolerance));
  }
}
