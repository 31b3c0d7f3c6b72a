package org.nmf4j.spark;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nmf4j.impute.RowImputer;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Spark's Hadoop needs programs of its own")
class NmfVectorsIT {

  private static final int COLUMNS = 5;

  private static final DataType VECTORS = SQLDataTypes.VectorType();

  private static double[][] table;

  @BeforeAll
  static void make() {
    LocalSpark.session();
    Random random = new Random(4);
    table = new double[80][COLUMNS];
    for (double[] row : table) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      for (int j = 0; j < COLUMNS; j++) {
        row[j] = random.nextInt(6) == 0 ? Double.NaN : a * (j + 1) + b * (COLUMNS - j);
      }
    }
  }

  private static Dataset<Row> vectors() {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < table.length; row++) {
      rows.add(RowFactory.create(row, Vectors.dense(table[row])));
    }
    return LocalSpark.session()
        .createDataFrame(
            rows,
            new StructType()
                .add("number", DataTypes.IntegerType)
                .add("features", SQLDataTypes.VectorType()));
  }

  /** NaN as null, some columns of numbers and one of arrays. */
  private static Dataset<Row> columns() {
    List<Row> rows = new ArrayList<>();
    for (double[] row : table) {
      Double[] three = {orNull(row[2]), orNull(row[3]), orNull(row[4])};
      rows.add(RowFactory.create(orNull(row[0]), orNull(row[1]), three));
    }
    return LocalSpark.session()
        .createDataFrame(
            rows,
            new StructType()
                .add("a", DataTypes.DoubleType)
                .add("b.c", DataTypes.DoubleType)
                .add("d", DataTypes.createArrayType(DataTypes.DoubleType)));
  }

  private static Double orNull(double number) {
    return Double.isNaN(number) ? null : number;
  }

  private static double[] filled(int row) {
    RowImputer imputer =
        RowImputer.fit(
            "table",
            visitor -> {
              for (double[] numbers : table) {
                if (!visitor.test(numbers.clone())) {
                  return;
                }
              }
            },
            new RowImputer.Options(2, 100, 0));
    double[] numbers = table[row].clone();
    imputer.filler().applyAsInt(numbers);
    return numbers;
  }

  @Test
  void fillsAsTheImputerOfOneMachine(@TempDir Path folder) throws Exception {
    NmfVectorsModel model = new NmfVectors().setRank(2).fit(vectors());
    List<Row> completed = model.transform(vectors()).sort("number").collectAsList();
    assertThat(completed).hasSize(table.length);
    for (int row = 0; row < 10; row++) {
      assertThat(completed.get(row).<Vector>getAs("completed").toArray()).isEqualTo(filled(row));
    }
    model.save(folder.resolve("model").toString());
    NmfVectorsModel read = NmfVectorsModel.load(folder.resolve("model").toString());
    assertThat(read.transform(vectors()).sort("number").collectAsList()).isEqualTo(completed);
  }

  @Test
  void takesColumnsOfNumbersAndArrays() {
    NmfVectorsModel model =
        new NmfVectors().setRank(2).setInputCols("a", "b.c", "d").fit(columns());
    Vector first = model.transform(columns()).first().getAs("completed");
    assertThat(first.toArray()).isEqualTo(filled(0));
    Vector features =
        model.setOutput("features").setOutputCol("w").transform(columns()).first().getAs("w");
    assertThat(features.size()).isEqualTo(2);
  }

  /** A vector that is null has holes alone, however many. */
  @Test
  void takesNullForARowOfHoles() {
    Dataset<Row> nothing = vectors().withColumn("features", lit(null).cast(VECTORS)).limit(1);
    NmfVectorsModel model = new NmfVectors().setRank(2).fit(nothing.union(vectors()));
    double[] completed = model.transform(nothing).first().<Vector>getAs("completed").toArray();
    assertThat(completed).hasSize(COLUMNS).doesNotContain(Double.NaN);
    assertThat(new NmfVectors().setRank(2).fit(vectors()).transform(nothing).first())
        .isEqualTo(model.transform(nothing).first());
  }

  @Test
  void refusesInfiniteNumbers() {
    Dataset<Row> infinite = columns().withColumn("a", lit(Double.POSITIVE_INFINITY));
    assertThatThrownBy(() -> new NmfVectors().setInputCols("a", "b.c").fit(infinite))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("columns a, b.c must hold finite numbers, NaN or null, got [Inf");
  }

  @Test
  void refusesWhatIsNoTable() {
    assertThatThrownBy(() -> new NmfVectors().setInputCols("x").fit(vectors()))
        .hasMessageContaining("inputCols must name a column, got \"x\"");
    assertThatThrownBy(
            () ->
                new NmfVectors()
                    .setInputCols("s")
                    .fit(vectors().selectExpr("cast(number as string) s")))
        .hasMessageContaining("\"s\" of type string");
    assertThatThrownBy(() -> new NmfVectors().setOutputCol("number").fit(vectors()))
        .hasMessageContaining("outputCol must name a new column");
  }
}
