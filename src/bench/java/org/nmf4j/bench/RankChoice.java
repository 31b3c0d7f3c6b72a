package org.nmf4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.select.RankSearch;
import org.nmf4j.select.RankSurvey;

/**
 * Surveys matrices whose files are named on standard input, a line each. Prints of each the chosen
 * rank, the rank of the lowest held-out error, that of variational Bayes (0 if it was not asked),
 * seconds, seconds of the processors, then of each rank the cophenetic correlation of columns, and
 * the columns' consensus clusters at the chosen rank. Arguments: smallest and largest rank, folds,
 * starts, threads.
 */
public final class RankChoice {

  private RankChoice() {}

  public static void main(String[] args) throws IOException {
    int[] numbers = Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    RankSearch search =
        RankSearch.between(numbers[0], numbers[1])
            .folds(numbers[2])
            .starts(numbers[3])
            .threads(numbers[4]);
    BufferedReader names =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String name = names.readLine(); name != null; name = names.readLine()) {
      MaskedMatrix a = MatrixFiles.read(Path.of(name), ReadOptions.defaults());
      long start = System.nanoTime();
      long cpu = cpu();
      RankSurvey survey = search.survey(a);
      System.out.printf(
          Locale.ROOT,
          "%d %d %d %.2f %.2f %s %s%n",
          survey.choice(),
          survey.lowest(),
          survey.effectiveRank().orElse(0),
          (System.nanoTime() - start) / 1e9,
          (cpu() - cpu) / 1e9,
          survey.ranks().stream()
              .map(at -> String.format(Locale.ROOT, "%.6f", at.columns().copheneticCorrelation()))
              .collect(Collectors.joining(",")),
          Arrays.stream(survey.at(survey.choice()).columns().clusters(survey.choice()))
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(",")));
    }
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
