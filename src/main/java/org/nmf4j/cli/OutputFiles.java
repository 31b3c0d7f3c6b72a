package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks before a long fit whether its results can be written afterwards. */
final class OutputFiles {

  private OutputFiles() {}

  /**
   * Refuses files that can't be written.
   *
   * @param inputs files that are read, which may not be written to; null for one not given
   * @param force whether files that are there may be replaced
   * @param outputs files to write; those that are null are not asked for
   * @throws IllegalArgumentException naming the first and what is wrong with it
   */
  static void check(List<Path> inputs, boolean force, Path... outputs) {
    Set<Path> seen = new HashSet<>();
    Stream.of(outputs)
        .filter(Objects::nonNull)
        .map(output -> problem(inputs, force, output, seen))
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
  }

  private static Optional<String> problem(
      List<Path> inputs, boolean force, Path output, Set<Path> seen) {
    Path absolute = output.toAbsolutePath().normalize();
    if (!seen.add(absolute)) {
      return Optional.of(output + ": asked for twice");
    }
    if (inputs.stream().filter(Objects::nonNull).anyMatch(input -> isSameFile(input, absolute))) {
      return Optional.of(output + ": is read too");
    }
    if (Files.isDirectory(absolute)) {
      return Optional.of(output + ": is a directory");
    }
    if (!Files.isDirectory(absolute.getParent())) {
      return Optional.of(output + ": there is no directory " + absolute.getParent());
    }
    if (!Files.isWritable(absolute.getParent())) {
      return Optional.of(output + ": no permission to write in " + absolute.getParent());
    }
    if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
      return Optional.of(output + ": is not a regular file");
    }
    if (!force && Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(output + ": exists already (--force replaces it)");
    }
    return Optional.empty();
  }

  /** Also by another name, through a link. */
  private static boolean isSameFile(Path input, Path output) {
    try {
      return Files.isSameFile(input, output);
    } catch (IOException e) {
      return input.toAbsolutePath().normalize().equals(output);
    }
  }
}
