package org.nmf4j.spark;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.matrix.Background;
import org.nmf4j.objective.Offsets;
import scala.Tuple2;

/**
 * A factor as a DataFrame: a row for each user, or item.
 *
 * @param rows with the columns NUMBER, ID, FEATURES (k numbers), OFFSET (0 without) and WEIGHT, the
 *     sum of the weights of its ratings
 * @param isSmall whether it is known to be so small that each machine may have a copy
 */
record FactorTable(Dataset<Row> rows, boolean isSmall) {

  static final String NUMBER = LineIndex.NUMBER;
  static final String ID = LineIndex.ID;
  static final String FEATURES = "features";
  static final String OFFSET = "offset";
  static final String WEIGHT = "weight";

  static final ArrayType NUMBERS = DataTypes.createArrayType(DataTypes.DoubleType, false);

  private static final StructType FACTORS =
      new StructType()
          .add(NUMBER, DataTypes.IntegerType, false)
          .add(FEATURES, NUMBERS, false)
          .add(OFFSET, DataTypes.DoubleType, false)
          .add(WEIGHT, DataTypes.DoubleType, false);

  /** Up to so many numbers a copy is made without asking, as Spark does by default. */
  private static final long SMALL = 10_000_000 / Double.BYTES;

  /** Of rows whose size Spark knows. */
  FactorTable(Dataset<Row> rows) {
    this(rows, false);
  }

  /** Of ids of a type. */
  static StructType schema(DataType ofIds) {
    return new StructType()
        .add(NUMBER, DataTypes.IntegerType, false)
        .add(ID, ofIds, false)
        .add(FEATURES, NUMBERS, false)
        .add(OFFSET, DataTypes.DoubleType, false)
        .add(WEIGHT, DataTypes.DoubleType, false);
  }

  /**
   * The table of a factor that was found.
   *
   * @param x of each partition its rows, offsets among the components
   * @param offset where the offset is among the components
   */
  static FactorTable of(
      SparkSession session,
      LineIndex index,
      IndexedRatings.Lines lines,
      JavaRDD<HeapMatrix> x,
      Offsets offsets,
      int offset,
      StorageLevel level) {
    JavaRDD<Row> rows =
        lines
            .entries()
            .zipPartitions(
                x, (entries, parts) -> rows(entries.next(), parts.next(), offsets, offset));
    Dataset<Row> factors = session.createDataFrame(rows, FACTORS);
    return kept(
        index
            .ids()
            .join(factors, NUMBER)
            .select(col(NUMBER), col(ID), col(FEATURES), col(OFFSET), col(WEIGHT)),
        level);
  }

  /** Finds rows at once, while all that they come from is there, and keeps them. */
  static FactorTable kept(Dataset<Row> rows, StorageLevel level) {
    // A persisted Dataset would be kept after nobody can ask for it any more.
    JavaRDD<Row> kept = rows.toJavaRDD().map(FactorTable::compact).persist(level);
    long numbers = kept.map(row -> (long) ((double[]) row.get(2)).length).fold(0L, Long::sum);
    // Of which Spark knows no size.
    return new FactorTable(
        rows.sparkSession().createDataFrame(kept, rows.schema()), numbers <= SMALL);
  }

  /** To be joined with larger tables. */
  Dataset<Row> beside() {
    return isSmall ? broadcast(rows) : rows;
  }

  private static Row compact(Row row) {
    return RowFactory.create(
        row.get(0), row.get(1), numbers(row.getList(2)), row.get(3), row.get(4));
  }

  /**
   * Ids from elsewhere as those of this table: null for what can't be one of them.
   *
   * @param type of what is given
   */
  Column asId(Column given, DataType type) {
    DataType own = rows.schema().apply(ID).dataType();
    boolean isComparable =
        own.catalogString().equals(type.catalogString())
            || (own instanceof NumericType && type instanceof NumericType);
    return isComparable ? given : given.try_cast(own);
  }

  private static Iterator<Row> rows(
      EntryPartition entries, HeapMatrix x, Offsets offsets, int offset) {
    double[] weights = entries.weights(Background.missing(), 0);
    List<Row> rows = new ArrayList<>();
    double[] numbers = new double[x.columns()];
    for (int row = 0; row < x.rows(); row++) {
      x.read(row, numbers);
      double[] features = Arrays.copyOf(numbers, offsets.rank());
      double ofRow = offsets.present() ? numbers[offset] * offsets.unit() : 0;
      rows.add(RowFactory.create(entries.from() + row, features, ofRow, weights[row]));
    }
    return rows.iterator();
  }

  /** The mean of k numbers and of the offset. */
  double[] average(int rank) {
    Tuple2<double[], Long> sum =
        rows.select(FEATURES, OFFSET)
            .toJavaRDD()
            .map(row -> new Tuple2<>(numbers(row, 0, 1), 1L))
            .treeReduce(FactorTable::plus);
    double[] average = sum._1;
    for (int c = 0; c <= rank; c++) {
      average[c] /= sum._2;
    }
    return average;
  }

  private static Tuple2<double[], Long> plus(Tuple2<double[], Long> a, Tuple2<double[], Long> b) {
    double[] sum = a._1.clone();
    for (int c = 0; c < sum.length; c++) {
      sum[c] += b._1[c];
    }
    return new Tuple2<>(sum, a._2 + b._2);
  }

  static double[] numbers(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The features of a row, and its offset behind them. */
  static double[] numbers(Row row, int features, int offset) {
    List<Double> list = row.getList(features);
    double[] numbers = new double[list.size() + 1];
    for (int c = 0; c < list.size(); c++) {
      numbers[c] = list.get(c);
    }
    numbers[list.size()] = row.getDouble(offset);
    return numbers;
  }

  /** All rows, in the order of their numbers, with ids as Spark writes them, of bytes in hex. */
  List<Row> collect() {
    boolean isBinary = rows.schema().apply(ID).dataType().equals(DataTypes.BinaryType);
    Column name = isBinary ? hex(col(ID)) : col(ID).cast(DataTypes.StringType);
    return rows.sort(NUMBER)
        .select(col(NUMBER), name, col(FEATURES), col(OFFSET), col(WEIGHT))
        .collectAsList();
  }

  /** For people: ids and features, and offsets if there are such. */
  Dataset<Row> shown(boolean hasOffsets) {
    return hasOffsets ? rows.select(ID, FEATURES, OFFSET) : rows.select(ID, FEATURES);
  }
}
