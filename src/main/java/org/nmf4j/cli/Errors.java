package org.nmf4j.cli;

import java.util.Locale;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * How far predictions are from entries.
 *
 * @param rmse root of the mean squared error
 * @param mae mean absolute error
 * @param n the number of entries
 */
record Errors(double rmse, double mae, long n) {

  /** Of a model, on the observed entries of a matrix of its shape. */
  static Errors of(NmfModel model, MaskedMatrix a) {
    return new Errors(model.rmse(a), model.mae(a), a.observed());
  }

  static Errors of(double[] predictions, double[] values) {
    double squares = 0;
    double sizes = 0;
    for (int i = 0; i < values.length; i++) {
      double error = predictions[i] - values[i];
      squares += error * error;
      sizes += Math.abs(error);
    }
    return new Errors(Math.sqrt(squares / values.length), sizes / values.length, values.length);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "rmse=%.9g mae=%.9g n=%d", rmse, mae, n);
  }
}
