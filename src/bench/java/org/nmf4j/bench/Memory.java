package org.nmf4j.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.Nmf;
import org.nmf4j.dl4j.NmfImputer;

/**
 * Measures resident memory in MB, on Linux. The first argument says what is run:
 *
 * <ul>
 *   <li>{@code bare}: a fit of a 4×3 matrix; prints the peak
 *   <li>{@code large}: a fit of 6000×4000 in single precision, whose A alone takes 91.6 MB; prints
 *       the peak
 *   <li>{@code steps} rows columns: 100,000 steps; prints what is resident after 1,000 and after
 *       100,000 of them
 *   <li>{@code ratings} file rank λ: reads ratings and fits 5 iterations; prints the peak
 *   <li>{@code batches}: 12,000 imputed batches of 128×201; prints what is resident after 2,000 and
 *       after 12,000 of them
 * </ul>
 *
 * The JVM fills its young generation before it collects anything: with {@code -Xmx1g -Xmn16m} the
 * figures show what is kept rather than that.
 */
public final class Memory {

  private Memory() {}

  public static void main(String[] args) throws IOException {
    switch (args[0]) {
      case "bare" -> {
        Nmf.ofRank(2).updater(new Sgd(0.01)).iterations(5).fit(matrix(DataType.FLOAT, 4, 3));
        System.out.println(megabytes("VmHWM"));
      }
      case "large" -> {
        INDArray a = matrix(DataType.FLOAT, 6000, 4000);
        Nmf.ofRank(20).updater(new Sgd(0.01)).iterations(20).fit(a);
        System.out.println(megabytes("VmHWM"));
      }
      case "steps" -> steps(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      case "ratings" -> {
        Nmf nmf = RatingsFit.specification(Integer.parseInt(args[2]), Double.parseDouble(args[3]));
        nmf.iterations(5).fit(RatingsFit.read(args[1]));
        System.out.println(megabytes("VmHWM"));
      }
      case "batches" -> batches();
      default ->
          throw new IllegalArgumentException(
              "bare, large, steps, ratings or batches, not " + args[0]);
    }
  }

  private static void batches() {
    INDArray holes = matrix(DataType.FLOAT, 128, 201);
    NmfImputer imputer = new NmfImputer(16, 2, 0);
    imputer.fit(new DataSet(holes, holes));
    for (int i = 1; i <= 12_000; i++) {
      imputer.preProcess(new DataSet(holes.dup(), null));
      if (i == 2_000 || i == 12_000) {
        System.out.println(megabytes("VmRSS"));
      }
    }
  }

  private static void steps(int rows, int columns) {
    Nmf.ofRank(2)
        .updater(new Sgd(0.01))
        .iterations(100_000)
        .listener(
            progress -> {
              if (progress.iteration() == 1_000 || progress.iteration() == 100_000) {
                System.out.println(megabytes("VmRSS"));
              }
            })
        .fit(matrix(DataType.DOUBLE, rows, columns));
  }

  /** A matrix with one entry in ten missing, filled in place: nothing else is allocated. */
  private static INDArray matrix(DataType type, int rows, int columns) {
    INDArray a = Nd4j.createUninitialized(type, rows, columns);
    for (long i = 0; i < a.length(); i++) {
      a.data().put(i, i % 10 == 0 ? Double.NaN : i * 7 % 101);
    }
    return a;
  }

  private static String megabytes(String key) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(key + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .mapToObj(kilobytes -> String.format(Locale.ROOT, "%.1f", kilobytes / 1024.0))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
