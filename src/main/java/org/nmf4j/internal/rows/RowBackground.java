package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.nmf4j.objective.Loss;

/**
 * What a row's entries that are not listed add to its loss, {@code Σ ω·ℓ(x·y, v)} with ℓ a parabola
 * of the prediction: with sums over all rows of Y less those that are listed, or missing.
 */
final class RowBackground {

  private final int rank;
  private Loss.Parabola ofEntry;
  private double weight;

  /** {@code Σ ω·y}. */
  private final double[] sum;

  /** {@code Σ ω·y·yᵀ}, if the loss has a square. */
  private double[] gram;

  private boolean isSquare;

  RowBackground(int rank) {
    this.rank = rank;
    sum = new double[rank];
  }

  /** Goes over to a row's entries. */
  void set(RowEntries entries, KeptFactor y, Loss.Pointwise loss) {
    weight = 0;
    isSquare = false;
    if (entries.others.isMissing()) {
      return;
    }
    ofEntry = loss.parabola(entries.others.value()).orElseThrow();
    isSquare = ofEntry.square() != 0;
    double ofOne = entries.others.weight();
    weight = ofOne * (y.count() - entries.count - entries.missing.length);
    for (int c = 0; c < rank; c++) {
      sum[c] = ofOne * y.sums()[c];
    }
    for (int place : entries.missing) {
      y.rows().addRowTo(sum, place, -ofOne);
    }
    for (int entry = 0; entry < entries.count; entry++) {
      y.rows().addRowTo(sum, entries.places[entry], -ofOne);
    }
    if (isSquare) {
      setGram(entries, y, ofOne);
      return;
    }
    // Of a linear loss predictions are not negative: what is, is rounding.
    for (int c = 0; c < rank; c++) {
      sum[c] = Math.max(sum[c], 0);
    }
  }

  private void setGram(RowEntries entries, KeptFactor y, double ofOne) {
    gram = y.gram().clone();
    for (int i = 0; i < gram.length; i++) {
      gram[i] *= ofOne;
    }
    GramSum others = new GramSum(y.rows(), gram);
    for (int place : entries.missing) {
      others.add(place, -ofOne);
    }
    for (int entry = 0; entry < entries.count; entry++) {
      others.add(entries.places[entry], -ofOne);
    }
    others.finish();
  }

  /** {@code Σ ω}. */
  double weight() {
    return weight;
  }

  /** {@code Σ ω·x·y}. */
  double predictions(double[] x) {
    return weight == 0 ? 0 : dot(sum, 0, x);
  }

  double loss(double[] x) {
    if (weight == 0) {
      return 0;
    }
    double squares = isSquare ? product(x, x) : 0;
    return ofEntry.constant() * weight
        + ofEntry.slope() * predictions(x)
        + ofEntry.square() * squares;
  }

  /** Sets the gradient of the loss by x. */
  void gradient(double[] x, double[] into) {
    Arrays.fill(into, 0);
    for (int c = 0; c < rank && weight != 0; c++) {
      into[c] = ofEntry.slope() * sum[c];
      into[c] += isSquare ? 2 * ofEntry.square() * dot(gram, c * rank, x) : 0;
    }
  }

  /** Sets the second derivatives of the loss by x. */
  void curvatures(double[] into) {
    Arrays.fill(into, 0);
    for (int i = 0; i < into.length && isSquare; i++) {
      into[i] = 2 * ofEntry.square() * gram[i];
    }
  }

  /** The slope of the loss by part at {@code x + part·direction}. */
  double slope(double[] x, double[] direction, double part) {
    if (weight == 0) {
      return 0;
    }
    return ofEntry.slope() * dot(sum, 0, direction)
        + (isSquare ? 2 * ofEntry.square() * product(x, direction) : 0)
        + part * curvature(direction);
  }

  /** The second derivative of the loss by part. */
  double curvature(double[] direction) {
    return isSquare ? 2 * ofEntry.square() * product(direction, direction) : 0;
  }

  private double product(double[] left, double[] right) {
    double product = 0;
    for (int c = 0; c < rank; c++) {
      product += left[c] * dot(gram, c * rank, right);
    }
    return product;
  }

  private double dot(double[] numbers, int from, double[] x) {
    double dot = 0;
    for (int c = 0; c < rank; c++) {
      dot += numbers[from + c] * x[c];
    }
    return dot;
  }
}
