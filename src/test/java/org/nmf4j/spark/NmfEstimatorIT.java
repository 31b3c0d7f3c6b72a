package org.nmf4j.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Spark's Hadoop needs programs of its own")
class NmfEstimatorIT {

  private static LocalSpark.Ratings ratings;
  private static NmfSparkModel model;

  /** The same on one machine, with the ids as names. */
  private static NmfModel local;

  @BeforeAll
  static void fit() {
    LocalSpark.session();
    ratings = LocalSpark.Ratings.of(300, 120, 2, true);
    model = estimator().fit(ratings.frame());
    local = model.toNmfModel();
  }

  private static NmfEstimator estimator() {
    return LocalSpark.estimator().setOffsets(true).setClip(new double[] {-1, 2});
  }

  @Test
  void predictsAsOneMachine() {
    for (Row row : model.transform(ratings.frame()).limit(50).collectAsList()) {
      double expected = local.predict(row.getString(0), Long.toString(row.getLong(1)));
      assertThat(row.<Double>getAs("prediction")).isEqualTo(expected);
    }
  }

  @Test
  void takesStrangersForAverageOnesOrLeavesThemOut() {
    Dataset<Row> asked =
        ratings
            .frame()
            .limit(2)
            .select(lit("stranger").as("user"), col("item"))
            .union(ratings.frame().limit(1).select(col("user"), lit(-1L)))
            .union(ratings.frame().limit(1).select(lit("stranger"), lit(-1L)));
    for (Row row : model.transform(asked).collectAsList()) {
      double expected = local.predict(row.getString(0), Long.toString(row.getLong(1)));
      assertThat(row.getDouble(2)).isCloseTo(expected, within(1e-12));
    }
    NmfSparkModel other = model.copy(ParamMap.empty());
    assertThat(other.setColdStartStrategy("drop").transform(asked).count()).isZero();
    assertThat(other.setColdStartStrategy("nan").transform(asked).collectAsList())
        .hasSize(4)
        .allMatch(row -> Double.isNaN(row.getDouble(2)));
  }

