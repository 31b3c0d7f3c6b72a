package org.nmf4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Factorizes a file of ratings, for {@code spark-submit}: {@code Factorize INPUT OUTPUT [NAME=VALUE
 * ...]}. INPUT is a Parquet directory, or a CSV file with a header; OUTPUT is the model's
 * directory, which must not be there yet. Each NAME is a parameter of {@link NmfEstimator}, such as
 * {@code rank=20 userCol=userId clip=1,5}.
 */
public final class Factorize {

  private static final String USAGE =
      "usage: Factorize INPUT OUTPUT [NAME=VALUE ...], with NAMEs of NmfEstimator's parameters:\n";

  /** Of values as people write them: a number may do without its point, a text without quotes. */
  private static final Map<Class<?>, Function<String, Object>> READERS =
      Map.of(
          String.class,
          value -> value,
          Integer.class,
          Integer::valueOf,
          Double.class,
          Double::valueOf,
          double[].class,
          value -> Arrays.stream(value.split(",")).mapToDouble(Double::parseDouble).toArray());

  private Factorize() {}

  /**
   * Runs it, and ends with an exception, so that {@code spark-submit} fails, if it can't.
   *
   * @param arguments INPUT, OUTPUT and parameters
   * @throws IllegalArgumentException if they are not so
   */
  public static void main(String[] arguments) {
    NmfEstimator estimator = new NmfEstimator();
    if (Arrays.asList(arguments).contains("--help")) {
      System.out.println(USAGE + estimator.explainParams());
      return;
    }
    if (arguments.length < 2) {
      throw new IllegalArgumentException(USAGE + estimator.explainParams());
    }
    for (int place = 2; place < arguments.length; place++) {
      set(estimator, arguments[place]);
    }
    SparkSession session = SparkSession.builder().appName("nmf4j").getOrCreate();
    Path output = new Path(arguments[1]);
    try {
      if (output.getFileSystem(session.sparkContext().hadoopConfiguration()).exists(output)) {
        throw new IllegalArgumentException(
            "OUTPUT must not be there yet, got " + output + ": delete it or name another");
      }
      estimator.fit(read(session, arguments[0])).save(arguments[1]);
    } catch (IOException e) {
      throw new UncheckedIOException("the model can't be written to " + arguments[1], e);
    }
  }

  private static void set(NmfEstimator estimator, String argument) {
    int end = argument.indexOf('=');
    String name = end < 0 ? argument : argument.substring(0, end);
    if (end < 0 || !estimator.hasParam(name)) {
      throw new IllegalArgumentException(
          "got " + argument + "\n" + USAGE + estimator.explainParams());
    }
    String value = argument.substring(end + 1);
    Param<Object> parameter = estimator.getParam(name);
    try {
      estimator.set(parameter, read(value, estimator.getDefault(parameter).get(), parameter));
    } catch (Exception e) { // Scala's methods declare none.
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s: %s, got %s", name, parameter.doc(), value), e);
    }
  }

  /** As a value of the kind of the default. */
  private static Object read(String value, Object byDefault, Param<Object> parameter) {
    return READERS.getOrDefault(byDefault.getClass(), parameter::jsonDecode).apply(value);
  }

  private static Dataset<Row> read(SparkSession session, String input) {
    String name = input.toLowerCase(Locale.ROOT);
    boolean isCsv = name.endsWith(".csv") || name.endsWith(".csv/") || name.contains(".csv.");
    return isCsv
        ? session.read().option("header", true).option("inferSchema", true).csv(input)
        : session.read().parquet(input);
  }
}
