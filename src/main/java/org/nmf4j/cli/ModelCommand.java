package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.nmf4j.NmfModel;
import picocli.CommandLine.Option;

abstract class ModelCommand extends FileCommand {

  @Option(
      names = "--model",
      paramLabel = "MODEL.npz",
      required = true,
      description = "The model, - for standard input (default: none, it is required).")
  Path modelFile;

  abstract void run(NmfModel model, Places places) throws IOException;

  @Override
  final void run() throws IOException {
    NmfModel model = ModelFile.load(modelFile);
    run(model, new Places(model));
  }
}
