package org.nmf4j.dl4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Fisher's 150 flowers: four measurements, and one of three species. */
public final class Iris {

  static final Path FILE = Path.of("notebooks/data/iris.csv");

  private Iris() {}

  private static double[][] columns(int from, int to) {
    try {
      List<String> lines = Files.readAllLines(FILE);
      double[][] rows = new double[lines.size() - 1][to - from];
      for (int i = 0; i < rows.length; i++) {
        String[] fields = lines.get(i + 1).split(",");
        for (int j = from; j < to; j++) {
          rows[i][j - from] = Double.parseDouble(fields[j]);
        }
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static INDArray features() {
    return Nd4j.createFromArray(columns(0, 4));
  }

  /** The species, one-hot. */
  static INDArray labels() {
    double[][] species = columns(4, 5);
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, species.length, 3);
    for (int i = 0; i < species.length; i++) {
      labels.putScalar(i, (int) species[i][0], 1);
    }
    return labels;
  }

  /** The features, each hidden with a probability, in the order of golden/iris_imputation.py. */
  public static INDArray hidden(double part, long seed) {
    INDArray features = features();
    Random random = new Random(seed);
    for (int i = 0; i < features.rows(); i++) {
      for (int j = 0; j < features.columns(); j++) {
        if (random.nextDouble() < part) {
          features.putScalar(i, j, Double.NaN);
        }
      }
    }
    return features;
  }

  static DataSet dataSet(INDArray features) {
    return new DataSet(features, labels());
  }
}
