package org.nmf4j.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nmf4j.GoldenValues;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;

class RankingEvaluatorTest {

  /**
   * Two lists of three, (a, b, c) and (b, d, a); to the first a and c are relevant, then d, e, f.
   */
  private static final NmfModel MODEL =
      modelOf(new double[][] {{5, 4, 3, 0, 0, 0}, {3, 5, 0, 4, 0, 0}});

  private static final MaskedMatrix RELEVANT =
      entries(2, 6, new int[][] {{0, 0}, {0, 2}, {1, 3}, {1, 4}, {1, 5}});

  private static NmfModel modelOf(double[][] scores) {
    return NmfModel.of(
        Nd4j.eye(scores.length).castTo(DataType.DOUBLE), Nd4j.createFromArray(scores));
  }

  private static MaskedMatrix entries(int rows, int columns, int[][] places) {
    SparseBuilder builder = MaskedMatrix.sparse(DataType.FLOAT);
    for (int[] place : places) {
      builder.add(place[0], place[1], 1);
    }
    return builder.build(rows, columns);
  }

  /** Zeros that are listed among zeros change nothing: they are neither found, seen nor popular. */
  @Test
  void zerosThatAreListedAreLikeOthers() {
    int[][] seen = {{0, 1}, {1, 0}};
    MaskedMatrix test = RELEVANT.background(Background.zeros());
    MaskedMatrix train = entries(2, 6, seen).background(Background.zeros());
    MaskedMatrix listedTest = TestMatrices.filled(test, 0, 1).background(Background.zeros());
    MaskedMatrix listedTrain = TestMatrices.filled(train, 0, 1).background(Background.zeros());
    RankingEvaluator top = RankingEvaluator.atTop(3);
    RankingReport expected = top.excluding(train).evaluate(MODEL, test);
    assertThat(top.excluding(listedTrain).evaluate(MODEL, listedTest))
        .hasToString(expected.toString());
    assertThat(top.excluding(listedTrain).evaluate(MODEL, listedTest.background(0, 0)))
        .hasToString(expected.toString());
    assertThat(Recommender.of(MODEL).topN(0, 6, listedTrain))
        .isEqualTo(Recommender.of(MODEL).topN(0, 6, train));
    assertThat(Baselines.popularity(listedTrain).h()).isEqualTo(Baselines.popularity(train).h());
    assertThat(Recommender.of(MODEL).topN(0, 6, listedTrain.background(0, 0))).isEmpty();
  }

  @Test
  void isAsCalculatedByHand() {
    RankingReport report = RankingEvaluator.atTop(3).evaluate(MODEL, RELEVANT);
    double second = Math.log(2) / Math.log(3);
    assertThat(second).isCloseTo(.63093, within(5e-6));
    assertThat(report.mean(RankingMetric.PRECISION))
        .isCloseTo((2 / 3. + 1 / 3.) / 2, within(1e-15));
    assertThat(report.mean(RankingMetric.RECALL)).isCloseTo((1 + 1 / 3.) / 2, within(1e-15));
    assertThat(report.mean(RankingMetric.HIT_RATE)).isEqualTo(1);
    assertThat(report.mean(RankingMetric.MRR)).isEqualTo((1 + 1 / 2.) / 2);
    assertThat(report.mean(RankingMetric.MAP))
        .isCloseTo(((1 + 2 / 3.) / 2 + (1 / 2.) / 3) / 2, within(1e-15));
    assertThat(report.mean(RankingMetric.NDCG))
        .isCloseTo((1.5 / (1 + second) + second / (1 + second + .5)) / 2, within(1e-15))
        .isCloseTo(.6079, within(5e-5));
    // a before all others, c behind b; d behind b, and e and f level with c alone.
    assertThat(report.ofRows(RankingMetric.AUC)[0]).isCloseTo((4 + 3) / 8., within(1e-15));
    assertThat(report.ofRows(RankingMetric.AUC)[1]).isCloseTo((2 + .5 + .5) / 9, within(1e-15));
    assertThat(report.coverage()).isEqualTo(4 / 6.);
    assertThat(report.rows()).isEqualTo(2);
    assertThat(report.n()).isEqualTo(3);
    assertThat(report)
        .hasToString(
            "precision@3=0.5000 recall@3=0.6667 map@3=0.5000 ndcg@3=0.6079 mrr@3=0.7500"
                + " hit-rate@3=1.0000 auc=0.6042 coverage@3=0.6667 rows=2");
  }

