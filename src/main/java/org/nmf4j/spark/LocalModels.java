package org.nmf4j.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.NmfModel;
import org.nmf4j.NmfModelBuilder;
import org.nmf4j.matrix.Background;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;

/** Models of one machine from those of Spark, and back. */
final class LocalModels {

  private LocalModels() {}

  /**
   * The model on one machine.
   *
   * @param users as of {@link FactorTable#collect}
   * @param items likewise
   */
  static NmfModel toLocal(ModelFacts facts, List<Row> users, List<Row> items) {
    double[][] ofUsers = numbers(users);
    double[][] ofItems = numbers(items);
    return builder(facts, ofUsers, ofItems)
        .labels(labels(users), labels(items))
        .weights(weights(users), weights(items))
        .build();
  }

  /** The average user and the items: all that new users are found by. */
  static NmfModel ofAverageUser(ModelFacts facts, List<Row> items) {
    return builder(facts, new double[][] {facts.averageUser()}, numbers(items)).build();
  }

  private static NmfModelBuilder builder(ModelFacts facts, double[][] users, double[][] items) {
    int k = facts.rank();
    INDArray w = factor(users, k);
    INDArray h = factor(items, k).transpose().dup('c');
    ElasticNet penalty = Penalties.l2(facts.regParam()).perObservation();
    NmfModelBuilder builder =
        NmfModel.builder(w, h)
            .objective(Objective.of(Losses.named(facts.loss())).withPenalties(penalty, penalty))
            .mean(facts.mean())
            .background(Background.weak(facts.weightOfOthers()));
    if (facts.hasOffsets()) {
      builder.offsets(facts.shift(), offsets(users, k), offsets(items, k), penalty);
    }
    if (facts.clip().length > 0) {
      builder.clip(facts.clip()[0], facts.clip()[1]);
    }
    return builder;
  }

  private static double[][] numbers(List<Row> rows) {
    return rows.stream().map(row -> FactorTable.numbers(row, 2, 3)).toArray(double[][]::new);
  }

  private static INDArray factor(double[][] rows, int rank) {
    double[][] features = new double[rows.length][];
    for (int row = 0; row < rows.length; row++) {
      features[row] = Arrays.copyOf(rows[row], rank);
    }
    return Nd4j.createFromArray(features);
  }

  private static double[] offsets(double[][] rows, int rank) {
    return Arrays.stream(rows).mapToDouble(row -> row[rank]).toArray();
  }

  private static List<String> labels(List<Row> rows) {
    return rows.stream().map(row -> row.getString(1)).toList();
  }

  private static double[] weights(List<Row> rows) {
    return rows.stream().mapToDouble(row -> row.getDouble(4)).toArray();
  }

  /** The model on Spark, with names for ids. */
  static NmfSparkModel toSpark(SparkSession session, NmfModel model) {
    if (model.columnUnits().isPresent()) {
      throw new IllegalArgumentException("model must count all columns in one unit on Spark");
    }
    Objective objective = model.objective();
    String loss =
        Losses.id(objective.loss())
            .orElseThrow(
                () -> new IllegalArgumentException("model must be by a loss that has a name"));
    double lambda =
        objective.penaltyW().ofComponent(0).map(ElasticNet::l2PerObservation).orElse(0.0);
    ElasticNet penalty = Penalties.l2(lambda).perObservation();
    Objective known = Objective.of(objective.loss()).withPenalties(penalty, penalty);
    if (!known.equals(objective) || !model.offsetPenalty().map(penalty::equals).orElse(true)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model must be of non-negative factors with one penalty of squares per observation,"
                  + " got %s, %s, %s and %s",
              objective.constraintW(),
              objective.constraintH(),
              objective.penaltyW(),
              objective.penaltyH()));
    }
    if (model.background().value() != 0) {
      throw new IllegalArgumentException(
          "model must have zeros for what is not listed on Spark, got " + model.background());
    }
    FactorTable users =
        table(
            session,
            model.rowLabels(),
            model.w(),
            model.rowOffsets().map(INDArray::toDoubleVector).orElse(new double[model.rows()]));
    FactorTable items =
        table(
            session,
            model.columnLabels(),
            model.h().transpose(),
            model
                .columnOffsets()
                .map(INDArray::toDoubleVector)
                .orElse(new double[model.columns()]));
    boolean isClipped = Double.isFinite(model.smallestPrediction());
    ModelFacts facts =
        new ModelFacts(
            model.rank(),
            model.rowOffsets().isPresent(),
            loss,
            lambda,
            model.offsetMean(),
            model.mean(),
            users.average(model.rank()),
            items.average(model.rank()),
            model.background().weight(),
            0,
            isClipped
                ? new double[] {model.smallestPrediction(), model.largestPrediction()}
                : new double[0]);
    return new NmfSparkModel(Identifiable$.MODULE$.randomUID("nmf"), facts, users, items, null);
  }

  private static FactorTable table(
      SparkSession session, List<String> labels, INDArray factor, double[] offsets) {
    List<Row> rows = new ArrayList<>();
    double[][] numbers = factor.toDoubleMatrix();
    IntStream.range(0, numbers.length)
        .forEach(
            row ->
                rows.add(
                    RowFactory.create(
                        row,
                        labels.isEmpty() ? Integer.toString(row) : labels.get(row),
                        numbers[row],
                        offsets[row],
                        1.0)));
    return new FactorTable(session.createDataFrame(rows, FactorTable.schema(DataTypes.StringType)));
  }
}
