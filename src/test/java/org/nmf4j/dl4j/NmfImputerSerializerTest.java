package org.nmf4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;

class NmfImputerSerializerTest {

  private static final INDArray HIDDEN = Iris.hidden(0.25, 0);

  @TempDir private Path folder;

  private static NmfImputer fitted() {
    NmfImputer imputer = new NmfImputer(3, 5, 8);
    imputer.fitLabel(true);
    INDArray unobserved = Nd4j.valueArrayOf(new long[] {150, 1}, Double.NaN, DataType.DOUBLE);
    imputer.fit(new DataSet(Nd4j.hstack(HIDDEN, unobserved), HIDDEN));
    return imputer;
  }

  /** No line of set-up: the strategy is there because the class is. */
  @Test
  void isKeptInTheFileOfANetwork() throws IOException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder().nIn(4).nOut(3).build())
                .build());
    network.init();
    File file = folder.resolve("network.zip").toFile();
    NmfImputer imputer = fitted();
    ModelSerializer.writeModel(network, file, true);
    ModelSerializer.addNormalizerToModel(file, imputer);
    NmfImputer restored = ModelSerializer.restoreNormalizerFromFile(file);
    assertThat(restored.features()).isEqualTo(imputer.features());
    assertThat(restored.isFitLabel()).isTrue();
    assertThat(restored.labels()).isEqualTo(imputer.labels());
  }

  @Test
  void refusesDamagedFiles() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NormalizerSerializer.getDefault().write(fitted(), out);
    byte[] whole = out.toByteArray();
    int header = whole.length - bodyLength();
    for (int length : IntStream.range(header, whole.length).filter(n -> n % 7 == 0).toArray()) {
      assertRefused(Arrays.copyOf(whole, length));
    }
    byte[] huge = whole.clone();
    Arrays.fill(huge, header + 4, header + 7, (byte) 0x0f);
    assertRefused(huge);
    byte[] negative = whole.clone();
    negative[header + 4] = -1;
    assertRefused(negative);
    byte[] later = whole.clone();
    later[header + 3] = 9;
    assertRefused(later);
  }

  private static int bodyLength() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new NmfImputerSerializer().write(fitted(), out);
    return out.size();
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(
            () -> NormalizerSerializer.getDefault().restore(new ByteArrayInputStream(bytes)))
        .isInstanceOf(IOException.class);
  }
}
