package org.nmf4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.data.ExampleRows;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * The features of a DL4J pipeline's examples as the rows of a matrix, for a fit.
 *
 * <pre>{@code
 * NmfModel model = Nmf.ofRank(2).fit(FeatureMatrix.of(iterator));
 * }</pre>
 *
 * An entry is missing where it is NaN, or where the features mask is 0, which has one number an
 * entry, a row or a row's step. Of sequences, examples × n × steps, each step is a row: that of
 * example i and step t is row {@code i · steps + t}.
 */
public final class FeatureMatrix {

  private FeatureMatrix() {}

  /**
   * The features of one data set.
   *
   * @param data with features of examples × n or examples × n × steps, of a floating-point type
   * @return rows × n, of the type of the features, or FLOAT where that is neither FLOAT nor DOUBLE;
   *     a copy
   * @throws IllegalArgumentException if there are no such features, a mask does not fit them, a
   *     number is infinite or above 1e100 in size, or nothing is observed
   * @throws NullPointerException if data is null
   */
  public static MaskedMatrix of(DataSet data) {
    Objects.requireNonNull(data, "data");
    return MaskedMatrix.of(ExampleRows.ofFeatures(data).toMatrix());
  }

  /**
   * The features of all batches, in their order.
   *
   * @param batches are reset before and after, if they can be
   * @return rows × n, as of {@link #of(DataSet)}
   * @throws IllegalArgumentException if there is no batch, one differs from the first in width or
   *     type, or as for {@link #of(DataSet)}
   * @throws NullPointerException if batches is null
   */
  public static MaskedMatrix of(DataSetIterator batches) {
    Objects.requireNonNull(batches, "batches");
    reset(batches);
    List<INDArray> parts = new ArrayList<>();
    while (batches.hasNext()) {
      ExampleRows rows = ExampleRows.ofFeatures(batches.next());
      INDArray part = rows.toMatrix();
      parts.add(part);
      rows.requireColumns(parts.get(0).columns());
      if (part.dataType() != parts.get(0).dataType()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "features must be of one type in all batches, got %s after %s",
                part.dataType(),
                parts.get(0).dataType()));
      }
    }
    reset(batches);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("iterator must have a batch, got none");
    }
    return MaskedMatrix.of(Nd4j.vstack(parts.toArray(INDArray[]::new)));
  }

  private static void reset(DataSetIterator batches) {
    if (batches.resetSupported()) {
      batches.reset();
    }
  }
}