  /** golden/ranking.py: ranx, implicit and scikit-learn. */
  @Test
  void isThatOfOtherPrograms() throws IOException {
    JsonNode golden = GoldenValues.read("ranking");
    NmfModel model =
        NmfModel.of(GoldenValues.matrix(golden.get("w")), GoldenValues.matrix(golden.get("h")));
    MaskedMatrix seen = ones(GoldenValues.matrix(golden.get("seen")));
    MaskedMatrix test = ones(GoldenValues.matrix(golden.get("test")));
    for (MaskedMatrix held : List.of(test, TestMatrices.sparse(test))) {
      RankingReport report =
          RankingEvaluator.atTop(golden.get("n").asInt()).excluding(seen).evaluate(model, held);
      int[] rows = IntStream.range(0, model.rows()).filter(row -> isCounted(report, row)).toArray();
      assertThat(rows).containsExactly(numbers(golden.get("rows"), JsonNode::asInt));
      assertThat(report.rows()).isEqualTo(rows.length);
      golden
          .get("metrics")
          .fields()
          .forEachRemaining(
              metric -> {
                double[] ofRows = report.ofRows(RankingMetric.valueOf(metric.getKey()));
                for (int i = 0; i < rows.length; i++) {
                  assertThat(ofRows[rows[i]])
                      .as("%s of row %d", metric.getKey(), rows[i])
                      .isCloseTo(metric.getValue().get(i).asDouble(), within(1e-12));
                }
              });
      assertThat(report.mean(RankingMetric.MAP))
          .isCloseTo(golden.get("map").asDouble(), within(1e-12));
    }
  }

  private static int[] numbers(JsonNode list, ToIntFunction<JsonNode> number) {
    return IntStream.range(0, list.size()).map(i -> number.applyAsInt(list.get(i))).toArray();
  }

  private static boolean isCounted(RankingReport report, int row) {
    return !Double.isNaN(report.ofRows(RankingMetric.RECALL)[row]);
  }

  private static MaskedMatrix ones(INDArray marks) {
    return MaskedMatrix.of(marks, marks);
  }

