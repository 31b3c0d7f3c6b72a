package org.nmf4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;

/**
 * Fits a dense matrix by a loss with all else left as it is, once as a warm-up and then with seeds
 * 0, 1, .... Prints a line an iteration, its seed, the seconds since the fit began and the
 * objective, and writes the factors beside the file, as w0.npy, h0.npy and so on. Arguments: file,
 * type, rank, loss ("lambda" for one that SameDiff differentiates), number of seeds.
 */
public final class LossFit {

  /** The Kullback-Leibler divergence as somebody writes it who doesn't know that it is there. */
  private static final Loss LAMBDA =
      (sd, prediction, target, weight) -> {
        SDVariable little = target.mul(1e-9).add(1e-30);
        SDVariable ratio = target.add(little).div(prediction.add(little));
        return target.mul(sd.math().log(ratio)).sub(target).add(prediction).mul(weight).sum();
      };

  private LossFit() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    MaskedMatrix a =
        MatrixFiles.read(file, ReadOptions.defaults().dataType(DataType.valueOf(args[1])));
    Nmf nmf =
        Nmf.ofRank(Integer.parseInt(args[2]))
            .loss(args[3].equals("lambda") ? LAMBDA : Losses.named(args[3]))
            .penalty(Penalties.none());
    nmf.seed(0).fit(a);
    for (int seed = 0; seed < Integer.parseInt(args[4]); seed++) {
      List<double[]> history = new ArrayList<>();
      long started = System.nanoTime();
      NmfModel model =
          nmf.seed(seed)
              .listener(
                  progress ->
                      history.add(
                          new double[] {(System.nanoTime() - started) / 1e9, progress.objective()}))
              .fit(a);
      for (double[] line : history) {
        System.out.println(String.format(Locale.ROOT, "%d %.5f %.12g", seed, line[0], line[1]));
      }
      Path folder = file.toAbsolutePath().getParent();
      MatrixFiles.write(folder.resolve("w" + seed + ".npy"), MaskedMatrix.of(model.w()), true);
      MatrixFiles.write(folder.resolve("h" + seed + ".npy"), MaskedMatrix.of(model.h()), true);
    }
  }
}
