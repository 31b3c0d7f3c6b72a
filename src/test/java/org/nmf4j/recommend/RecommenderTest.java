package org.nmf4j.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.ColumnScaling;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;

class RecommenderTest {

  private static final double NAN = Double.NaN;

  /** Predictions: (1, 2, 3, 2, 0), (3, 1, 0, 0, 0), (0, 0, 0, 0, 0). */
  private static final NmfModel MODEL =
      NmfModel.of(
          Nd4j.createFromArray(new double[][] {{0, 1}, {1, 0}, {0, 0}}),
          Nd4j.createFromArray(new double[][] {{3, 1, 0, 0, 0}, {1, 2, 3, 2, 0}}));

  private static final Recommender RECOMMENDER = Recommender.of(MODEL);

  private static final MaskedMatrix SEEN =
      MaskedMatrix.of(
          Nd4j.createFromArray(
              new double[][] {
                {5, NAN, 4, NAN, NAN}, {NAN, NAN, NAN, NAN, 1}, {1, 1, 1, 1, 1},
              }));

  @Test
  void ranksColumnsByPredictionAndTiesByIndex() {
    assertThat(RECOMMENDER.topN(0, 4, Set.of()))
        .containsExactly(new Scored(2, 3), new Scored(1, 2), new Scored(3, 2), new Scored(0, 1));
    assertThat(RECOMMENDER.topN(1, 3, Set.of()))
        .containsExactly(new Scored(0, 3), new Scored(1, 1), new Scored(2, 0));
    assertThat(RECOMMENDER.topN(0, 2, Set.of(2, 1)))
        .containsExactly(new Scored(3, 2), new Scored(0, 1));
  }

