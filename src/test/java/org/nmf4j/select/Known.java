package org.nmf4j.select;

import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Matrices whose rank is known. */
final class Known {

  private Known() {}

  /**
   * A product of factors of exponential numbers, with normal noise.
   *
   * @param missing the part that is NaN
   * @param noise its standard deviation, of the product's root mean square
   */
  static INDArray matrix(int m, int n, int rank, double missing, double noise, long seed) {
    Random random = new Random(seed);
    INDArray product = exponential(m, rank, random).mmul(exponential(rank, n, random));
    double size = product.norm2Number().doubleValue() / Math.sqrt(product.length());
    double[][] a = product.toDoubleMatrix();
    for (double[] row : a) {
      for (int j = 0; j < n; j++) {
        row[j] = Math.max(row[j] + noise * size * random.nextGaussian(), 0);
        row[j] = random.nextDouble() < missing ? Double.NaN : row[j];
      }
    }
    return Nd4j.create(a);
  }

  private static INDArray exponential(int rows, int columns, Random random) {
    double[][] numbers = new double[rows][columns];
    for (double[] row : numbers) {
      for (int j = 0; j < columns; j++) {
        row[j] = -Math.log(1 - random.nextDouble());
      }
    }
    return Nd4j.create(numbers);
  }
}