  /** By their definitions, with many ties. */
  @Property(tries = 200, seed = "1")
  void isAsDefined(@ForAll long seed, @ForAll @IntRange(min = 1, max = 15) int n) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] scores = random.doubles(12).map(score -> Math.floor(score * 6)).toArray();
    List<Integer> ranked = new ArrayList<>(IntStream.range(0, 12).boxed().toList());
    SparseBuilder test = MaskedMatrix.sparse(DataType.FLOAT).add(0, 0, 1);
    SparseBuilder seen = MaskedMatrix.sparse(DataType.FLOAT).add(1, 0, 1);
    List<Integer> relevant = new ArrayList<>(List.of(0));
    for (int column = 1; column < 12; column++) {
      int kind = random.nextInt(4);
      if (kind == 0) {
        seen.add(0, column, 1);
        test.add(0, column, 1);
        ranked.remove((Integer) column);
      } else if (kind == 1) {
        test.add(0, column, 1);
        relevant.add(column);
      } else {
        test.add(0, column, .5);
      }
    }
    ranked.sort((i, j) -> scores[i] == scores[j] ? i - j : Double.compare(scores[j], scores[i]));
    RankingReport report =
        RankingEvaluator.atTop(n)
            .excluding(seen.build(2, 12))
            .relevantFrom(1)
            .evaluate(modelOf(new double[][] {scores, scores}), test.build(2, 12));
    List<Integer> top = ranked.subList(0, Math.min(n, ranked.size()));
    long hits = top.stream().filter(relevant::contains).count();
    ToDoubleFunction<RankingMetric> found = metric -> report.ofRows(metric)[0];
    assertThat(found.applyAsDouble(RankingMetric.PRECISION)).isEqualTo((double) hits / n);
    assertThat(found.applyAsDouble(RankingMetric.RECALL))
        .isEqualTo((double) hits / relevant.size());
    assertThat(found.applyAsDouble(RankingMetric.HIT_RATE)).isEqualTo(hits > 0 ? 1 : 0);
    int first =
        IntStream.range(0, top.size())
            .filter(i -> relevant.contains(top.get(i)))
            .findFirst()
            .orElse(-2);
    assertThat(found.applyAsDouble(RankingMetric.MRR)).isEqualTo(first < 0 ? 0 : 1. / (first + 1));
    double pairs = 0;
    double inOrder = 0;
    for (int i : relevant) {
      for (int j : ranked) {
        if (!relevant.contains(j)) {
          pairs++;
          inOrder += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? .5 : 0;
        }
      }
    }
    assertThat(found.applyAsDouble(RankingMetric.AUC))
        .isEqualTo(Double.valueOf(pairs == 0 ? Double.NaN : inOrder / pairs));
    assertThat(report.rows()).isEqualTo(1);
    assertThat(report.coverage()).isEqualTo(top.size() / 12.);
    assertThat(report.ofRows(RankingMetric.NDCG)[1]).isNaN();
    assertThat(report.mean(RankingMetric.NDCG))
        .isBetween(0., 1.)
        .isEqualTo(found.applyAsDouble(RankingMetric.NDCG));
    assertThat(found.applyAsDouble(RankingMetric.MAP)).isBetween(0., 1.);
  }

  /** Lists are those that are recommended. */
  @Test
  void ranksAsTheRecommenderDoes() {
    NmfModel model =
        NmfModel.of(
            TestMatrices.random(DataType.FLOAT, 5000, 2, 1),
            TestMatrices.random(DataType.FLOAT, 2, 30, 2));
    MaskedMatrix all = MaskedMatrix.of(Nd4j.ones(DataType.FLOAT, 5000, 30));
    MaskedMatrix.Split parts = all.split(.2, 1);
    RankingReport report =
        RankingEvaluator.atTop(4)
            .excluding(parts.train().split(.9, 2).test())
            .evaluate(model, parts.test());
    MaskedMatrix seen = parts.train().split(.9, 2).test();
    List<List<Scored>> lists =
        Recommender.of(model).topNOfEach(IntStream.range(0, 5000).toArray(), 4, seen);
    double[] precisions = report.ofRows(RankingMetric.PRECISION);
    for (int row : new int[] {0, 4095, 4096, 4999}) {
      long hits =
          lists.get(row).stream().filter(one -> parts.test().isObserved(row, one.index())).count();
      assertThat(precisions[row]).isEqualTo(hits / 4.);
    }
  }

  @Test
  void theMostPopularComeFirstInEachRow() {
    MaskedMatrix a = entries(3, 4, new int[][] {{0, 2}, {1, 2}, {2, 2}, {0, 1}, {1, 1}, {2, 3}});
    NmfModel popularity = Baselines.popularity(a);
    assertThat(Recommender.of(popularity).topN(1, 4, Set.of()))
        .containsExactly(new Scored(2, 3), new Scored(1, 2), new Scored(3, 1), new Scored(0, 0));
    RankingReport report =
        RankingEvaluator.atTop(1)
            .excluding(a)
            .evaluate(popularity, entries(3, 4, new int[][] {{1, 3}, {2, 0}}));
    assertThat(report.ofRows(RankingMetric.PRECISION)).containsExactly(Double.NaN, 1, 0);
  }

  @Test
  void meansAreThoseOfTheObservedEntries() {
    double nan = Double.NaN;
    MaskedMatrix a =
        MaskedMatrix.weighted(
            Nd4j.createFromArray(new double[][] {{1, nan, -4}, {4, nan, -4}}),
            Nd4j.createFromArray(new double[][] {{2, 1, 1}, {1, 1, 4}}));
    assertThat(Baselines.columnMeans(a).reconstruct().toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{2, -1.75, -4}, {2, -1.75, -4}});
    assertThat(Baselines.mean(a).reconstruct().toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{-1.75, -1.75, -1.75}, {-1.75, -1.75, -1.75}});
    assertThat(Baselines.mean(a).rmse(a)).isCloseTo(a.standardDeviation(), within(1e-15));
    MaskedMatrix withZeros = a.background(Background.weak(0.5));
    assertThat(Baselines.columnMeans(withZeros).reconstruct().toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{2, 0, -4}, {2, 0, -4}});
    assertThat(Baselines.mean(withZeros).predict(0, 0)).isCloseTo(-14 / 9., within(1e-15));
  }

  static List<Arguments> wrong() {
    RankingEvaluator top = RankingEvaluator.atTop(3);
    return List.of(
        wrong("n must be ≥ 1, got 0", () -> RankingEvaluator.atTop(0)),
        wrong("value must be a number, got NaN", () -> top.relevantFrom(Double.NaN)),
        wrong(
            "test must have the shape of the model, (2×6), got (2×7)",
            () -> top.evaluate(MODEL, entries(2, 7, new int[][] {{0, 0}}))),
        wrong(
            "seen must have the shape of the model, (2×6), got (3×6)",
            () -> top.excluding(entries(3, 6, new int[][] {{0, 0}})).evaluate(MODEL, RELEVANT)),
        wrong(
            "test must have a relevant entry that is not excluded, it has none",
            () -> top.excluding(RELEVANT).evaluate(MODEL, RELEVANT)),
        wrong(
            "test must have a relevant entry that is not excluded, it has none",
            () -> top.relevantFrom(2).evaluate(MODEL, RELEVANT)));
  }

  private static Arguments wrong(String message, Runnable call) {
    return Arguments.of(message, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void refuses(String message, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void endsWhenInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> RankingEvaluator.atTop(3).evaluate(MODEL, RELEVANT))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
