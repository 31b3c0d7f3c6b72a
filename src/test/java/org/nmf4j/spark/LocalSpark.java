package org.nmf4j.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;

/** A session in this process, and ratings that both Spark and one machine can have. */
final class LocalSpark {

  private LocalSpark() {}

  static SparkSession session() {
    SparkSession session = configured(SparkSession.builder().master("local[2]")).getOrCreate();
    session.sparkContext().setLogLevel("WARN");
    return session;
  }

  static SparkSession.Builder configured(SparkSession.Builder builder) {
    return builder
        .appName("nmf4j")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.sql.warehouse.dir", "target/spark-warehouse")
        .config("spark.local.dir", "target/spark-local");
  }

  /**
   * Ratings as a DataFrame, in any order, and as the matrix that it stands for.
   *
   * @param frame user (strings), item (longs), rating and weight
   */
  record Ratings(Dataset<Row> frame, SparseMatrix matrix) {

    /** A tenth of all ratings are of one user. */
    static Ratings of(int users, int items, long seed, boolean hasNegative) {
      Random random = new Random(seed);
      double[][] w = numbers(users, random);
      double[][] h = numbers(items, random);
      SparseBuilder builder = MaskedMatrix.sparse(DataType.DOUBLE);
      List<Row> rows = new ArrayList<>();
      for (int user = 0; user < users; user++) {
        double density = user == 3 ? 1 : 9.0 / users;
        for (int item = 0; item < items; item++) {
          if (random.nextDouble() < density || item == user % items || user == item % users) {
            double rating = 0.1 * random.nextDouble();
            for (int c = 0; c < 3; c++) {
              rating += w[user][c] * h[item][c];
            }
            rating = hasNegative ? rating - 1 : rating;
            double weight = 1 + random.nextInt(3);
            builder.add(user, item, rating, weight);
            rows.add(RowFactory.create(String.format("u%05d", user), 7L * item, rating, weight));
          }
        }
      }
      Collections.shuffle(rows, random);
      StructType schema =
          new StructType()
              .add("user", DataTypes.StringType)
              .add("item", DataTypes.LongType)
              .add("rating", DataTypes.DoubleType)
              .add("weight", DataTypes.DoubleType);
      return new Ratings(
          SparkSession.active().createDataFrame(rows, schema), builder.build(users, items));
    }

    private static double[][] numbers(int count, Random random) {
      double[][] numbers = new double[count][3];
      for (double[] row : numbers) {
        for (int c = 0; c < 3; c++) {
          row[c] = random.nextDouble();
        }
      }
      return numbers;
    }
  }

  /** An estimator of so little that a fit takes seconds. */
  static NmfEstimator estimator() {
    return new NmfEstimator()
        .setRank(4)
        .setRegParam(0.02)
        .setMaxIter(8)
        .setTol(0)
        .setSeed(5)
        .setWeightCol("weight");
  }

  /** The same on one machine. */
  static NmfModel onOneMachine(NmfEstimator estimator, MaskedMatrix matrix) {
    Nmf nmf =
        Nmf.ofRank(estimator.getRank())
            .loss(Losses.named(estimator.getLoss()))
            .penalty(Penalties.l2(estimator.getRegParam()).perObservation())
            .iterations(estimator.getMaxIter())
            .tolerance(estimator.getTol())
            .seed(estimator.getSeed());
    return (estimator.getOffsets() ? nmf.offsets() : nmf).fit(matrix);
  }
}
