package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs several commands in one JVM, so that the build can archive the classes of them all. */
final class Rehearsal {

  private Rehearsal() {}

  /** Runs the commands of a file, one a line. */
  public static void main(String[] args) throws IOException {
    NoTensorflowImport.use();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] words = line.split(" ");
      int code = NmfCommand.run(NmfCommand.commandLine(words), words);
      if (code != 0) {
        System.exit(code);
      }
    }
    System.exit(0);
  }
}
