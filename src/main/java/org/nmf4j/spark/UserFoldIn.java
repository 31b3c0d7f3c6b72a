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
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.NmfModel;
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
    Dataset<Row> selected =
        facts.weightOfOthers() > 0 ? RatingColumns.preferences(given, facts.alpha()) : given;
    List<Row> ofItems = items.collect();
    Broadcast<byte[]> model =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .broadcast(bytes(LocalModels.ofAverageUser(facts, ofItems)));
    Dataset<Row> known =
        items.rows().select(col(FactorTable.ID).as("nmf_item"), col(FactorTable.NUMBER));
    Dataset<Row> ofUsers =
        selected
            .join(known, col(IndexedRatings.ITEM).equalTo(col("nmf_item")))
            .groupBy(IndexedRatings.USER)
            .agg(
                collect_list(
                        struct(
                            col(FactorTable.NUMBER),
                            col(IndexedRatings.RATING),
                            col(IndexedRatings.WEIGHT)))
                    .as(RATINGS))
            .select(IndexedRatings.USER, RATINGS);
    int count = ofItems.size();
    JavaRDD<Row> found =
        ofUsers
            .sort(IndexedRatings.USER)
            .toJavaRDD()
            .mapPartitions(rows -> rows(rows, model.value(), count))
            .zipWithIndex()
            .map(
                pair ->
                    RowFactory.create(
                        pair._2.intValue(),
                        pair._1.get(0),
                        pair._1.get(1),
                        pair._1.get(2),
                        pair._1.get(3)));
    return new FactorTable(
        session.createDataFrame(found, FactorTable.schema(ofUsers.schema().apply(0).dataType())));
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

  private static Iterator<Row> rows(Iterator<Row> users, byte[] bytes, int items) {
    Executors.prepare();
    List<Row> found = new ArrayList<>();
    NmfModel model = null;
    while (users.hasNext()) {
      model = model == null ? model(bytes) : model;
      List<Row> some = new ArrayList<>();
      while (users.hasNext() && some.size() < TOGETHER) {
        some.add(users.next());
      }
      fold(some, model, items, found);
    }
    return found.iterator();
  }

  private static void fold(List<Row> users, NmfModel model, int items, List<Row> found) {
    SparseBuilder builder = MaskedMatrix.sparse(DataType.DOUBLE);
    for (int row = 0; row < users.size(); row++) {
      for (Row rating : users.get(row).<Row>getList(1)) {
        builder.add(row, rating.getInt(0), rating.getDouble(1), rating.getDouble(2));
      }
    }
    NmfModel folded = model.withRows(builder.build(users.size(), items));
    double[][] features = folded.w().toDoubleMatrix();
    double[] offsets =
        folded.rowOffsets().map(of -> of.toDoubleVector()).orElse(new double[users.size()]);
    for (int row = 0; row < users.size(); row++) {
      double weight = users.get(row).getList(1).size();
      found.add(RowFactory.create(users.get(row).get(0), features[row], offsets[row], weight));
    }
  }
}
