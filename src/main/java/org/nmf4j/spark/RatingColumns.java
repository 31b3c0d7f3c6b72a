package org.nmf4j.spark;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.nmf4j.objective.Loss;

/**
 * Where ratings stand in a DataFrame.
 *
 * @param weight "" for none
 */
record RatingColumns(String user, String item, String rating, String weight) {

  /**
   * Refuses a DataFrame without these columns, or of other types.
   *
   * @throws IllegalArgumentException naming the parameter, the column and its type
   */
  void require(StructType schema) {
    requireOrder("userCol", user, schema);
    requireOrder("itemCol", item, schema);
    requireNumbers("ratingCol", rating, schema);
    if (!weight.isEmpty()) {
      requireNumbers("weightCol", weight, schema);
    }
  }

  static DataType type(String parameter, String column, StructType schema) {
    for (StructField field : schema.fields()) {
      if (field.name().equals(column)) {
        return field.dataType();
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s must name a column, got \"%s\"; there are %s",
            parameter,
            column,
            Arrays.asList(schema.fieldNames())));
  }

  private static void requireOrder(String parameter, String column, StructType schema) {
    DataType type = type(parameter, column, schema);
    if (!RowOrdering.isOrderable(type)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must name a column of ids that can be sorted, got \"%s\" of type %s",
              parameter,
              column,
              type.catalogString()));
    }
  }

  private static void requireNumbers(String parameter, String column, StructType schema) {
    DataType type = type(parameter, column, schema);
    if (!(type instanceof NumericType)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must name a column of numbers, got \"%s\" of type %s",
              parameter,
              column,
              type.catalogString()));
    }
  }

  /** The four columns under the names of {@link IndexedRatings}, numbers in double precision. */
  Dataset<Row> select(Dataset<?> ratings) {
    return ratings.select(
        at(user).as(IndexedRatings.USER),
        at(item).as(IndexedRatings.ITEM),
        at(rating).cast("double").as(IndexedRatings.RATING),
        (weight.isEmpty() ? lit(1.0) : at(weight).cast("double")).as(IndexedRatings.WEIGHT));
  }

  /** A column whose name may have dots. */
  static Column at(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }

  /**
   * Refuses ratings that can't be fitted.
   *
   * @param selected by {@link #select}
   * @param domain of the ratings
   * @throws IllegalArgumentException naming the column and a row
   */
  void requireValid(Dataset<Row> selected, Domain domain) {
    Column r = col(IndexedRatings.RATING);
    Column w = col(IndexedRatings.WEIGHT);
    List<Rule> rules =
        List.of(
            new Rule(user, "must not be null", col(IndexedRatings.USER).isNull()),
            new Rule(item, "must not be null", col(IndexedRatings.ITEM).isNull()),
            new Rule(rating, "must be a finite number", r.isNull().or(isNotFinite(r))),
            new Rule(rating, domain.words(), domain.isBroken(r)),
            new Rule(
                weight, "must be a finite weight ≥ 0", w.isNull().or(isNotFinite(w)).or(w.lt(0))));
    Column any = rules.stream().map(Rule::isBroken).reduce(Column::or).orElseThrow();
    for (Row row : selected.filter(any).takeAsList(1)) {
      for (Rule rule : rules) {
        if (!selected
            .sparkSession()
            .createDataFrame(List.of(row), selected.schema())
            .filter(rule.isBroken)
            .isEmpty()) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "column \"%s\" %s, got %s", rule.column, rule.words, words(row)));
        }
      }
    }
  }

  private static Column isNotFinite(Column number) {
    return number.isNaN().or(abs(number).equalTo(Double.POSITIVE_INFINITY));
  }

  /** A row for people. */
  String words(Row row) {
    String known =
        String.format(
            Locale.ROOT,
            "%s=%s, %s=%s, %s=%s",
            user,
            row.get(0),
            item,
            row.get(1),
            rating,
            row.get(2));
    return "(" + (weight.isEmpty() ? known : known + ", " + weight + "=" + row.get(3)) + ")";
  }

  /** What a row is asked. */
  private record Rule(String column, String words, Column isBroken) {}

  /** Which ratings are allowed. */
  record Domain(double least, boolean isOpen, String words) {

    /** Those that a loss is for, and factors that are not negative can come near to. */
    static Domain of(Loss loss, boolean hasOffsets) {
      Loss.Domain domain = loss.domain();
      if (!domain.equals(Loss.Domain.ALL)) {
        return new Domain(
            domain.least(),
            domain.isOpen(),
            String.format(Locale.ROOT, "must be %s for the loss %s", domain, loss.name()));
      }
      return hasOffsets
          ? new Domain(Double.NEGATIVE_INFINITY, false, "")
          : new Domain(0, false, "must be ≥ 0 without offsets (setOffsets(true))");
    }

    Column isBroken(Column rating) {
      return isOpen ? rating.leq(least) : rating.lt(least);
    }
  }
}
