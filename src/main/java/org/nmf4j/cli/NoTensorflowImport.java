package org.nmf4j.cli;

import java.util.Map;
import org.nd4j.imports.descriptors.tensorflow.TensorflowDescriptorParser;

/**
 * Spares the commands ND4J's description of TensorFlow's operations. ND4J parses it before the
 * first gradient, a quarter of the whole start, and needs it only to import TensorFlow graphs.
 */
final class NoTensorflowImport extends TensorflowDescriptorParser {

  private NoTensorflowImport() {}

  /** Takes effect when called before ND4J's first gradient, for as long as the JVM lives. */
  static void use() {
    DESCRIPTORS = Map.of();
  }
}
