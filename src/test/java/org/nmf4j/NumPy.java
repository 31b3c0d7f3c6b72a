package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Python with NumPy, where it is installed: a test that needs it is skipped elsewhere. */
final class NumPy {

  private NumPy() {}

  /** What a script prints about a file, which is its only argument. */
  static String print(String script, Path file) throws IOException, InterruptedException {
    assumeTrue(isInstalled(), "python3 with numpy is not installed");
    Process python = start(script, file.toString());
    String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).as(printed).isZero();
    return printed;
  }

  private static boolean isInstalled() throws InterruptedException {
    try {
      Process python = start("import numpy", "");
      python.getInputStream().readAllBytes();
      return python.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Process start(String script, String argument) throws IOException {
    return new ProcessBuilder(List.of("python3", "-c", script, argument))
        .redirectErrorStream(true)
        .start();
  }
}
