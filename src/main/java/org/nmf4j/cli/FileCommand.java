package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands have in common: options are checked before any file is read. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = NmfCommand.Version.class,
    abbreviateSynopsis = true,
    sortOptions = false)
abstract class FileCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  private Progress progress;

  /**
   * Looks whether the options make sense, together and with the files that are there.
   *
   * @throws IllegalArgumentException if they don't
   */
  void check() {}

  abstract void run() throws IOException;

  @Override
  public final Integer call() throws IOException {
    try {
      check();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    try (Progress ofCommand = new Progress(spec.commandLine().getErr())) {
      progress = ofCommand;
      run();
      out().flush();
    }
    return 0;
  }

  /** What is going on. */
  final Progress progress() {
    return progress;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return progress.err();
  }
}
