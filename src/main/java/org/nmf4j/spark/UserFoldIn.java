package org.nmf4j.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.struct;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.storage.StorageLevel;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.Implicit;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.objective.Losses;

/**
 * Finds users by their ratings while the items' factors stay: each executor folds its users in by
 * the model of one machine.
 */
record UserFoldIn(ModelFacts facts, FactorTable items) {

  private static final String RATINGS = "nmf_ratings";

  /** How many users are folded in at once. */
  private static final int TOGETHER = 1_000;

  /**
   * Folds users in.
   *
   * @throws IllegalArgumentException if a rating is not as it must be, or no item is known
   */
  FactorTable fold(RatingColumns columns, Dataset<?> ratings) {
    SparkSession session = ratings.sparkSession();
    Dataset<Row> given = columns.select(ratings);
    columns.requireValid(
        given, RatingColumns.Domain.of(Losses.named(facts.loss()), facts.hasOffsets()));
    requireDifferent(columns, given);
    List<Row> ofItems = items.collect();
    Broadcast<byte[]> model =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .broadcast(bytes(LocalModels.ofAverageUser(facts, ofItems)));
    Dataset<Row> numbers =
        items.beside().select(col(FactorTable.ID).as("nmf_item"), col(FactorTable.NUMBER));
    DataType ofItem = given.schema().apply(IndexedRatings.ITEM).dataType();
    Column item = items.asId(col(IndexedRatings.ITEM), ofItem);
    Dataset<Row> ofUsers =
        given
            .join(numbers, item.equalTo(col("nmf_item")))
            .groupBy(IndexedRatings.USER)
            .agg(
                collect_list(
                        struct(
                            col(FactorTable.NUMBER),
                            col(IndexedRatings.RATING),
                            col(IndexedRatings.WEIGHT)))
                    .as(RATINGS))
            .select(IndexedRatings.USER, RATINGS);
    ModelFacts known = facts;
    int count = ofItems.size();
    JavaRDD<Row> found =
        ofUsers
            .sort(IndexedRatings.USER)
            .toJavaRDD()
            .mapPartitions(rows -> rows(rows, model.value(), known, count))
            .zipWithIndex()
            .map(
                pair ->
                    RowFactory.create(
                        pair._2.intValue(),
                        pair._1.get(0),
                        pair._1.get(1),
                        pair._1.get(2),
                        pair._1.get(3)));
    DataType ofIds = ofUsers.schema().apply(0).dataType();
    FactorTable folded =
        FactorTable.kept(
            session.createDataFrame(found, FactorTable.schema(ofIds)),
            StorageLevel.MEMORY_AND_DISK());
    if (folded.rows().isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "column \"%s\" must have an item that the model has, got none",
              columns.item()));
    }
    return folded;
  }

  /** The policy of the fit is not the model's. */
  private static void requireDifferent(RatingColumns columns, Dataset<Row> given) {
    List<Row> twice =
        given
            .groupBy(IndexedRatings.USER, IndexedRatings.ITEM)
            .count()
            .filter(col("count").gt(1))
            .takeAsList(1);
    if (!twice.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a user can rate an item once, got %d ratings for (%s=%s, %s=%s); take them together"
                  + " before",
              twice.get(0).getLong(2),
              columns.user(),
              twice.get(0).get(0),
              columns.item(),
              twice.get(0).get(1)));
    }
  }

  private static byte[] bytes(NmfModel model) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      model.save(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NmfModel model(byte[] bytes) {
    try {
      Path file = Files.createTempFile("nmf4j", ".npz");
      try {
        Files.write(file, bytes);
        return NmfModel.load(file).threads(1);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Iterator<Row> rows(
      Iterator<Row> users, byte[] bytes, ModelFacts facts, int items) {
    Executors.prepare();
    List<Row> found = new ArrayList<>();
    NmfModel model = null;
    while (users.hasNext()) {
      model = model == null ? model(bytes) : model;
      List<Row> some = new ArrayList<>();
      while (users.hasNext() && some.size() < TOGETHER) {
        some.add(users.next());
      }
      fold(some, model, facts, items, found);
    }
    return found.iterator();
  }

  private static void fold(
      List<Row> users, NmfModel model, ModelFacts facts, int items, List<Row> found) {
    SparseBuilder builder = MaskedMatrix.sparse(org.nd4j.linalg.api.buffer.DataType.DOUBLE);
    for (int row = 0; row < users.size(); row++) {
      for (Row rating : users.get(row).<Row>getList(1)) {
        builder.add(row, rating.getInt(0), rating.getDouble(1), rating.getDouble(2));
      }
    }
    MaskedMatrix ratings = builder.build(users.size(), items);
    NmfModel folded =
        model.withRows(
            facts.weightOfOthers() > 0 ? Implicit.confidence(facts.alpha()).of(ratings) : ratings);
    double[][] features = folded.w().toDoubleMatrix();
    double[] offsets =
        folded.rowOffsets().map(of -> of.toDoubleVector()).orElse(new double[users.size()]);
    for (int row = 0; row < users.size(); row++) {
      double weight = users.get(row).getList(1).size();
      found.add(RowFactory.create(users.get(row).get(0), features[row], offsets[row], weight));
    }
  }
}
