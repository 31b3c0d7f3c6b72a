package org.nmf4j.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nmf4j.Snippets;

/** The guide to Spark is a promise: its snippets are executed. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Spark's Hadoop needs programs of its own")
public class SparkGuideIT {

  private static final Map<String, String> GIVEN = new LinkedHashMap<>();

  static {
    GIVEN.put("spark", "var spark = org.nmf4j.spark.SparkGuideIT.session();");
    GIVEN.put("ratings", "var ratings = org.nmf4j.spark.SparkGuideIT.ratings();");
    GIVEN.put("table", "var table = org.nmf4j.spark.SparkGuideIT.table();");
    GIVEN.put("estimator", "var estimator = new NmfEstimator().setMaxIter(3).setOffsets(true);");
    GIVEN.put("model", "var model = new NmfEstimator().setRank(2).setMaxIter(3).fit(ratings);");
  }

  @TempDir private static Path classes;

  private static Snippets compiled;

  static Stream<Snippets.Snippet> snippets() {
    return Snippets.Page.of(Path.of("src/site/markdown/spark.md").toAbsolutePath()).snippets(GIVEN);
  }

  @BeforeAll
  static void compile() throws IOException {
    compiled = new Snippets(snippets(), classes);
  }

  @AfterAll
  static void close() throws IOException {
    compiled.close();
  }

  public static SparkSession session() {
    return LocalSpark.session();
  }

  /** A part of those that Spark's own examples use. */
  public static Dataset<Row> ratings() {
    return session()
        .read()
        .option("sep", "::")
        .schema("user int, item int, rating double, time long")
        .csv("notebooks/data/sample_movielens_ratings.txt")
        .select("user", "item", "rating");
  }

  public static Dataset<Row> table() {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < 20; row++) {
      rows.add(RowFactory.create(150.0 + row, row % 3 == 0 ? null : 50.0 + row, 20.0 + row % 7));
    }
    return session()
        .createDataFrame(
            rows,
            new StructType()
                .add("height", DataTypes.DoubleType)
                .add("weight", DataTypes.DoubleType)
                .add("age", DataTypes.DoubleType));
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void snippetsRun(Snippets.Snippet snippet) throws Exception {
    compiled.run(snippet);
  }
}
