package org.nmf4j.spark;

import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The numbers of users, or of items: from 0 on in the ascending order of their ids.
 *
 * @param ids with the columns ID and NUMBER; persisted
 * @param count of them
 */
record LineIndex(Dataset<Row> ids, int count) {

  static final String ID = "id";
  static final String NUMBER = "number";

  /** What any machine can hold a copy of. */
  private static final int SMALL = 200_000;

  /**
   * Numbers the ids of a column.
   *
   * @throws IllegalArgumentException if they are too many
   */
  static LineIndex of(Dataset<Row> ratings, String column, Held held) {
    Dataset<Row> sorted =
        ratings.select(functions.col(column).as(ID)).distinct().sort(functions.col(ID));
    StructType schema =
        new StructType()
            .add(
                ratings
                    .schema()
                    .apply(column)
                    .copy(
                        ID,
                        ratings.schema().apply(column).dataType(),
                        false,
                        ratings.schema().apply(column).metadata()))
            .add(NUMBER, DataTypes.IntegerType, false);
    Dataset<Row> numbered =
        held.persist(
            ratings
                .sparkSession()
                .createDataFrame(
                    sorted
                        .toJavaRDD()
                        .zipWithIndex()
                        .map(pair -> RowFactory.create(pair._1.get(0), pair._2.intValue())),
                    schema));
    long count = numbered.count();
    if (count > Integer.MAX_VALUE - 10) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s has %d different ids, at most 2^31 - 11 can be", column, count));
    }
    return new LineIndex(numbered, (int) count);
  }

  /** Puts the numbers of a column's ids in another column; rows of other ids are left out. */
  Dataset<Row> join(Dataset<Row> ratings, String column, String number) {
    Dataset<Row> known = ids.select(functions.col(ID).as(column), functions.col(NUMBER).as(number));
    return ratings.join(count <= SMALL ? functions.broadcast(known) : known, column);
  }

  /** The id of a number. */
  Object id(int number) {
    return ids.filter(functions.col(NUMBER).equalTo(number)).head().get(0);
  }
}
