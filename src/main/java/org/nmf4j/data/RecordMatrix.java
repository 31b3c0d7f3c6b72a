package org.nmf4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.records.reader.SequenceRecordReader;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * DataVec's records as the rows of a matrix, for a fit.
 *
 * <pre>{@code
 * MaskedMatrix.Split parts = RecordMatrix.read(reader).split(0.2, 0);
 * }</pre>
 */
public final class RecordMatrix {

  private RecordMatrix() {}

  /**
   * Reads all records of a reader. Each field is an entry, which is missing where {@link
   * MissingToNaN} says so; a field that is an array is as many entries as it has numbers, in c
   * order. A label is an entry like others: a {@code TransformProcess} with {@code removeColumns}
   * takes out what is to be none.
   *
   * @param reader of single records; reset before and after, if it can be
   * @return m×n, DOUBLE, for m records of n entries
   * @throws IllegalArgumentException if the reader is one of sequences, or has no record, if a
   *     field is neither a number nor missing, or infinite, if records differ in length, or nothing
   *     is observed
   * @throws NullPointerException if the reader is null
   */
  public static DenseMatrix read(RecordReader reader) {
    Objects.requireNonNull(reader, "reader");
    if (reader instanceof SequenceRecordReader) {
      throw new IllegalArgumentException(
          "reader must give single records, got the reader of sequences "
              + reader.getClass().getSimpleName());
    }
    reset(reader);
    List<double[]> rows = new ArrayList<>();
    while (reader.hasNext()) {
      double[] row = numbers(reader.next(), rows.size());
      if (!rows.isEmpty() && row.length != rows.get(0).length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "record %d must have %d numbers as the first, got %d",
                rows.size(),
                rows.get(0).length,
                row.length));
      }
      rows.add(row);
    }
    reset(reader);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("reader must have a record, got none");
    }
    return MaskedMatrix.of(Nd4j.createFromArray(rows.toArray(double[][]::new)));
  }

  private static void reset(RecordReader reader) {
    if (reader.resetSupported()) {
      reader.reset();
    }
  }

  private static double[] numbers(List<Writable> fields, int record) {
    DoubleStream.Builder numbers = DoubleStream.builder();
    for (int j = 0; j < fields.size(); j++) {
      if (fields.get(j) instanceof NDArrayWritable array) {
        DoubleStream.of(array.get().castTo(DataType.DOUBLE).dup('c').data().asDouble())
            .forEach(numbers);
      } else {
        numbers.add(number(fields.get(j), record, j));
      }
    }
    return numbers.build().toArray();
  }

  private static double number(Writable field, int record, int place) {
    try {
      return MissingToNaN.number(field);
    } catch (NumberFormatException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "record %d, field %d must be a number or missing, got \"%s\"",
              record,
              place,
              field));
    }
  }
}
