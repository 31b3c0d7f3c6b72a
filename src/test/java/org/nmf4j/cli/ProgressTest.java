package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProgressTest {

  private final StringWriter text = new StringWriter();

  @Test
  void saysOnATerminalWhatGoesOnUntilThereIsSomethingElse() throws InterruptedException {
    try (Progress progress = new Progress(new PrintWriter(text), true)) {
      progress.begin("reading a.csv");
      while (!text.toString().contains("reading a.csv, 1 s")) {
        Thread.sleep(10);
      }
      progress.err().println("a.csv: 3×4");
      assertThat(text.toString())
          .endsWith("\r\u001b[Ka.csv: 3×4" + System.lineSeparator())
          .doesNotContain("\n\r");
      while (!text.toString().endsWith(" s")) {
        Thread.sleep(10);
      }
    }
    assertThat(text.toString()).endsWith("\r\u001b[K");
  }

  @Test
  void saysNothingOfWhatIsDoneAtOnce() {
    try (Progress progress = new Progress(new PrintWriter(text), true)) {
      progress.begin("reading a.csv");
      progress.err().println("read");
    }
    assertThat(text).hasToString("read" + System.lineSeparator());
  }
}