  /** Also where a column has no negative numbers, and the factors any. */
  @Test
  void scoresAreThePredictions() {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 30, 12, 3, 0.2, 5);
    NmfModel model =
        Nmf.ofRank(1)
            .constraint(Constraints.none())
            .scaleColumns(ColumnScaling.columns())
            .fit(a.mul(a).muli(a));
    assertThat(model.reconstruct().minNumber().doubleValue()).isZero();
    for (int row = 0; row < 30; row++) {
      for (Scored column : Recommender.of(model).topN(row, 12, Set.of())) {
        assertThat(column.score()).isEqualTo(model.predict(row, column.index()));
      }
    }
  }

  @Test
  void leavesOutWhatWasSeen() {
    List<Scored> first = List.of(new Scored(1, 2), new Scored(3, 2), new Scored(4, 0));
    assertThat(RECOMMENDER.topN(0, 9, SEEN)).isEqualTo(first);
    assertThat(RECOMMENDER.topN(0, 9, TestMatrices.sparse(SEEN))).isEqualTo(first);
    assertThat(RECOMMENDER.topN(2, 9, SEEN)).isEmpty();
    assertThat(RECOMMENDER.topNOfEach(new int[] {2, 0, 1}, 1, SEEN))
        .containsExactly(List.of(), List.of(new Scored(1, 2)), List.of(new Scored(0, 3)));
  }

  @Test
  void aRangeMakesNoTies() {
    assertThat(Recommender.of(MODEL.clip(1, 2)).topN(0, 5, Set.of()))
        .containsExactly(
            new Scored(2, 2),
            new Scored(1, 2),
            new Scored(3, 2),
            new Scored(0, 1),
            new Scored(4, 1));
  }

  /** Entries (6, 4) of columns 2 and 3 are twice the second component; then 2·(1, 2, ..., 0). */
  @Test
  void findsTheFactorOfANewRow() {
    List<Scored> top = RECOMMENDER.topNOfNew(new int[] {3, 2}, new double[] {4, 6}, 2);
    assertThat(top).extracting(Scored::index).containsExactly(1, 0);
    assertThat(top.get(0).score()).isCloseTo(4, within(1e-9));
  }

  @Test
  void aNewRowWithTheEntriesOfAnOldOneIsOfferedTheSame() {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 30, 20, 2, 0.4, 3);
    NmfModel model =
        Nmf.ofRank(2)
            .penalty(Penalties.l2(0.01).perObservation())
            .offsets()
            .clip(0.1, 0.9)
            .tolerance(1e-13)
            .fit(a);
    MaskedMatrix seen = MaskedMatrix.of(a);
    int[] columns = IntStream.range(0, 20).filter(j -> seen.isObserved(7, j)).toArray();
    double[] values = IntStream.of(columns).mapToDouble(j -> seen.value(7, j)).toArray();
    List<Scored> old = Recommender.of(model).topN(7, 5, seen);
    List<Scored> folded = Recommender.of(model).topNOfNew(columns, values, 5);
    assertThat(folded)
        .usingElementComparator(
            Comparator.comparingInt(Scored::index)
                .thenComparing(
                    Scored::score, (x, y) -> Math.abs(x - y) < 1e-4 ? 0 : Double.compare(x, y)))
        .isEqualTo(old);
    assertThat(old)
        .allSatisfy(
            column ->
                assertThat(column.score())
                    .isEqualTo(model.predict(7, column.index()), within(1e-12)));
  }

  @Test
  void comparesDirectionsOfFactors() {
    NmfModel model =
        NmfModel.of(
            Nd4j.createFromArray(
                new double[][] {{3, 4}, {0, 0}, {6, 8}, {4, 3}, {1e-300, 0}, {0, 1e300}}),
            Nd4j.createFromArray(new double[][] {{1, 2, 0}, {1, 2, 1}}));
    List<Scored> similar = Recommender.of(model).similarRows(0, 9);
    assertThat(similar).extracting(Scored::index).containsExactly(2, 3, 5, 4);
    assertThat(similar.get(0).score()).isCloseTo(1, within(1e-15));
    assertThat(similar.get(1).score()).isCloseTo(24 / 25.0, within(1e-15));
    assertThat(similar.get(2).score()).isCloseTo(0.8, within(1e-15));
    assertThat(similar.get(3).score()).isCloseTo(0.6, within(1e-15));
    assertThat(Recommender.of(model).similarRows(1, 9)).isEmpty();
    List<Scored> columns = Recommender.of(model).similarColumns(0, 1);
    assertThat(columns).extracting(Scored::index).containsExactly(1);
    assertThat(columns.get(0).score()).isLessThanOrEqualTo(1).isCloseTo(1, within(1e-15));
  }

  @Property(tries = 40)
  void agreesWithSortingAllPredictions(
      @ForAll @IntRange(max = 1000) int seed, @ForAll @IntRange(min = 1, max = 12) int n) {
    Random random = new Random(seed);
    DataType type = random.nextBoolean() ? DataType.FLOAT : DataType.DOUBLE;
    NmfModel model =
        NmfModel.of(
            TestMatrices.random(type, 4, 3, seed), TestMatrices.random(type, 3, 9, seed + 1));
    int row = random.nextInt(4);
    List<Integer> sorted =
        IntStream.range(0, 9)
            .boxed()
            .sorted(Comparator.comparingDouble(column -> -model.predict(row, column)))
            .limit(n)
            .toList();
    assertThat(Recommender.of(model).topN(row, n, Set.of()))
        .extracting(Scored::index)
        .isEqualTo(sorted);
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> RECOMMENDER.topN(0, 0, Set.of())).hasMessage("n must be ≥ 1, got 0");
    assertThatThrownBy(() -> RECOMMENDER.topN(3, 1, Set.of()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> RECOMMENDER.topN(0, 1, Set.of(5)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> RECOMMENDER.topN(0, 1, SEEN.transpose()))
        .hasMessage("seen must have the shape of the model, (3×5), got (5×3)");
    assertThatThrownBy(() -> RECOMMENDER.topNOfNew(new int[] {1}, new double[0], 1))
        .hasMessage("columns and values must be as many, got 1 and 0");
    assertThatThrownBy(() -> RECOMMENDER.topNOfNew(new int[0], new double[0], 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RECOMMENDER.topNOfNew(new int[] {1, 1}, new double[] {1, 2}, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesAndGivesNames() {
    MaskedMatrix a =
        MaskedMatrix.of(Nd4j.createFromArray(new double[][] {{1, 2, 3}, {2, 4, 6}, {3, 6, 9}}))
            .withLabels(List.of("x", "y", "z"), List.of("a", "b", "c"));
    NmfModel model = Nmf.ofRank(1).fit(a);
    Recommender recommender = Recommender.of(model);
    assertThat(recommender.topN("y", 2, Set.of("c", "nothing")))
        .containsExactly(
            new Named("b", model.predict(1, 1)), new Named("a", model.predict("y", "a")));
    assertThat(recommender.similarRows("y", 1).get(0).name()).isIn("x", "z");
    assertThat(recommender.similarColumns("c", 2)).extracting(Named::name).contains("a", "b");
    assertThat(model.predict("nobody", "a"))
        .isEqualTo(model.predict(new int[] {-1}, new int[] {0})[0]);
    assertThatThrownBy(() -> recommender.topN("w", 1, Set.<String>of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the model has no row \"w\"");
    assertThat(model.toString()).startsWith("NmfModel of 3×3, rank 1, DOUBLE; alternating");
    assertThat(Nmf.ofRank(2).updater(new Sgd(0.01)).loss(Losses.mse()).offsets())
        .hasToString("Nmf of rank 2: mse by gradient descent (Sgd 0.01), with offsets");
  }
}
