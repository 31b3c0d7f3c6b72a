package org.nmf4j.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.writable.Writable;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * DataVec's records as the rows of a matrix.
 *
 * <pre>{@code
 * NmfModel model = Nmf.ofRank(3).fit(RecordMatrix.read(reader));
 * }</pre>
 */
public final class RecordMatrix {

  private RecordMatrix() {}

  /**
   * Reads all records that a reader has left. Each field is an entry; it is missing where {@link
   * MissingToNaN} says so.
   *
   * @return a DOUBLE matrix
   * @throws IllegalArgumentException if a field is neither a number nor missing, or infinite, if
   *     records differ in length, or nothing is observed
   */
  public static DenseMatrix read(RecordReader reader) {
    List<double[]> rows = new ArrayList<>();
    while (reader.hasNext()) {
      double[] row = numbers(reader.next(), rows.size());
      if (!rows.isEmpty() && row.length != rows.get(0).length) {
        throw new IllegalArgumentException(
            "record %d must have %d fields as the first, got %d"
                .formatted(rows.size(), rows.get(0).length, row.length));
      }
      rows.add(row);
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("reader must have a record left, got none");
    }
    return MaskedMatrix.of(Nd4j.createFromArray(rows.toArray(double[][]::new)));
  }

  private static double[] numbers(List<Writable> fields, int record) {
    double[] numbers = new double[fields.size()];
    for (int j = 0; j < numbers.length; j++) {
      try {
        numbers[j] = MissingToNaN.number(fields.get(j));
      } catch (NumberFormatException | UnsupportedOperationException e) {
        throw new IllegalArgumentException(
            "record %d, field %d must be a number or missing, got \"%s\""
                .formatted(record, j, fields.get(j)));
      }
    }
    return numbers;
  }
}
