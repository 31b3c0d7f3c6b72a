package org.nmf4j.matrix;

import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.HeapMatrix;

/**
 * Implicit feedback: how often somebody has clicked, bought or listened says how sure it is that
 * they like something, and what they haven't touched is a weak "no". Numbers r ≥ 0 become
 * preferences, 1 for r > 0 and 0 for r = 0, which count the more the larger r is, over zeros of
 * weight 1 (Hu, Koren and Volinsky 2008, doi:10.1109/ICDM.2008.22). Immutable.
 *
 * <pre>{@code
 * NmfModel model = Nmf.ofRank(64).fit(Implicit.confidence(40).of(clicks));
 * }</pre>
 */
public final class Implicit {

  private final DoubleUnaryOperator weight;
  private final String words;

  private Implicit(DoubleUnaryOperator weight, String words) {
    this.weight = weight;
    this.words = words;
  }

  /**
   * Weights that grow with r.
   *
   * @param alpha α ≥ 0, such as 40
   * @return weights {@code 1 + α·r}
   * @throws IllegalArgumentException if α is negative or not finite
   */
  public static Implicit confidence(double alpha) {
    requireAlpha(alpha);
    return new Implicit(r -> 1 + alpha * r, "1 + " + alpha + "·r");
  }

  /**
   * Weights that grow with the logarithm of r, where some numbers are much larger than others.
   *
   * @param alpha α ≥ 0
   * @param epsilon ε > 0: the size of r up to which weights grow in proportion
   * @return weights {@code 1 + α·log(1 + r/ε)}
   * @throws IllegalArgumentException if a number is out of range
   */
  public static Implicit logConfidence(double alpha, double epsilon) {
    requireAlpha(alpha);
    if (!(epsilon > 0 && epsilon <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("epsilon must be finite and > 0, got " + epsilon);
    }
    return new Implicit(
        r -> 1 + alpha * Math.log1p(r / epsilon), "1 + " + alpha + "·log(1 + r/" + epsilon + ")");
  }

  private static void requireAlpha(double alpha) {
    if (!(alpha >= 0 && alpha <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("alpha must be finite and ≥ 0, got " + alpha);
    }
  }

  /**
   * The preferences in a matrix of clicks.
   *
   * @param clicks m×n, r ≥ 0; where it has weights, they multiply those of the preferences
   * @return the preferences, over the background of the clicks if they have one, else over zeros;
   *     dense or sparse as the clicks are, with their names
   * @throws IllegalArgumentException if a number is negative, or a weight is too large
   */
  public MaskedMatrix of(MaskedMatrix clicks) {
    Objects.requireNonNull(clicks, "clicks");
    if (clicks.background().value() != 0) {
      throw new IllegalArgumentException(
          "what is not listed of implicit feedback must be zeros, got " + clicks.background());
    }
    Background background =
        clicks.background().isMissing() ? Background.zeros() : clicks.background();
    return clicks
        .<MaskedMatrix>choose(this::ofDense, this::ofSparse)
        .withLabels(clicks.rowLabels(), clicks.columnLabels())
        .background(background);
  }

  private MaskedMatrix ofSparse(SparseMatrix clicks) {
    SparseBuilder preferences = MaskedMatrix.sparse(clicks.dataType()).keepingTimes();
    clicks
        .byRows()
        .forEach(
            (row, column, r, given, time) ->
                preferences.add(row, column, preference(row, column, r), given * weight(r), time));
    return preferences.build(clicks.rows(), clicks.columns());
  }

  private MaskedMatrix ofDense(DenseMatrix clicks) {
    INDArray preferences = clicks.toArray();
    HeapMatrix weights = new HeapMatrix(clicks.dataType(), clicks.rows(), clicks.columns());
    HeapMatrix values = HeapMatrix.of(preferences);
    clicks.forEachObserved(
        (row, column, r, given) -> {
          values.set(row, column, preference(row, column, r));
          weights.set(row, column, given * weight(r));
        });
    return MaskedMatrix.weighted(values.toArray(), weights.toArray());
  }

  static double preference(int row, int column, double r) {
    if (!(r >= 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "implicit feedback must be ≥ 0, got %s at (%d, %d)", r, row, column));
    }
    return r > 0 ? 1 : 0;
  }

  double weight(double r) {
    return weight.applyAsDouble(r);
  }

  /** {@return the formula of the weights, for people} */
  @Override
  public String toString() {
    return "preferences of weight " + words;
  }
}
