package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nmf4j.Nmf;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.plot.Plots;
import org.nmf4j.select.RankSearch;
import org.nmf4j.select.RankSurvey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "ranks",
    description = "Finds how many components a matrix has, by the error on held-out entries.",
    footer = {
      "",
      "Prints a line for each rank, the choice marked by a star: the smallest rank whose held-out"
          + " error is within one standard error of the lowest. Then, in a sentence, what others say:"
          + " how well starts agree on clusters of rows and columns and on components, and how many"
          + " components variational Bayes keeps.",
      "",
      "Example: nmf4j ranks matrix.csv --ranks 2-12 --folds 5 --starts 10 --plot ranks.png"
    })
final class RanksCommand extends FileCommand {

  @Parameters(
      paramLabel = "INPUT",
      arity = "0..1",
      description =
          "Matrix: CSV, TSV, row-column-value lines, MatrixMarket, .npy or .npz; also packed; - for"
              + " standard input.")
  private Path input;

  @Mixin private WeightsOption weightsOption;

  @Mixin private SpecificationOptions specificationOptions;

  @Mixin private SearchOptions searchOptions;

  @Option(
      names = "--report",
      paramLabel = "REPORT.json",
      description = "Write all of it (default: not written).")
  private Path outputReport;

  @Option(
      names = "--plot",
      paramLabel = "RANKS.png",
      description = "Draw the survey, as .png or .svg (default: not drawn).")
  private Path outputPlot;

  @Mixin private OutputFiles outputFiles;

  @Mixin private InputOptions readingOptions;

  @Override
  void check() {
    input = readingOptions.input(input, "INPUT");
    List<Path> inputs = Stream.concat(Stream.of(input), weightsOption.files()).toList();
    outputFiles.check(inputs, outputReport, outputPlot);
    OutputFiles.requireFormat(outputReport, ".json");
    OutputFiles.requirePicture(outputPlot);
    readingOptions.toReadOptions();
    toSearch();
  }

  private RankSearch toSearch() {
    return searchOptions.toSearch(specificationOptions.addTo(Nmf.ofRank(1)));
  }

  @Override
  void run() throws IOException {
    progress().begin("reading " + input);
    MaskedMatrix read = readingOptions.openToFit(input, 1, false, err()).matrix();
    MaskedMatrix a = weightsOption.addTo(read, readingOptions, err());
    try {
      RankSurvey survey = FitRunner.survey(toSearch(), a, progress());
      if (outputReport != null) {
        byte[] report = report(survey);
        outputFiles.write(outputReport, out(), stream -> stream.write(report));
      }
      if (outputPlot != null) {
        outputFiles.write(outputPlot, Plots.survey(survey));
      }
      boolean isTaken = OutputFiles.isStandard(outputReport) || OutputFiles.isStandard(outputPlot);
      (isTaken ? err() : out()).println(survey);
      err().println(survey.words());
      err().flush();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw FileFormatException.of(input.toString(), e.getMessage());
    }
  }

  private static byte[] report(RankSurvey survey) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", NmfCommand.version());
    json.putAll(survey.toMap());
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }
}
