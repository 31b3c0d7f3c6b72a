package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks before a long fit whether its results can be written afterwards. */
final class OutputFiles {

  /** Endings of names from which anybody would expect a certain format. */
  private static final List<String> FORMATS =
      List.of(".csv", ".tsv", ".npy", ".npz", ".mtx", ".json", ".xlsx", ".gz");

  /** What {@link org.nmf4j.io.MatrixFiles} writes. */
  static final String[] MATRIX = {".csv", ".tsv", ".npy", ".gz"};

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

  /**
   * Refuses a file whose name promises another format than it will have.
   *
   * @param output the file to write; null if it is not asked for
   * @param written endings of names in the formats that it can have
   * @throws IllegalArgumentException naming the file and the endings
   */
  static void requireFormat(Path output, String... written) {
    String name = output == null ? "" : output.toString().toLowerCase(Locale.ROOT);
    if (Stream.of(written).noneMatch(name::endsWith)) {
      FORMATS.stream()
          .filter(name::endsWith)
          .findFirst()
          .ifPresent(
              promised -> {
                throw new IllegalArgumentException(
                    "%s: is written as %s, not as %s"
                        .formatted(output, String.join(", ", written), promised));
              });
    }
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
    Path directory = directory(absolute);
    if (!Files.isDirectory(directory)) {
      return Optional.of(output + ": there is no directory " + directory);
    }
    if (!Files.isWritable(directory)) {
      return Optional.of(output + ": no permission to write in " + directory);
    }
    if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
      return Optional.of(output + ": is not a regular file");
    }
    if (!force && Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(output + ": exists already (--force replaces it)");
    }
    return Optional.empty();
  }

  /** Where a file is written: where a link points to, not where it is. */
  private static Path directory(Path output) {
    try {
      return output.toRealPath().getParent();
    } catch (IOException e) {
      return output.getParent();
    }
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
