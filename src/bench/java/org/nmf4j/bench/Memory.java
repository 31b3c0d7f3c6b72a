package org.nmf4j.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.Nmf;

/**
 * Measures resident memory, on Linux. Arguments: {@code bare} prints the peak of a JVM that has
 * fitted a 4×3 matrix, in MB; {@code large} that of one that has fitted 6000×4000 in single
 * precision; {@code steps} prints the resident memory after 1,000 and after 100,000 steps.
 */
public final class Memory {

  private Memory() {}

  public static void main(String[] args) throws IOException {
    switch (args[0]) {
      case "bare" -> {
        Nmf.ofRank(2).iterations(5).fit(small());
        System.out.println(megabytes("VmHWM"));
      }
      case "large" -> {
        INDArray a = Nd4j.create(DataType.FLOAT, 6000, 4000);
        for (int i = 0; i < 6000; i++) {
          for (int j = 0; j < 4000; j++) {
            a.putScalar(i, j, (i * 31 + j * 17) % 10 == 0 ? Float.NaN : (i * 7 + j * 13) % 101);
          }
        }
        Nmf.ofRank(20).updater(new Sgd(0.01)).iterations(20).fit(a);
        System.out.println(megabytes("VmHWM"));
      }
      default -> {
        String[] after = new String[2];
        Nmf.ofRank(2)
            .updater(new Sgd(0.01))
            .iterations(100_001)
            .listener(
                progress -> {
                  if (progress.iteration() == 1_000) {
                    after[0] = megabytes("VmRSS");
                  }
                  if (progress.iteration() == 100_000) {
                    after[1] = megabytes("VmRSS");
                  }
                })
            .fit(small());
        System.out.println(after[0] + " " + after[1]);
      }
    }
  }

  private static INDArray small() {
    return Nd4j.createFromArray(
        new double[][] {{Double.NaN, 4, 5}, {4, 4, 5}, {5, 3, 4}, {2, 3, 3}});
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
