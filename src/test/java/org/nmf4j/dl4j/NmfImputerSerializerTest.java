package org.nmf4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.common.util.SerializationUtils;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.impute.RowImputer;

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
    assertThat(numbers(restored)).isEqualTo(numbers(imputer));
    assertThat(restored.isFitLabel()).isTrue();
    assertThat(restored.labels().orElseThrow().toNumbers())
        .isEqualTo(imputer.labels().orElseThrow().toNumbers());
  }

  /** Whatever byte is another, and wherever it ends: no imputer comes of it that fills with NaN. */
  @Test
  void refusesWhatIsDamaged() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NormalizerSerializer.getDefault().write(fitted(), out);
    byte[] whole = out.toByteArray();
    int header = whole.length - bodyLength();
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) (1 << i % 8);
      if (i >= header) {
        assertRefused(damaged);
        assertRefused(Arrays.copyOf(whole, i));
      } else {
        assertThatThrownBy(
                () -> NormalizerSerializer.getDefault().restore(new ByteArrayInputStream(damaged)))
            .isInstanceOf(Throwable.class);
      }
    }
    byte[] java = serialized(fitted());
    for (int i = 0; i < java.length; i++) {
      byte[] damaged = java.clone();
      damaged[i] ^= (byte) (1 << i % 8);
      Object read;
      try {
        read = new ObjectInputStream(new ByteArrayInputStream(damaged)).readObject();
      } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
        continue;
      }
      if (read instanceof NmfImputer imputer) {
        assertThat(numbers(imputer)).isEqualTo(numbers(fitted()));
      }
    }
  }

  @Test
  void saysOfAnEarlierVersionWhyItIsNotRead() {
    byte[] beginning = {0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThatThrownBy(
            () -> new NmfImputer.Serializer().restore(new ByteArrayInputStream(beginning)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "imputer must be of version 3, got 2: fit it again, factors of another version are"
                + " without their uncertainty");
  }

  /** Among them an empty body, whose checksum is 0. */
  @Test
  void saysOfEachBeginningThatItIsDamaged() throws IOException {
    byte[] header = {0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    for (int length = 0; length <= header.length; length++) {
      byte[] beginning = Arrays.copyOf(header, length);
      assertThatThrownBy(
              () -> new NmfImputer.Serializer().restore(new ByteArrayInputStream(beginning)))
          .isInstanceOf(IOException.class)
          .hasMessage("imputer is damaged: it ends early, or its checksum is another");
    }
  }

  /** Numbers under a right checksum that would be found out by the first row that is filled. */
  @Test
  void refusesWhatCannotFill() {
    double[] numbers = numbers(fitted());
    int shift = 2 + 2 * 5;
    int scale = shift + 5;
    int precisions = scale + 5 + 5 * 4;
    int covariances = precisions + 5;
    for (double ill : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e101}) {
      for (int place = shift; place < numbers.length; place++) {
        assertIll(numbers, place, ill);
      }
    }
    for (double ill : new double[] {0, -1}) {
      assertIll(numbers, scale + 2, ill);
      assertIll(numbers, precisions, ill);
    }
    assertIll(numbers, covariances, -1);
    assertIll(numbers, covariances + 1, 1e6);
    for (double ill : new double[] {2, -1, 0.5, Double.NaN}) {
      assertIll(numbers, 2, ill);
      assertIll(numbers, 2 + 5, ill);
    }
    assertIll(numbers, scale, 1e-320);
    assertIll(numbers, precisions, 1e-320);
    assertIll(numbers, 0, 6);
    assertIll(numbers, 1, Double.NaN);
    assertThatThrownBy(() -> RowImputer.of(new double[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertIll(double[] numbers, int place, double ill) {
    double[] changed = numbers.clone();
    changed[place] = ill;
    assertThatThrownBy(() -> RowImputer.of(changed)).isInstanceOf(IllegalArgumentException.class);
  }

  private static double[] numbers(NmfImputer imputer) {
    return imputer.features().orElseThrow().toNumbers();
  }

  private static byte[] serialized(NmfImputer imputer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SerializationUtils.serialize(imputer, out);
    return out.toByteArray();
  }

  @Test
  void isSerializable() {
    NmfImputer read =
        SerializationUtils.deserialize(new ByteArrayInputStream(serialized(fitted())));
    assertThat(numbers(read)).isEqualTo(numbers(fitted()));
    assertThat(read.labels().orElseThrow().toNumbers())
        .isEqualTo(fitted().labels().orElseThrow().toNumbers());
    NmfImputer unfitted =
        SerializationUtils.deserialize(new ByteArrayInputStream(serialized(new NmfImputer(2))));
    assertThat(unfitted.features()).isEmpty();
  }

  private static int bodyLength() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new NmfImputer.Serializer().write(fitted(), out);
    return out.size();
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(
            () -> NormalizerSerializer.getDefault().restore(new ByteArrayInputStream(bytes)))
        .isInstanceOf(IOException.class);
  }
}
