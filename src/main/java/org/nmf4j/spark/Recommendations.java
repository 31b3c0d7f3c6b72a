package org.nmf4j.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * The best of one factor's lines for those of the other.
 *
 * @param others among whom the best are looked for
 * @param areForUsers whether users are recommended items, or items users
 * @param ownCol the column of those who are recommended to
 * @param otherCol the column of what is recommended
 */
record Recommendations(
    ModelFacts facts, FactorTable others, boolean areForUsers, String ownCol, String otherCol) {

  /** How many numbers of the other factor a machine is sent at once. */
  private static final int MOST_NUMBERS = 1 << 23;

  private static final String SEEN = "nmf_seen";

  /** Some of the other factor's lines, component by component, and offsets behind. */
  private record Chunk(Object[] ids, int first, double[][] components) implements Serializable {}

  /** One that is recommended. */
  private record Scored(int number, Object id, double rating) implements Serializable {

    /** The best first, of equal ones the first. */
    static final Comparator<Scored> ORDER =
        Comparator.comparingDouble(Scored::rating).reversed().thenComparingInt(Scored::number);
  }

  /**
   * The best for some lines.
   *
   * @param own rows of a {@link FactorTable}
   * @param seen pairs to leave out
   */
  Dataset<Row> recommend(Dataset<Row> own, int count, Optional<Dataset<?>> seen) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be ≥ 1, got " + count);
    }
    SparkSession session = own.sparkSession();
    Dataset<Row> table =
        own.select(FactorTable.NUMBER, FactorTable.ID, FactorTable.FEATURES, FactorTable.OFFSET);
    Dataset<Row> asked = seen.map(pairs -> withSeen(table, pairs)).orElse(table);
    JavaPairRDD<Integer, Tuple2<Object, List<Scored>>> best = null;
    int size = Math.max(1, MOST_NUMBERS / (facts.rank() + 1));
    long all = others.rows().count();
    for (int first = 0; first < all; first += size) {
      JavaPairRDD<Integer, Tuple2<Object, List<Scored>>> ofChunk =
          ofChunk(asked, chunk(first, size), count);
      best = best == null ? ofChunk : best.union(ofChunk);
    }
    if (all > size) {
      best = best.reduceByKey((a, b) -> new Tuple2<>(a._1, merged(a._2, b._2, count)));
    }
    ModelFacts known = facts;
    JavaRDD<Row> rows = best.values().map(found -> row(found, known));
    return session.createDataFrame(rows, schema(own));
  }

  private StructType schema(Dataset<Row> own) {
    StructType one =
        new StructType()
            .add(otherCol, others.rows().schema().apply(FactorTable.ID).dataType(), false)
            .add("rating", DataTypes.DoubleType, false);
    return new StructType()
        .add(ownCol, own.schema().apply(FactorTable.ID).dataType(), false)
        .add("recommendations", new ArrayType(one, false), false);
  }

  private static Row row(Tuple2<Object, List<Scored>> best, ModelFacts facts) {
    Row[] recommended =
        best._2.stream()
            .map(scored -> RowFactory.create(scored.id, facts.clipped(scored.rating)))
            .toArray(Row[]::new);
    return RowFactory.create(best._1, recommended);
  }

  private Dataset<Row> withSeen(Dataset<Row> table, Dataset<?> pairs) {
    DataType ofOwn =
        RatingColumns.type(areForUsers ? "userCol" : "itemCol", ownCol, pairs.schema());
    DataType ofOther =
        RatingColumns.type(areForUsers ? "itemCol" : "userCol", otherCol, pairs.schema());
    FactorTable owns = new FactorTable(table);
    Dataset<Row> numbers =
        others
            .beside()
            .select(col(FactorTable.ID).as("nmf_other"), col(FactorTable.NUMBER).as("nmf_number"));
    Dataset<Row> seen =
        pairs
            .select(
                owns.asId(RatingColumns.at(ownCol), ofOwn).as("nmf_own"),
                others.asId(RatingColumns.at(otherCol), ofOther).as("nmf_other"))
            .join(numbers, "nmf_other")
            .groupBy("nmf_own")
            .agg(collect_set("nmf_number").as(SEEN));
    return table.join(seen, col(FactorTable.ID).equalTo(col("nmf_own")), "left").drop("nmf_own");
  }

  private Chunk chunk(int first, int size) {
    List<Row> rows =
        others
            .rows()
            .filter(
                col(FactorTable.NUMBER)
                    .geq(first)
                    .and(col(FactorTable.NUMBER).lt((long) first + size)))
            .select(FactorTable.NUMBER, FactorTable.ID, FactorTable.FEATURES, FactorTable.OFFSET)
            .collectAsList();
    Object[] ids = new Object[rows.size()];
    double[][] components = new double[facts.rank() + 1][rows.size()];
    for (Row row : rows) {
      int place = row.getInt(0) - first;
      ids[place] = row.get(1);
      double[] numbers = FactorTable.numbers(row, 2, 3);
      for (int c = 0; c < numbers.length; c++) {
        components[c][place] = numbers[c];
      }
    }
    return new Chunk(ids, first, components);
  }

  private JavaPairRDD<Integer, Tuple2<Object, List<Scored>>> ofChunk(
      Dataset<Row> asked, Chunk chunk, int count) {
    Broadcast<Chunk> sent =
        JavaSparkContext.fromSparkContext(asked.sparkSession().sparkContext()).broadcast(chunk);
    ModelFacts known = facts;
    boolean hasSeen = Arrays.asList(asked.columns()).contains(SEEN);
    return asked
        .toJavaRDD()
        .mapPartitionsToPair(rows -> best(rows, sent.value(), known, hasSeen, count));
  }

  private static Iterator<Tuple2<Integer, Tuple2<Object, List<Scored>>>> best(
      Iterator<Row> rows, Chunk chunk, ModelFacts facts, boolean hasSeen, int count) {
    double[] sums = new double[chunk.ids.length];
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Tuple2<Integer, Tuple2<Object, List<Scored>>> next() {
        Row row = rows.next();
        facts.scores(FactorTable.numbers(row, 2, 3), chunk.components, sums);
        BitSet seen = new BitSet();
        if (hasSeen && !row.isNullAt(4)) {
          for (int number : row.<Integer>getList(4)) {
            if (number >= chunk.first && number - chunk.first < sums.length) {
              seen.set(number - chunk.first);
            }
          }
        }
        return new Tuple2<>(
            row.getInt(0), new Tuple2<>(row.get(1), best(sums, seen, chunk, count)));
      }
    };
  }

  private static List<Scored> best(double[] sums, BitSet seen, Chunk chunk, int count) {
    int[] places = new int[Math.min(count, sums.length)];
    int kept = 0;
    // By insertion: few of the many are among the best so far.
    for (int place = 0; place < sums.length; place++) {
      if (seen.get(place) || (kept == places.length && !(sums[place] > sums[places[kept - 1]]))) {
        continue;
      }
      int at = kept < places.length ? kept++ : kept - 1;
      while (at > 0 && sums[place] > sums[places[at - 1]]) {
        places[at] = places[at - 1];
        at--;
      }
      places[at] = place;
    }
    List<Scored> best = new ArrayList<>();
    for (int i = 0; i < kept; i++) {
      int place = places[i];
      best.add(new Scored(chunk.first + place, chunk.ids[place], sums[place]));
    }
    return best;
  }

  private static List<Scored> merged(List<Scored> a, List<Scored> b, int count) {
    List<Scored> all = new ArrayList<>(a);
    all.addAll(b);
    all.sort(Scored.ORDER);
    return new ArrayList<>(all.subList(0, Math.min(count, all.size())));
  }
}
