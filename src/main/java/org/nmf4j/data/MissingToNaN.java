package org.nmf4j.data;

import java.util.Locale;
import java.util.Set;
import org.datavec.api.transform.transform.doubletransform.BaseDoubleTransform;
import org.datavec.api.writable.DoubleWritable;
import org.datavec.api.writable.Writable;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nmf4j.internal.format.Decimal;

/**
 * A step of a DataVec {@code TransformProcess} that makes a column one of doubles, with NaN where a
 * record's field is missing: where it is null, or the text is blank, {@code NaN}, {@code NA},
 * {@code null} or {@code ?}. DataVec itself stops there with a NumberFormatException.
 */
public final class MissingToNaN extends BaseDoubleTransform {

  private static final long serialVersionUID = 1;
  private static final Set<String> MISSING = Set.of("", "nan", "na", "null", "?");

  /**
   * A step for one column.
   *
   * @param columnName the column's name in the schema; of any type before, DOUBLE after
   */
  public MissingToNaN(@JsonProperty("columnName") String columnName) {
    super(columnName);
  }

  /**
   * A field as a double.
   *
   * @param writable a number, a text, or null
   * @return a {@code DoubleWritable}, NaN if the field is missing
   * @throws NumberFormatException if a text is neither a number nor missing
   */
  @Override
  public Writable map(Writable writable) {
    return new DoubleWritable(number(writable));
  }

  /**
   * As {@link #map(Writable)}, for a field that is no writable.
   *
   * @param input a {@code Number}, a {@code String}, or null
   * @return a {@code Double}, NaN if the field is missing
   * @throws NumberFormatException if a text is neither a number nor missing
   */
  @Override
  public Object map(Object input) {
    return input instanceof Number number ? number.doubleValue() : number(String.valueOf(input));
  }

  static double number(Writable writable) {
    if (writable == null) {
      return Double.NaN;
    }
    return switch (writable.getType()) {
      case Null -> Double.NaN;
      case Text -> number(writable.toString());
      default -> writable.toDouble();
    };
  }

  private static double number(String text) {
    String token = text.strip();
    return MISSING.contains(token.toLowerCase(Locale.ROOT)) ? Double.NaN : Decimal.parse(token);
  }
}
