package org.nmf4j.bench;

import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.solver.Factors;

/** The problem of all dense benchmarks: a product of uniform factors, one entry in ten missing. */
final class DenseProblem {

  private DenseProblem() {}

  static DenseMatrix matrix(DataType type, int rows, int columns, int rank) {
    INDArray a = uniform(type, rows, rank, 1).mmul(uniform(type, rank, columns, 2));
    INDArray mask = uniform(type, rows, columns, 3).lt(0.9);
    return MaskedMatrix.of(a, mask);
  }

  static Factors factors(DataType type, int rows, int columns, int rank) {
    return new Factors(uniform(type, rows, rank, 4), uniform(type, rank, columns, 5));
  }

  private static INDArray uniform(DataType type, int rows, int columns, long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[rows * columns];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextFloat();
    }
    return Nd4j.createFromArray(numbers).castTo(type).reshape(rows, columns).dup('c');
  }
}
