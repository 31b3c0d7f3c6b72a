package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class NmfCommandTest {

  @Test
  void failsWhereItsResultsCanNotBePrinted() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    StringWriter err = new StringWriter();
    CommandLine command =
        NmfCommand.commandLine().setOut(new PrintWriter(full)).setErr(new PrintWriter(err));
    assertThat(NmfCommand.run(command, "--version")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines("nmf4j: cannot write to standard output\n");
  }
}
