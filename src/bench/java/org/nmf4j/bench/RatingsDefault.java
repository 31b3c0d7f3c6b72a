package org.nmf4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nmf4j.Interval;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.solver.bayes.VariationalBayes;

/**
 * Fits lines of entries in each of the ways that might be the default, to four fifths of them, and
 * prints of each way its name, the seconds of the fit, the RMSE on the other fifth, the share of
 * that in intervals of 90 %, and the evidence, NaN where the model knows none. Arguments: file,
 * rank, seed.
 */
public final class RatingsDefault {

  private static final double HELD_OUT = .2;
  private static final double PROBABILITY = .9;
  private static final int WARM_UP_ENTRIES = 20_000;

  private RatingsDefault() {}

  private static Map<String, Nmf> ways(int rank, long seed) {
    Nmf plain = Nmf.ofRank(rank).seed(seed);
    Nmf bayes = plain.solver(VariationalBayes.withDefaults());
    Map<String, Nmf> ways = new LinkedHashMap<>();
    ways.put("default", plain);
    ways.put("search", plain.searchPenalty());
    ways.put("Bayes", bayes);
    ways.put("Bayes offsets", bayes.offsets());
    return ways;
  }

  public static void main(String[] args) throws IOException {
    MaskedMatrix a = MatrixFiles.read(Path.of(args[0]));
    long seed = Long.parseLong(args[2]);
    MaskedMatrix.Split parts = a.split(HELD_OUT, seed);
    Map<String, Nmf> ways = ways(Integer.parseInt(args[1]), seed);
    if (a.observed() > WARM_UP_ENTRIES) {
      MaskedMatrix few = a.split(1 - (double) WARM_UP_ENTRIES / a.observed(), seed).train();
      ways.values().forEach(way -> way.iterations(5).fit(few));
    } else {
      ways.values().forEach(way -> way.fit(parts.train()));
    }
    ways.forEach((name, way) -> print(name, way, parts));
  }

  private static void print(String name, Nmf way, MaskedMatrix.Split parts) {
    long started = System.nanoTime();
    NmfModel model = way.fit(parts.train());
    double seconds = (System.nanoTime() - started) / 1e9;
    boolean knows = model.knowsUncertainty();
    System.out.printf(
        "%s\t%.3f\t%.6f\t%.4f\t%.6g%n",
        name,
        seconds,
        model.rmse(parts.test()),
        knows ? covered(model, parts.test()) : Double.NaN,
        knows ? model.logEvidence() : Double.NaN);
  }

  private static double covered(NmfModel model, MaskedMatrix heldOut) {
    long[] count = {0};
    heldOut.forEachObserved(
        (row, column, value, weight) -> {
          Interval interval = model.interval(row, column, PROBABILITY);
          count[0] += interval.lower() <= value && value <= interval.upper() ? 1 : 0;
        });
    return (double) count[0] / heldOut.observed();
  }
}
