package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.OneLine;
import org.nmf4j.internal.format.WholeFile;
import org.nmf4j.io.MatrixFile;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.plot.Plot;
import picocli.CommandLine.Option;

/** Looks before a long fit whether its results can be written afterwards. */
final class OutputFiles {

  /** Endings of names from which anybody would expect a certain format. */
  private static final List<String> FORMATS =
      List.of(
          ".csv", ".tsv", ".npy", ".npz", ".mtx", ".json", ".xlsx", ".gz", ".png", ".svg", ".pdf");

  /** What {@link org.nmf4j.io.MatrixFiles} writes. */
  static final String[] MATRIX = {".csv", ".tsv", ".npy", ".gz"};

  @Option(
      names = "--force",
      description = "Replace output files that are there (default: ${DEFAULT-VALUE}).")
  private boolean force;

  boolean mayReplace() {
    return force;
  }

  /** Whether a file, which may be null, stands for standard output. */
  static boolean isStandard(Path output) {
    return output != null && output.toString().equals("-");
  }

  /** Writes text, into a file whole or not at all. */
  void write(Path output, PrintWriter standard, WholeFile.Content content) throws IOException {
    if (isStandard(output)) {
      TextStream stream = new TextStream(standard);
      content.writeTo(stream);
      stream.flush();
    } else {
      WholeFile.write(output, force, content);
    }
  }

  /** Writes a model; standard output then takes bytes, which the commands' writer doesn't. */
  void write(Path output, NmfModel model) throws IOException {
    if (isStandard(output)) {
      model.save(System.out);
      if (System.out.checkError()) {
        throw new IOException("cannot write to standard output");
      }
    } else {
      model.save(output);
    }
  }

  /** Writes a picture, on standard output as PNG. */
  void write(Path output, Plot plot) throws IOException {
    if (isStandard(output)) {
      System.out.write(plot.png());
      if (System.out.checkError()) {
        throw new IOException("cannot write to standard output");
      }
    } else {
      plot.save(output);
    }
  }

  /** Writes a matrix that was read with its missing entries filled in. */
  void write(Path output, PrintWriter standard, MatrixFile read, INDArray completed)
      throws IOException {
    if (isStandard(output)) {
      write(output, standard, out -> read.writeCompleted(out, completed));
    } else {
      read.writeCompleted(output, completed, force);
    }
  }

  /** Writes a matrix in the format of the file's name, to standard output as .csv. */
  void write(
      Path output,
      PrintWriter standard,
      INDArray matrix,
      List<String> rowLabels,
      List<String> columnLabels)
      throws IOException {
    if (isStandard(output)) {
      write(output, standard, out -> MatrixFiles.write(out, matrix, rowLabels, columnLabels));
    } else {
      MatrixFiles.write(output, matrix, rowLabels, columnLabels, force);
    }
  }

  /**
   * Refuses files that can't be written; null stands for one not given.
   *
   * @param inputs files that are read, which may not be written to
   * @throws IllegalArgumentException naming the first and what is wrong with it
   */
  void check(List<Path> inputs, Path... outputs) {
    Set<Path> seen = new HashSet<>();
    Stream.of(outputs).filter(Objects::nonNull).forEach(output -> check(inputs, output, seen));
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
    if (Stream.of(written).anyMatch(name::endsWith)) {
      return;
    }
    for (String promised : FORMATS) {
      if (name.endsWith(promised)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: is written as %s, not as %s",
                output,
                String.join(", ", written),
                promised));
      }
    }
  }

  /**
   * Refuses a file whose name does not tell in which format a picture is to be written.
   *
   * @param output the file to write; null if it is not asked for
   */
  static void requirePicture(Path output) {
    String name = output == null ? "-" : output.toString().toLowerCase(Locale.ROOT);
    if (!name.equals("-") && !name.endsWith(".png") && !name.endsWith(".svg")) {
      throw new IllegalArgumentException(output + ": a picture is written as .png or .svg");
    }
  }

  private void check(List<Path> inputs, Path output, Set<Path> seen) {
    if (isStandard(output)) {
      refuse(output, !seen.add(output), "standard output takes one result, asked for two");
      return;
    }
    Path absolute = output.toAbsolutePath().normalize();
    Path real = real(absolute);
    Path directory = real.getParent();
    refuse(output, !seen.add(real), "asked for twice");
    refuse(
        output,
        inputs.stream().filter(Objects::nonNull).anyMatch(input -> isSameFile(input, absolute)),
        "is read too");
    refuse(output, directory == null || Files.isDirectory(absolute), "is a directory");
    refuse(output, !Files.isDirectory(directory), "there is no directory " + directory);
    refuse(output, !Files.isWritable(directory), "no permission to write in " + directory);
    refuse(
        output, Files.exists(absolute) && !Files.isRegularFile(absolute), "is not a regular file");
    refuse(
        output,
        !force && Files.exists(absolute, LinkOption.NOFOLLOW_LINKS),
        "exists already (--force replaces it)");
    requireName(output);
  }

  private static void refuse(Path output, boolean isRefused, String problem) {
    if (isRefused) {
      throw new IllegalArgumentException(output + ": " + problem);
    }
  }

  /** Refuses a name that the file system can't have, too long for it for instance. */
  private static void requireName(Path output) {
    try {
      Files.readAttributes(output, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      // It can be made.
    } catch (IOException e) {
      refuse(output, true, OneLine.reason(e));
    }
  }

  /** Where it is written: where links point to, not where they are, also if it is not there yet. */
  private static Path real(Path output) {
    try {
      return Files.exists(output)
          ? output.toRealPath()
          : output.getParent().toRealPath().resolve(output.getFileName());
    } catch (IOException e) {
      return output;
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
