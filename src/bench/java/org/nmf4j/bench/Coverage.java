package org.nmf4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.nmf4j.Conformal;
import org.nmf4j.Interval;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Losses;

/**
 * How many fresh entries conformal intervals cover: with seeds 0, 1, ... a fifth of a matrix is set
 * aside, a tenth of what is left is held out, and a model is fitted to the rest. Prints a line a
 * seed: the part that intervals for new entries cover, the part that intervals for missing entries
 * do, and the median width of the former. Arguments: file, rank, loss, probability, seeds.
 */
public final class Coverage {

  private Coverage() {}

  public static void main(String[] args) throws IOException {
    MaskedMatrix a = MatrixFiles.read(Path.of(args[0]), ReadOptions.defaults());
    Nmf nmf = Nmf.ofRank(Integer.parseInt(args[1])).loss(Losses.named(args[2]));
    double probability = Double.parseDouble(args[3]);
    for (int seed = 0; seed < Integer.parseInt(args[4]); seed++) {
      MaskedMatrix.Split fresh = a.split(.2, 1000 + seed);
      MaskedMatrix.Split split = fresh.train().split(.1, seed);
      NmfModel model = nmf.seed(seed).fit(split.train());
      Interval[] ofNew =
          intervals(Conformal.calibrate(model, split.test()), fresh.test(), probability);
      Interval[] ofMissing =
          intervals(Conformal.calibrate(model, split), fresh.test(), probability);
      double[] widths =
          Arrays.stream(ofNew).mapToDouble(i -> i.upper() - i.lower()).sorted().toArray();
      System.out.println(
          String.format(
              Locale.ROOT,
              "%.5f %.5f %.6g",
              covered(ofNew, fresh.test()),
              covered(ofMissing, fresh.test()),
              widths[widths.length / 2]));
    }
  }

  private static Interval[] intervals(
      Conformal intervals, MaskedMatrix entries, double probability) {
    Interval[] found = new Interval[Math.toIntExact(entries.observed())];
    int[] next = {0};
    entries.forEachObserved(
        (row, column, value, weight) ->
            found[next[0]++] = intervals.interval(row, column, probability));
    return found;
  }

  private static double covered(Interval[] intervals, MaskedMatrix entries) {
    int[] next = {0};
    int[] covered = {0};
    entries.forEachObserved(
        (row, column, value, weight) -> {
          Interval interval = intervals[next[0]++];
          covered[0] += interval.lower() <= value && value <= interval.upper() ? 1 : 0;
        });
    return covered[0] / (double) intervals.length;
  }
}
