package org.nmf4j.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.dl4j.NmfImputer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Imputation of a batch of 128 examples × 200 features at rank 16, on the thread that calls. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ImputerBenchmark {

  /** The part of the features that is missing. */
  @Param({"0.1", "0.25", "0.5"})
  public double missing;

  private NmfImputer imputer;
  private INDArray holes;
  private DataSet batch;

  @Setup
  public void prepare() {
    INDArray training = matrix(2_000, 1);
    imputer = new NmfImputer(16, 5, 0);
    imputer.fit(new DataSet(training, training));
    holes = matrix(128, 2);
    batch = new DataSet(holes.dup(), null);
  }

  /** Of rank 16, with noise and holes. */
  private INDArray matrix(int rows, long seed) {
    Random random = new Random(3);
    float[][] h = new float[16][200];
    for (float[] row : h) {
      for (int j = 0; j < row.length; j++) {
        row[j] = random.nextFloat();
      }
    }
    random = new Random(seed);
    float[][] a = new float[rows][200];
    for (float[] row : a) {
      for (float[] component : h) {
        float w = random.nextFloat();
        for (int j = 0; j < row.length; j++) {
          row[j] += w * component[j];
        }
      }
      for (int j = 0; j < row.length; j++) {
        row[j] =
            random.nextDouble() < missing
                ? Float.NaN
                : row[j] * (0.95f + 0.1f * random.nextFloat());
      }
    }
    return Nd4j.createFromArray(a).castTo(DataType.FLOAT);
  }

  @Benchmark
  public INDArray preProcess() {
    batch.getFeatures().assign(holes);
    imputer.preProcess(batch);
    return batch.getFeatures();
  }
}