  /** Beside all of a user's predictions, on one machine. */
  @Test
  void recommendsTheBestThatWereNotSeen() {
    Map<String, List<Long>> seen =
        ratings.frame().collectAsList().stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.getString(0),
                    Collectors.mapping(row -> row.getLong(1), Collectors.toList())));
    List<Row> recommended = model.recommendForAllUsers(5, ratings.frame()).collectAsList();
    assertThat(recommended).hasSize(300);
    for (Row row : recommended.subList(0, 40)) {
      String user = row.getString(0);
      List<Row> best = row.getList(1);
      List<Double> others =
          local.columnLabels().stream()
              .filter(item -> !seen.get(user).contains(Long.valueOf(item)))
              .map(item -> local.predict(user, item))
              .sorted((a, b) -> Double.compare(b, a))
              .toList();
      assertThat(best).hasSize(Math.min(5, others.size()));
      for (int place = 0; place < best.size(); place++) {
        assertThat(seen.get(user)).doesNotContain(best.get(place).getLong(0));
        assertThat(best.get(place).getDouble(1)).isCloseTo(others.get(place), within(1e-9));
      }
    }
    Dataset<Row> two = ratings.frame().select("user").distinct().limit(2);
    assertThat(model.recommendForUserSubset(two, 3).collectAsList())
        .hasSize(2)
        .allMatch(row -> row.getList(1).size() == 3);
    assertThat(model.recommendForAllItems(2).columns()).containsExactly("item", "recommendations");
    assertThat(model.recommendForAllItems(2).count()).isEqualTo(120);
  }

  @Test
  void foldsUsersInAsOneMachine() {
    Dataset<Row> some = ratings.frame().filter(col("user").lt("u00050"));
    SparseBuilder builder = MaskedMatrix.sparse(DataType.DOUBLE);
    ratings
        .matrix()
        .forEachObserved(
            (row, column, value, weight) -> {
              if (row < 50) {
                builder.add(row, column, value);
              }
            });
    NmfModel expected = local.withRows(builder.build(50, 120));
    List<Row> factors = model.withUsers(some, "rating").userFactors().sort("id").collectAsList();
    assertThat(factors).hasSize(50);
    for (int row = 0; row < 50; row++) {
      List<Double> features = factors.get(row).getList(1);
      for (int c = 0; c < features.size(); c++) {
        assertThat(features.get(c)).isCloseTo(expected.w().getDouble(row, c), within(1e-9));
      }
    }
  }

  /** The one who is folded in by what the fit has seen of it is found where the fit found it. */
  @Test
  void foldsUsersInOverZeros() {
    NmfEstimator implicit =
        LocalSpark.estimator().setImplicitPrefs(true).setAlpha(3).setTol(1e-9).setMaxIter(200);
    Dataset<Row> clicks = ratings.frame().filter(col("rating").gt(0)).drop("weight");
    NmfSparkModel fitted = implicit.setWeightCol("").fit(clicks);
    List<Row> found = fitted.userFactors().sort("id").limit(5).collectAsList();
    List<Row> folded =
        fitted.withUsers(clicks, "rating").userFactors().sort("id").limit(5).collectAsList();
    for (int row = 0; row < 5; row++) {
      for (int c = 0; c < 4; c++) {
        assertThat(folded.get(row).<Double>getList(1).get(c))
            .isCloseTo(found.get(row).<Double>getList(1).get(c), within(1e-3));
      }
    }
  }

  @Test
  void isReadAsItWasWritten(@TempDir Path folder) throws Exception {
    String path = folder.resolve("model").toString();
    model.save(path);
    NmfSparkModel read = NmfSparkModel.load(path);
    SameBitsIT.assertSame(read.toNmfModel(), local);
    assertThat(read.transform(ratings.frame()).collectAsList())
        .containsExactlyInAnyOrderElementsOf(model.transform(ratings.frame()).collectAsList());
    Path npz = folder.resolve("model.npz");
    local.save(npz);
    NmfSparkModel back = NmfSparkModel.of(LocalSpark.session(), NmfModel.load(npz));
    SameBitsIT.assertSame(back.toNmfModel(), local);
    estimator().save(folder.resolve("estimator").toString());
    assertThat(NmfEstimator.load(folder.resolve("estimator").toString()).getClip())
        .containsExactly(-1, 2);
  }

  /** A fit that is broken off goes on from its state, and ends at the same bits. */
  @ParameterizedTest
  @ValueSource(doubles = {128, 0})
  void goesOnFromAState(double megabytes, @TempDir Path states) throws Exception {
    NmfEstimator whole = estimator().setMaxBroadcastMB(megabytes);
    NmfEstimator kept =
        estimator()
            .setMaxBroadcastMB(megabytes)
            .setCheckpointDir(states.toString())
            .setCheckpointInterval(2);
    kept.copy(ParamMap.empty()).setMaxIter(5).fit(ratings.frame());
    assertThat(statesIn(states)).containsExactly("0000000005");
    NmfSparkModel resumed = kept.setNumPartitions(3).fit(ratings.frame());
    assertThat(statesIn(states)).containsExactly("0000000008");
    SameBitsIT.assertSame(resumed.toNmfModel(), whole.fit(ratings.frame()).toNmfModel());
  }

  /** A state that can't be read or written costs time, and not the fit. */
  @Test
  void goesOnWithoutAState(@TempDir Path folder) throws Exception {
    NmfEstimator few = estimator().setMaxIter(3);
    NmfModel expected = few.fit(ratings.frame()).toNmfModel();
    NmfEstimator kept = few.setCheckpointInterval(2).setCheckpointDir(folder.toString());
    kept.copy(ParamMap.empty()).setMaxIter(2).fit(ratings.frame());
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().contains("/H/part-")).toList()) {
        Files.writeString(file, "broken");
      }
    }
    SameBitsIT.assertSame(kept.fit(ratings.frame()).toNmfModel(), expected);
    Path noDirectory = Files.writeString(folder.resolve("file"), "");
    kept.setCheckpointDir(noDirectory.toString());
    SameBitsIT.assertSame(kept.fit(ratings.frame()).toNmfModel(), expected);
  }

  private static List<String> statesIn(Path states) throws Exception {
    try (Stream<Path> files = Files.walk(states, 2)) {
      return files
          .filter(file -> file.getNameCount() == states.getNameCount() + 2)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void standsInPipelinesAndIsTuned(@TempDir Path folder) throws Exception {
    NmfEstimator few = estimator().setMaxIter(3);
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {few});
    pipeline.fit(ratings.frame()).write().save(folder.resolve("pipeline").toString());
    PipelineModel read = PipelineModel.load(folder.resolve("pipeline").toString());
    RegressionEvaluator evaluator = new RegressionEvaluator().setLabelCol("rating");
    assertThat(evaluator.evaluate(read.transform(ratings.frame()))).isLessThan(0.3);
    ParamMap[] grid = new ParamGridBuilder().addGrid(few.rank(), new int[] {1, 3}).build();
    CrossValidatorModel tuned =
        new CrossValidator()
            .setEstimator(few)
            .setEstimatorParamMaps(grid)
            .setEvaluator(evaluator)
            .setNumFolds(2)
            .fit(ratings.frame());
    assertThat(tuned.avgMetrics()).hasSize(2).doesNotContain(Double.NaN);
    assertThat(
            new TrainValidationSplit()
                .setEstimator(few)
                .setEstimatorParamMaps(grid)
                .setEvaluator(evaluator)
                .fit(ratings.frame())
                .validationMetrics())
        .doesNotContain(Double.NaN);
    assertThat(few.explainParams()).contains("regParam: ").contains("coldStartStrategy: ");
  }

  @Test
  void takesRatingsOfOneItemTogetherIfAsked() {
    Dataset<Row> twice = ratings.frame().union(ratings.frame());
    SameBitsIT.assertSame(
        estimator().setDuplicates("mean").setWeightCol("").fit(twice).toNmfModel(),
        estimator().setWeightCol("").fit(ratings.frame()).toNmfModel());
  }

  /** Two clicks are one preference, that is the surer. */
  @Test
  void takesClicksOfOneItemTogetherIfAsked() {
    Dataset<Row> clicks = ratings.frame().filter(col("rating").gt(0));
    NmfEstimator implicit = LocalSpark.estimator().setImplicitPrefs(true).setAlpha(3);
    SameBitsIT.assertSame(
        implicit.setWeightCol("").setDuplicates("sum").fit(clicks.union(clicks)).toNmfModel(),
        implicit.fit(clicks.withColumn("rating", col("rating").multiply(2))).toNmfModel());
  }

  /** Nothing but the two factors of a model, which go when nobody can ask for them any more. */
  @Test
  void letsGoOfWhatExecutorsHold() throws Exception {
    Set<Integer> before = held();
    Dataset<Row> frame = ratings.frame();
    assertThatThrownBy(() -> estimator().fit(frame.union(frame.limit(1))));
    assertThatThrownBy(
        () -> LocalSpark.estimator().setImplicitPrefs(true).setMaxBroadcastMB(0).fit(frame));
    assertThatThrownBy(
        () -> estimator().setMaxBroadcastMB(0).setCheckpointDir("no:such").fit(frame));
    assertThat(heldBesides(before)).isEmpty();
    assertThat(heldBesidesAModel(before, 0)).isEqualTo(2);
    assertThat(heldBesidesAModel(before, 128)).isLessThanOrEqualTo(4);
    for (int wait = 0; wait < 300 && !heldBesides(before).isEmpty(); wait++) {
      System.gc();
      Thread.sleep(100);
    }
    assertThat(heldBesides(before)).isEmpty();
  }

  private static int heldBesidesAModel(Set<Integer> before, double megabytes) {
    NmfSparkModel fitted =
        estimator().setMaxIter(2).setMaxBroadcastMB(megabytes).fit(ratings.frame());
    int besides = heldBesides(before).size();
    assertThat(fitted.userFactors().count()).isEqualTo(300);
    return besides;
  }

  private static Set<Integer> held() {
    return Set.copyOf(
        JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
            .getPersistentRDDs()
            .keySet());
  }

  private static Set<Integer> heldBesides(Set<Integer> others) {
    return held().stream().filter(id -> !others.contains(id)).collect(Collectors.toSet());
  }

  /** What can't be one of the model's ids is a stranger's. */
  @Test
  void takesIdsOfOtherTypes() {
    Dataset<Row> one = ratings.frame().limit(1);
    Dataset<Row> known = one.select(col("user"), col("item").cast("string").as("item"));
    assertThat(model.transform(known).first().<Double>getAs("prediction"))
        .isEqualTo(model.transform(one).first().<Double>getAs("prediction"));
    Dataset<Row> unknown = one.select(col("user"), lit("x").as("item"));
    assertThat(model.transform(unknown).first().<Double>getAs("prediction"))
        .isEqualTo(
            model.transform(one.select(col("user"), lit(-1L).as("item"))).first().getDouble(2));
    assertThat(model.recommendForItemSubset(known.union(unknown), 1, unknown).count()).isOne();
    Dataset<Row> numbers = one.select(lit(5).as("user"), col("item"), col("rating"));
    assertThat(model.recommendForAllUsers(1, numbers).count()).isEqualTo(300);
    assertThat(model.withUsers(numbers, "rating").userFactors().first().getInt(0)).isEqualTo(5);
  }

  @Test
  void refusesToFoldInWhatItCannotKnow() {
    Dataset<Row> frame = ratings.frame().limit(1);
    assertThatThrownBy(() -> model.withUsers(frame.union(frame), "rating"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a user can rate an item once, got 2 ratings for (user=u");
    assertThatThrownBy(() -> model.withUsers(frame.withColumn("item", lit(-1L)), "rating"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column \"item\" must have an item that the model has");
  }

  @Test
  void namesBytesInHex() {
    Dataset<Row> bytes = ratings.frame().withColumn("user", col("user").cast("binary"));
    assertThat(estimator().setMaxIter(1).fit(bytes).toNmfModel().rowLabels())
        .hasSize(300)
        .startsWith("753030303030", "753030303031");
  }

  static Stream<Arguments> wrong() {
    Dataset<Row> frame = ratings.frame();
    return Stream.of(
        Arguments.of(frame.drop("item"), estimator(), "itemCol must name a column, got \"item\""),
        Arguments.of(
            frame.withColumn("rating", col("user")),
            estimator(),
            "ratingCol must name a column of numbers, got \"rating\" of type string"),
        Arguments.of(frame.limit(0), estimator(), "ratings must be at least one, got none"),
        Arguments.of(
            with("rating", null),
            estimator(),
            "column \"rating\" must be a finite number, got (user=u"),
        Arguments.of(
            with("rating", Double.NaN), estimator(), "column \"rating\" must be a finite number"),
        Arguments.of(with("user", null), estimator(), "column \"user\" must not be null"),
        Arguments.of(
            with("weight", -1.0), estimator(), "column \"weight\" must be a finite weight ≥ 0"),
        Arguments.of(
            frame, estimator().setOffsets(false), "column \"rating\" must be ≥ 0 without offsets"),
        Arguments.of(
            frame.union(frame.limit(1)), estimator(), "a user can rate an item once, got two"),
        Arguments.of(
            frame.withColumn("weight", lit(0)),
            estimator(),
            "ratings must be at least one, got none of a weight above 0"),
        Arguments.of(
            frame.withColumn("item", map(col("item"), lit(1))),
            estimator(),
            "itemCol must name a column of ids that can be sorted, got \"item\" of type map"),
        Arguments.of(
            frame,
            LocalSpark.estimator().setImplicitPrefs(true).setLoss("huber:1"),
            "implicitPrefs needs the loss rmse, mse, beta:2 or kl, got huber"),
        Arguments.of(
            frame,
            LocalSpark.estimator().setImplicitPrefs(true).setAlpha(Double.POSITIVE_INFINITY),
            "alpha must be finite"),
        Arguments.of(frame, estimator().setLoss("is"), "loss must be convex"),
        Arguments.of(frame, estimator().setLoss("kl"), "offsets need a loss"),
        Arguments.of(frame, estimator().setImplicitPrefs(true), "implicitPrefs has zeros"),
        Arguments.of(frame, estimator().setClip(new double[] {3, 1}), "clip must be two finite"),
        Arguments.of(
            frame.withColumn("prediction", lit(1)), estimator(), "predictionCol must name a new"));
  }

  private static Dataset<Row> with(String column, Object value) {
    return ratings
        .frame()
        .withColumn(
            column,
            when(
                    col("user").equalTo("u00003"),
                    lit(value).cast(ratings.frame().schema().apply(column).dataType()))
                .otherwise(col(column)));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void refusesWhatItCannotFit(Dataset<Row> frame, NmfEstimator estimator, String message) {
    assertThatThrownBy(() -> estimator.fit(frame))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesParametersOutOfRange() {
    assertThatThrownBy(() -> estimator().setRank(0)).hasMessageContaining("rank");
    assertThatThrownBy(() -> estimator().setRegParam(-1)).hasMessageContaining("regParam");
    assertThatThrownBy(() -> estimator().setColdStartStrategy("guess"))
        .hasMessageContaining("coldStartStrategy");
    assertThatThrownBy(() -> estimator().setCheckpointInterval(0))
        .hasMessageContaining("checkpointInterval");
    assertThatThrownBy(() -> estimator().setIntermediateStorageLevel("NONE"))
        .hasMessageContaining("intermediateStorageLevel");
    assertThatThrownBy(() -> model.recommendForAllUsers(0)).hasMessageContaining("count");
    assertThatThrownBy(() -> model.recommendForUserSubset(ratings.frame().select("item"), 1))
        .hasMessageContaining("userCol must name a column, got \"user\"");
  }
}
