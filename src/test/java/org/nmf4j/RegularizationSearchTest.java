package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Losses;

class RegularizationSearchTest {

  private static final int ROWS = 120;
  private static final int COLUMNS = 80;

  @FunctionalInterface
  private interface Value {
    double at(int row, int column);
  }

  private static SparseMatrix entries(double noise, Value value) {
    Random random = new Random(1);
    SparseBuilder builder = MaskedMatrix.sparse(DataType.DOUBLE);
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        double entry = value.at(row, column) + noise * random.nextGaussian();
        if (random.nextDouble() < 0.3) {
          builder.add(row, column, Math.max(entry, 0));
        }
      }
    }
    return builder.build(ROWS, COLUMNS);
  }

  /** A number of its own for each index, in [0, 1). */
  private static double uniform(int index) {
    return new Random(index).doubles(2).skip(1).findFirst().orElseThrow();
  }

  private static double product(int row, int column) {
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      sum += 4 * uniform(1000 * c + row) * uniform(7919 + 1000 * c + column);
    }
    return sum;
  }

  @Test
  void looksForNoOffsetsWhereTheLossHasNone() {
    SparseMatrix a = entries(0.1, RegularizationSearchTest::product);
    Nmf nmf = Nmf.ofRank(2).loss(Losses.kullbackLeibler());
    RegularizationSearch.Regularization found = RegularizationSearch.of(nmf).search(a);
    assertThat(found.offsets()).isFalse();
    assertThat(found.heldOutError()).isPositive();
  }

  @Test
  void findsOffsetsWhereRowsAndColumnsDifferByThem() {
    SparseMatrix a =
        entries(0.1, (row, column) -> 5 + 3 * uniform(row) - 3 * uniform(500 + column));
    RegularizationSearch.Regularization found = RegularizationSearch.of(Nmf.ofRank(3)).search(a);
    assertThat(found.offsets()).isTrue();
    assertThat(found.heldOutError()).isLessThan(0.15);
    assertThat(RegularizationSearch.of(Nmf.ofRank(3)).offsets(false).search(a).heldOutError())
        .isGreaterThan(found.heldOutError());
  }

  @Test
  void penalisesNoiseMore() {
    RegularizationSearch search = RegularizationSearch.of(Nmf.ofRank(3)).offsets(false);
    double ofClear = search.search(entries(0.01, RegularizationSearchTest::product)).lambda();
    double ofNoisy = search.search(entries(2, RegularizationSearchTest::product)).lambda();
    assertThat(ofNoisy).isGreaterThan(2 * ofClear);
  }

  @Test
  void followsTheScaleOfTheEntries() {
    SparseMatrix a = entries(0.5, RegularizationSearchTest::product);
    SparseBuilder scaled = MaskedMatrix.sparse(DataType.DOUBLE);
    a.forEachObserved((row, column, value, weight) -> scaled.add(row, column, 64 * value));
    RegularizationSearch search = RegularizationSearch.of(Nmf.ofRank(2));
    RegularizationSearch.Regularization small = search.search(a);
    SparseMatrix larger = scaled.build(ROWS, COLUMNS);
    RegularizationSearch.Regularization large = search.search(larger);
    assertThat(large.lambda() / small.lambda()).isCloseTo(64, within(1e-9));
    assertThat(large.offsets()).isEqualTo(small.offsets());
    assertThat(large.offsetLambda()).isEqualTo(small.offsetLambda());
  }

  /** The same fit in another unit, offsets and all. */
  @Test
  void penalisesOffsetsInAnyUnitAlike() {
    SparseMatrix a = entries(0.5, RegularizationSearchTest::product);
    SparseBuilder scaled = MaskedMatrix.sparse(DataType.DOUBLE);
    a.forEachObserved((row, column, value, weight) -> scaled.add(row, column, 0x1p-200 * value));
    Nmf nmf = Nmf.ofRank(2).iterations(20).offsets();
    NmfModel usual = nmf.fit(a);
    NmfModel small = nmf.fit(scaled.build(ROWS, COLUMNS));
    TestMatrices.assertSameBits(
        small.rowOffsets().orElseThrow().mul(0x1p200), usual.rowOffsets().orElseThrow());
    TestMatrices.assertSameBits(small.w().mul(0x1p100), usual.w());
  }

  @Test
  void fitsToAllEntriesWithWhatItFinds() {
    SparseMatrix a = entries(0.5, RegularizationSearchTest::product);
    int[] calls = {0};
    Nmf nmf = Nmf.ofRank(2).iterations(7).listener(progress -> calls[0]++);
    RegularizationSearch search = RegularizationSearch.of(nmf);
    TestMatrices.assertSameBits(search.fit(a).w(), search.search(a).applyTo(nmf).fit(a).w());
    assertThat(calls[0]).as("calls from two fits, none from the search").isEqualTo(2 * 8);
  }

  @Test
  void findsTheSameOnAnyNumberOfThreads() {
    SparseMatrix a = entries(0.5, RegularizationSearchTest::product);
    assertThat(RegularizationSearch.of(Nmf.ofRank(2).threads(1)).search(a))
        .isEqualTo(RegularizationSearch.of(Nmf.ofRank(2).threads(3)).search(a));
  }
}
