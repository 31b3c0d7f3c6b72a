package org.nmf4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.Implicit;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.initial.Initializers;

/**
 * Fits a sparse matrix whose other entries count, with all else left as it is. Prints a line an
 * iteration, its seed, the seconds since the fit began and the objective, and at last the peak of
 * resident memory in MB; writes the factors beside the file, as w0.npy, h0.npy and so on.
 *
 * <p>Arguments: file, rank, loss, what the others are (zero, or the α of implicit feedback, with a
 * minus sign for factors of any sign), the weight λ of squares beside the sum of losses, iterations
 * (0 for the default), seeds, warm-up fits, and nndsvd for that start.
 */
public final class SparseFit {

  private SparseFit() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    MaskedMatrix read = MatrixFiles.read(file);
    boolean areZeros = args[3].equals("zero");
    double alpha = areZeros ? 0 : Double.parseDouble(args[3]);
    MaskedMatrix a =
        areZeros
            ? read.background(Background.zeros())
            : Implicit.confidence(Math.abs(alpha)).of(read);
    double lambda = Double.parseDouble(args[4]);
    Nmf nmf =
        Nmf.ofRank(Integer.parseInt(args[1]))
            .loss(Losses.named(args[2]))
            .penalty(lambda == 0 ? Penalties.none() : Penalties.l2(2 * lambda / a.totalWeight()))
            .threads(2);
    nmf = alpha < 0 ? nmf.constraint(Constraints.none()) : nmf;
    nmf = args.length > 8 ? nmf.initializer(Initializers.nndsvd()) : nmf;
    int iterations = Integer.parseInt(args[5]);
    nmf = iterations == 0 ? nmf : nmf.iterations(iterations);
    for (int i = 0; i < Integer.parseInt(args[7]); i++) {
      nmf.fit(a);
    }
    for (int seed = 0; seed < Integer.parseInt(args[6]); seed++) {
      int number = seed;
      long started = System.nanoTime();
      NmfModel model =
          nmf.seed(seed)
              .listener(
                  progress ->
                      System.out.println(
                          String.format(
                              Locale.ROOT,
                              "%d %.5f %.12g",
                              number,
                              (System.nanoTime() - started) / 1e9,
                              progress.objective())))
              .fit(a);
      Path folder = file.toAbsolutePath().getParent();
      MatrixFiles.write(folder.resolve("w" + seed + ".npy"), MaskedMatrix.of(model.w()), true);
      MatrixFiles.write(folder.resolve("h" + seed + ".npy"), MaskedMatrix.of(model.h()), true);
    }
    Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .forEach(
            line -> System.out.println("peak " + Long.parseLong(line.split("\\s+")[1]) / 1024));
  }
}
