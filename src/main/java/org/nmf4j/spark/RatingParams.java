package org.nmf4j.spark;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.Identifiable;

/** The parameters that the estimator of ratings and its model share. */
final class RatingParams {

  static final String AVERAGE = "average";
  static final String NAN = "nan";
  static final String DROP = "drop";

  private RatingParams() {}

  static Param<String> userCol(Identifiable parent) {
    return new Param<>(parent, "userCol", "column of the users' ids, of any type");
  }

  static Param<String> itemCol(Identifiable parent) {
    return new Param<>(parent, "itemCol", "column of the items' ids, of any type");
  }

  static Param<String> predictionCol(Identifiable parent) {
    return new Param<>(parent, "predictionCol", "column that predictions are put in");
  }

  static Param<String> coldStartStrategy(Identifiable parent) {
    return new Param<>(
        parent,
        "coldStartStrategy",
        "what is predicted for users and items that were not there in the fit: of the average one"
            + " (average), NaN (nan), or the row is left out (drop)",
        ParamValidators.inArray(new String[] {AVERAGE, NAN, DROP}));
  }
}
