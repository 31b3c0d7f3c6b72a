package org.nmf4j.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.fuzz.FuzzedFile;
import org.nmf4j.fuzz.Seeds;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.FitState;

/** Checkpoints: the first byte tells whether a whole file follows, or the members of one. */
public final class CheckpointFuzzer {

  public static final String FINGERPRINT = "0".repeat(64);

  public static final String[] MEMBERS = {
    "metadata.json", "history.npy", "rule_W.npy", "held_out_history.npy", "best_W.npy", "best_H.npy"
  };

  private static final FuzzedFile FILE = new FuzzedFile("checkpoint.npz");

  private CheckpointFuzzer() {}

  public static void fuzzerInitialize() throws IOException {
    Seeds.warmUp("CheckpointFuzzer", CheckpointFuzzer::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    FILE.read(
        FuzzedFile.wholeOrZip(data, MEMBERS),
        file -> CheckpointFile.read(file, FINGERPRINT).rule());
  }

  /** Writes one to begin with. */
  public static void write(Path file) throws IOException {
    INDArray w = Nd4j.createFromArray(new double[][] {{1}, {2}});
    INDArray h = Nd4j.createFromArray(new double[][] {{0.5}});
    CheckpointFile.write(
        file,
        FINGERPRINT,
        new FitState(
            1,
            Duration.ofSeconds(1),
            new double[] {2, 1},
            new double[] {3, 2},
            Optional.of(new Factors(w, h)),
            Map.of("W", w)));
  }
}
