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

  private Dataset<Row> entries(Dataset<Row> selected) {
    Dataset<Row> listed = selected.filter(col(IndexedRatings.WEIGHT).gt(0));
    return options.background().weight() > 0
        ? RatingColumns.preferences(listed, options.alpha())
        : listed;
  }

  NmfSparkModel run() {
    Dataset<Row> selected = columns.select(ratings).persist(options.level());
    try {
      if (selected.isEmpty()) {
        throw new IllegalArgumentException("ratings must be at least one, got none");
      }
      columns.requireValid(
          selected, RatingColumns.Domain.of(options.objective().loss(), options.hasOffsets()));
      IndexedRatings indexed = IndexedRatings.of(columns, entries(selected), options.level());
      try {
        SparkFit.Found found = new SparkFit(session, indexed, options).run();
        return NmfSparkModel.of(session, indexed, options, found);
      } finally {
        indexed.unpersist();
      }
    } finally {
      selected.unpersist();
    }
  }
}
