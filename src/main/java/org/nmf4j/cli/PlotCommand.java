package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.plot.Order;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "plot",
    description = "Draws a picture of a model, as PNG or SVG.",
    footer = {
      "",
      "loss: the objective at each iteration, and the held-out loss. factors: W and H as heat maps."
          + " parts:8x8: each row of H as an image. top: the columns that each component weighs most,"
          + " and top:rows the rows. completed: the matrix beside what the model says of it, and"
          + " residuals: the difference; missing entries are grey.",
      "",
      "Example: nmf4j plot model.npz --kind factors --output factors.png",
      "Example: nmf4j plot model.npz ratings.csv --kind residuals --clustered --output residuals.svg"
    })
final class PlotCommand extends FileCommand {

  @Parameters(index = "0", paramLabel = "MODEL.npz", description = "The model.")
  private Path modelFile;

  @Parameters(
      index = "1",
      paramLabel = "INPUT",
      arity = "0..1",
      description = "The matrix, for --kind completed and residuals.")
  private Path input;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      required = true,
      description = "What to draw: " + PlotKind.NAMES + " (default: none, it is required).")
  private String kindName;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.png",
      required = true,
      description = "Where to draw it, as .png or .svg; - for PNG on standard output.")
  private Path output;

  @Option(
      names = "--clustered",
      description =
          "Rows and columns of heat maps in the order of a hierarchical clustering of their factors"
              + " (default: as they are).")
  private boolean clustered;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "10",
      description = "Bars for each component of --kind top (default: ${DEFAULT-VALUE}).")
  private int count;

  @Mixin private OutputFiles outputFiles;

  @Mixin private InputOptions readingOptions;

  private PlotKind kind;

  @Override
  void check() {
    kind = PlotKind.named(kindName);
    if (count < 1) {
      throw new IllegalArgumentException("--count must be ≥ 1, got " + count);
    }
    if (kind.needsMatrix()) {
      input = readingOptions.input(input, "INPUT");
      readingOptions.toReadOptions();
    } else if (input != null) {
      throw new IllegalArgumentException("--kind " + kindName + " takes no matrix, got " + input);
    }
    outputFiles.check(Arrays.asList(modelFile, input), output);
    OutputFiles.requirePicture(output);
  }

  @Override
  void run() throws IOException {
    NmfModel model = ModelFile.load(modelFile);
    MaskedMatrix a = kind.needsMatrix() ? matrixOf(model) : null;
    PlotKind.Look look = new PlotKind.Look(clustered ? Order.CLUSTERED : Order.AS_GIVEN, count);
    progress().begin("drawing");
    try {
      outputFiles.write(output, kind.drawing().of(model, a, look));
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(modelFile.toString(), e.getMessage());
    }
  }

  /** The matrix with the model's rows and columns. */
  private MaskedMatrix matrixOf(NmfModel model) throws IOException {
    progress().begin("reading " + input);
    MaskedMatrix a = readingOptions.openToUse(input, model, err()).matrix();
    try {
      Places places = new Places(model);
      int[] rows = places.ofRows(a);
      int[] columns = places.ofColumns(a);
      SparseBuilder known = MaskedMatrix.sparse(a.dataType());
      a.forEachObserved(
          (i, j, value, weight) -> {
            if (rows[i] != Places.NONE && columns[j] != Places.NONE) {
              known.add(rows[i], columns[j], value, weight);
            }
          });
      if (known.count() == 0) {
        throw new IllegalArgumentException("the model has no row and column of its entries");
      }
      return known.build(model.rows(), model.columns());
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(input.toString(), e.getMessage());
    }
  }
}
