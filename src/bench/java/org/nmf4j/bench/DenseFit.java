package org.nmf4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Losses;
import org.nmf4j.solver.FitProgress;

/**
 * Fits a dense matrix in single precision, without penalties, and prints the {@link FitHistory}
 * with the RMSE on the observed entries. Arguments: file, rank, iterations.
 */
public final class DenseFit {

  private static final double AGREEMENT = 1e-3;

  private DenseFit() {}

  public static void main(String[] args) throws IOException {
    MaskedMatrix a =
        MatrixFiles.read(Path.of(args[0]), ReadOptions.defaults().dataType(DataType.FLOAT));
    Nmf nmf =
        Nmf.ofRank(Integer.parseInt(args[1]))
            .loss(Losses.rmse())
            .iterations(Integer.parseInt(args[2]));
    NmfModel model = FitHistory.print(nmf, a, FitProgress::objective);
    requireAgreement(model.rmse(a), model.report().orElseThrow().objective());
  }

  /** The objective is the solver's own figure: the product itself has to bear it out. */
  private static void requireAgreement(double rmse, double objective) {
    if (!(Math.abs(rmse - objective) <= AGREEMENT * rmse)) {
      throw new IllegalStateException(
          "the objective is %s, but the RMSE of W·H is %s".formatted(objective, rmse));
    }
  }
}
