package org.nmf4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.nmf4j.internal.format.OneLine;
import picocli.CommandLine;

/**
 * Runs the commands of standard input one after the other, so that only the first waits for a JVM
 * to start: each a line, its words divided by tabs. Prints a line for each: "ran", exit code,
 * seconds and what the command said on standard error, divided by tabs.
 */
final class Commands {

  private Commands() {}

  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    NoTensorflowImport.use();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split("\t");
      StringWriter said = new StringWriter();
      CommandLine command =
          NmfCommand.commandLine(words)
              .setOut(new PrintWriter(new StringWriter()))
              .setErr(new PrintWriter(said));
      long started = System.nanoTime();
      int code = NmfCommand.run(command, words);
      double seconds = (System.nanoTime() - started) / 1e9;
      System.out.printf("ran\t%d\t%.4f\t%s%n", code, seconds, OneLine.of(said.toString().strip()));
    }
  }
}
