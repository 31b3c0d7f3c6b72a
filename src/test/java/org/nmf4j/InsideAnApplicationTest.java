package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.objective.Losses;

/** A fit leaves no trace in the process, and many at once don't disturb each other. */
class InsideAnApplicationTest {

  private static final int THREADS = 8;
  private static final int FITS = 50;

  private static INDArray fit(int seed) {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 10 + seed % 7, 8, 2, 0.2, seed);
    return Nmf.ofRank(2)
        .loss(seed % 2 == 0 ? Losses.rmse() : Losses.huber(0.1))
        .threads(1 + seed % 2)
        .iterations(20)
        .seed(seed)
        .fit(a)
        .reconstruct();
  }

  @Test
  void fitsAtOnceGiveTheBitsOfFitsOneByOne() throws Exception {
    List<double[]> expected = new ArrayList<>();
    for (int seed = 0; seed < FITS; seed++) {
      expected.add(fit(seed).data().asDouble());
    }
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<List<double[]>>> all = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        all.add(
            pool.submit(
                () -> {
                  List<double[]> found = new ArrayList<>();
                  for (int seed = 0; seed < FITS; seed++) {
                    found.add(fit(seed).data().asDouble());
                  }
                  return found;
                }));
      }
      for (Future<List<double[]>> found : all) {
        assertThat(found.get().toArray(double[][]::new))
            .isDeepEqualTo(expected.toArray(double[][]::new));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void settingsOfTheProcessAreAsBefore() {
    Environment environment = Nd4j.getEnvironment();
    List<Object> before = settings(environment);
    fit(3);
    assertThat(settings(environment)).isEqualTo(before);
  }

  private static List<Object> settings(Environment environment) {
    return List.of(
        openblas_nolapack.blas_get_num_threads(),
        environment.maxThreads(),
        environment.maxMasterThreads(),
        Nd4j.dataType(),
        Nd4j.defaultFloatingPointType(),
        Nd4j.getRandom().getSeed());
  }

  @Test
  void nothingIsPrinted() {
    PrintStream original = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      fit(4);
      fit(5);
      System.out.print("the user's own");
    } finally {
      System.setOut(original);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("the user's own");
  }
}
