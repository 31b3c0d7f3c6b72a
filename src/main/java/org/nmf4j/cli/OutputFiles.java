package org.nmf4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks before a long fit whether its results can be written afterwards. */
final class OutputFiles {

  private OutputFiles() {}

  /**
   * The first problem that there is with files to write, if any.
   *
   * @param input a file that is read, which may not be written to
   * @param force whether files that are there may be replaced
   * @param outputs files to write; those that are null are not asked for
   */
  static Optional<String> problem(Path input, boolean force, Path... outputs) {
    Set<Path> seen = new HashSet<>();
    return Stream.of(outputs)
        .filter(output -> output != null)
        .map(output -> problem(input, force, output, seen))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> problem(Path input, boolean force, Path output, Set<Path> seen) {
    Path absolute = output.toAbsolutePath().normalize();
    if (!seen.add(absolute)) {
      return Optional.of(output + ": asked for twice");
    }
    if (input != null && absolute.equals(input.toAbsolutePath().normalize())) {
      return Optional.of(output + ": is the input");
    }
    if (Files.isDirectory(absolute)) {
      return Optional.of(output + ": is a directory");
    }
    if (!Files.isDirectory(absolute.getParent())) {
      return Optional.of(output + ": there is no directory " + absolute.getParent());
    }
    if (!force && Files.exists(absolute)) {
      return Optional.of(output + ": exists already (--force replaces it)");
    }
    return Optional.empty();
  }
}
