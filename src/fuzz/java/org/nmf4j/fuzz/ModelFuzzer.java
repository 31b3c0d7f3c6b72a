package org.nmf4j.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import org.nmf4j.NmfModel;

/** Models: the first byte tells whether a whole file follows, or the members of one. */
public final class ModelFuzzer {

  static final String[] MEMBERS = {
    "metadata.json",
    "W.npy",
    "H.npy",
    "row_offsets.npy",
    "column_offsets.npy",
    "column_shifts.npy",
    "column_scales.npy"
  };

  private static final FuzzedFile FILE = new FuzzedFile("model.npz");

  private ModelFuzzer() {}

  public static void fuzzerInitialize() throws IOException {
    Seeds.warmUp("ModelFuzzer", ModelFuzzer::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    FILE.read(FuzzedFile.wholeOrZip(data, MEMBERS), ModelFuzzer::use);
  }

  private static void use(Path file) throws IOException {
    NmfModel model = NmfModel.load(file);
    model.predict(new int[] {0, -1}, new int[] {-1, model.columns() - 1});
    model.report().ifPresent(Object::toString);
  }
}
