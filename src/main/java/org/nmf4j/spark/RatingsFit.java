package org.nmf4j.spark;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** From a DataFrame of ratings to a model. */
final class RatingsFit {

  private final SparkSession session;
  private final Dataset<?> ratings;
  private final RatingColumns columns;
  private final SparkFit.Options options;

  RatingsFit(Dataset<?> ratings, RatingColumns columns, SparkFit.Options options) {
    session = ratings.sparkSession();
    this.ratings = ratings;
    this.columns = columns;
    this.options = options;
  }

  NmfSparkModel run() {
    try (Held held = new Held(options.level())) {
      Dataset<Row> selected = held.persist(columns.select(ratings));
      columns.requireValid(
          selected, RatingColumns.Domain.of(options.objective().loss(), options.hasOffsets()));
      Dataset<Row> listed = selected.filter(col(IndexedRatings.WEIGHT).gt(0));
      if (listed.isEmpty()) {
        throw new IllegalArgumentException(
            "ratings must be at least one, got none"
                + (columns.weight().isEmpty() ? "" : " of a weight above 0"));
      }
      IndexedRatings indexed = IndexedRatings.of(columns, listed, held);
      SparkFit.Found found = new SparkFit(session, indexed, options).run();
      return NmfSparkModel.of(session, indexed, options, found);
    }
  }
}
