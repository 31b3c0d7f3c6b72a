package org.nmf4j.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.MaskedMatrix;

/** Ratings that the fit doesn't see, each with its place in the matrix that is fitted to. */
final class HeldOutRatings {

  private static final int UNSEEN = -1;

  private final int[] rows;
  private final int[] columns;
  private final double[] ratings;
  private final double mean;
  private double smallest = Double.POSITIVE_INFINITY;
  private double largest = Double.NEGATIVE_INFINITY;
  private int count;

  /** Of two matrices whose rows and columns are told apart by their labels. */
  HeldOutRatings(MaskedMatrix train, MaskedMatrix test) {
    rows = new int[Math.toIntExact(test.observed())];
    columns = new int[rows.length];
    ratings = new double[rows.length];
    mean = train.mean();
    Map<String, Integer> rowNumbers = numbers(train.rowLabels());
    Map<String, Integer> columnNumbers = numbers(train.columnLabels());
    test.forEachObserved(
        (row, column, rating, weight) -> {
          rows[count] = rowNumbers.getOrDefault(test.rowLabels().get(row), UNSEEN);
          columns[count] = columnNumbers.getOrDefault(test.columnLabels().get(column), UNSEEN);
          ratings[count++] = rating;
        });
    train.forEachObserved(
        (row, column, rating, weight) -> {
          smallest = Math.min(smallest, rating);
          largest = Math.max(largest, rating);
        });
  }

  private static Map<String, Integer> numbers(List<String> labels) {
    Map<String, Integer> numbers = new HashMap<>();
    labels.forEach(label -> numbers.put(label, numbers.size()));
    return numbers;
  }

  /**
   * The RMSE of {@code centre + W·H}, clipped to the range of the ratings fitted to; their mean
   * stands for a row or column that the fit doesn't know.
   */
  double rmse(INDArray w, INDArray h, double centre) {
    float[] rowFactors = w.data().asFloat();
    float[] columnFactors = h.transpose().dup('c').data().asFloat();
    int rank = w.columns();
    double sum = 0;
    for (int i = 0; i < ratings.length; i++) {
      double prediction = mean;
      if (rows[i] != UNSEEN && columns[i] != UNSEEN) {
        prediction = centre;
        for (int c = 0; c < rank; c++) {
          prediction += rowFactors[rows[i] * rank + c] * columnFactors[columns[i] * rank + c];
        }
      }
      double error = Math.min(Math.max(prediction, smallest), largest) - ratings[i];
      sum += error * error;
    }
    return Math.sqrt(sum / ratings.length);
  }
}
