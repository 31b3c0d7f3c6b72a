package org.nmf4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.Nmf;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Offsets;
import org.nmf4j.objective.Penalties;

/**
 * Fits ratings in single precision with non-negative factors, and prints the {@link FitHistory}
 * with the RMSE on the held-out ratings. Arguments: file of the ratings to fit to, file of those
 * held out, rank, λ, iterations, {@code plain} or {@code offsets}.
 */
public final class RatingsFit {

  private RatingsFit() {}

  public static void main(String[] args) throws IOException {
    MaskedMatrix train = read(args[0]);
    MaskedMatrix test = read(args[1]);
    Nmf plain =
        specification(Integer.parseInt(args[2]), Double.parseDouble(args[3]))
            .iterations(Integer.parseInt(args[4]));
    boolean offsets = args[5].equals("offsets");
    Nmf nmf = offsets ? plain.offsets() : plain;
    Offsets layout =
        offsets
            ? Offsets.of(Integer.parseInt(args[2]), Penalties.none(), train.mean())
            : Offsets.none(Integer.parseInt(args[2]));
    HeldOutRatings heldOut = new HeldOutRatings(train, test);
    FitHistory.print(
        nmf,
        train,
        progress ->
            heldOut.rmse(
                layout.extendW(progress.w(), progress.rowOffsets().orElse(null)),
                layout.extendH(progress.h(), progress.columnOffsets().orElse(null)),
                layout.shift()));
  }

  static Nmf specification(int rank, double lambda) {
    return Nmf.ofRank(rank).loss(Losses.mse()).penalty(Penalties.l2(lambda).perObservation());
  }

  static MaskedMatrix read(String file) throws IOException {
    return MatrixFiles.read(Path.of(file), ReadOptions.defaults().dataType(DataType.FLOAT));
  }
}
