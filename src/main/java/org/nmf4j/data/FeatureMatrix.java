package org.nmf4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;

/** The features of a pipeline's examples as the rows of a matrix, gathered batch by batch. */
public final class FeatureMatrix {

  private final List<INDArray> features = new ArrayList<>();
  private final List<INDArray> masks = new ArrayList<>();

  private FeatureMatrix() {}

  public static MaskedMatrix of(DataSet data) {
    FeatureMatrix matrix = new FeatureMatrix();
    matrix.add(data);
    return matrix.build();
  }

  public static MaskedMatrix of(DataSetIterator batches) {
    FeatureMatrix matrix = new FeatureMatrix();
    if (batches.resetSupported()) {
      batches.reset();
    }
    while (batches.hasNext()) {
      matrix.add(batches.next());
    }
    if (batches.resetSupported()) {
      batches.reset();
    }
    if (matrix.features.isEmpty()) {
      throw new IllegalArgumentException("iterator must have a batch, got none");
    }
    return matrix.build();
  }

  private void add(DataSet data) {
    INDArray rows = data.getFeatures();
    INDArray mask = data.getFeaturesMaskArray();
    if (rows == null || rows.rank() != 2 || !isLikeTheFirst(rows)) {
      throw new IllegalArgumentException(
          "features must be of rank 2, and the same width and type in each batch, got "
              + (rows == null ? "none" : rows.dataType() + " " + Arrays.toString(rows.shape())));
    }
    if (mask != null && !isFor(rows, mask)) {
      throw new IllegalArgumentException(
          "features mask must have one number an entry or a row, got %s for %s"
              .formatted(Arrays.toString(mask.shape()), Arrays.toString(rows.shape())));
    }
    features.add(rows.dup('c').detach());
    masks.add(
        mask == null
            ? Nd4j.onesLike(rows)
            : (mask.rank() == 1 ? mask.reshape(mask.length(), 1) : mask)
                .castTo(rows.dataType())
                .broadcast(rows.shape())
                .dup('c')
                .detach());
  }

  private boolean isLikeTheFirst(INDArray rows) {
    return features.isEmpty()
        || rows.columns() == features.get(0).columns()
            && rows.dataType() == features.get(0).dataType();
  }

  private static boolean isFor(INDArray rows, INDArray mask) {
    return mask.size(0) == rows.rows() && (mask.length() == rows.rows() || mask.equalShapes(rows));
  }

  private MaskedMatrix build() {
    return MaskedMatrix.of(
        Nd4j.vstack(features.toArray(INDArray[]::new)),
        Nd4j.vstack(masks.toArray(INDArray[]::new)));
  }
}
