package org.nmf4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Where a table stands in a DataFrame: in columns of numbers, of vectors or of arrays, one behind
 * the other.
 */
record VectorColumns(String[] names) implements Serializable {

  static final String COMPLETED = "completed";
  static final String FEATURES = "features";

  static StringArrayParam inputCols(Params parent) {
    return new StringArrayParam(
        parent, "inputCols", "columns of numbers, or of vectors or arrays of numbers");
  }

  static Param<String> outputCol(Identifiable parent) {
    return new Param<>(parent, "outputCol", "column of vectors that the result is put in");
  }

  static Param<String> output(Identifiable parent) {
    return new Param<>(
        parent,
        "output",
        "the rows with their holes filled (completed), or their factors (features)",
        ParamValidators.inArray(new String[] {COMPLETED, FEATURES}));
  }

  StructType withOutput(StructType schema, String output) {
    if (names.length == 0) {
      throw new IllegalArgumentException("inputCols must be one column at least, got none");
    }
    for (String name : names) {
      DataType type = RatingColumns.type("inputCols", name, schema);
      boolean isArray = type instanceof ArrayType of && of.elementType() instanceof NumericType;
      if (!(type instanceof NumericType || isArray || type.equals(SQLDataTypes.VectorType()))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "inputCols must name columns of numbers, vectors or arrays of numbers, got \"%s\" of"
                    + " type %s",
                name,
                type.catalogString()));
      }
    }
    if (Arrays.asList(schema.fieldNames()).contains(output)) {
      throw new IllegalArgumentException(
          "outputCol must name a new column, got \"" + output + "\", which is there");
    }
    return schema.add(output, SQLDataTypes.VectorType());
  }

  Column[] all() {
    return Arrays.stream(names).map(RatingColumns::at).toArray(Column[]::new);
  }

  /**
   * The numbers of a row of these columns, NaN where they are missing; none if the only column is
   * null, so that not even their number is known.
   *
   * @throws IllegalArgumentException if one is infinite
   */
  double[] numbers(Row row) {
    List<Double> numbers = new ArrayList<>();
    if (names.length > 1 || !row.isNullAt(0)) {
      for (int place = 0; place < names.length; place++) {
        add(row.get(place), numbers);
      }
    }
    double[] all = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    if (Arrays.stream(all).anyMatch(Double::isInfinite)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s must hold finite numbers, NaN or null, got %s", this, row));
    }
    return all;
  }

  private static void add(Object value, List<Double> numbers) {
    if (value instanceof Vector vector) {
      for (double number : vector.toArray()) {
        numbers.add(number);
      }
    } else if (value instanceof Iterable<?> array) {
      CollectionConverters.asJava(array).forEach(number -> add(number, numbers));
    } else {
      numbers.add(value == null ? Double.NaN : ((Number) value).doubleValue());
    }
  }

  @Override
  public String toString() {
    return (names.length == 1 ? "column " : "columns ") + String.join(", ", names);
  }
}
