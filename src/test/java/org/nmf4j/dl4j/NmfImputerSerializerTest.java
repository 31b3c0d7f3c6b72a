package org.nmf4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.util.SerializationUtils;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.impute.FactorModel;

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
    byte[] indefinite = whole.clone();
    // The last number is one of the diagonal of a precision, the first byte has its sign.
    indefinite[whole.length - Double.BYTES] ^= (byte) 0x80;
    assertRefused(indefinite);
  }

  /** Each of them would be found out by the first row that is filled. */
  static Stream<FactorModel> illModels() {
    FactorModel m = fitted().features();
    double[] negative = m.scale().clone();
    negative[2] = -1;
    double[][] ragged = m.h().clone();
    ragged[1] = new double[2];
    double[][] indefinite = m.precision().clone();
    indefinite[0] = new double[] {-9, 0, 0};
    return Stream.of(
        with(m, m.shift(), negative, m.h(), 1, m.precision()),
        with(m, null, m.scale(), m.h(), 1, m.precision()),
        with(m, m.shift(), m.scale(), ragged, 1, m.precision()),
        with(m, m.shift(), m.scale(), m.h(), 0, m.precision()),
        with(m, m.shift(), m.scale(), m.h(), Double.NaN, m.precision()),
        with(m, m.shift(), m.scale(), m.h(), 1, indefinite));
  }

  private static FactorModel with(
      FactorModel m,
      double[] shift,
      double[] scale,
      double[][] h,
      double variance,
      double[][] precision) {
    return new FactorModel(m.observed(), shift, scale, h, variance, m.mean(), precision);
  }

  @ParameterizedTest
  @MethodSource("illModels")
  void refusesWhatCannotFill(FactorModel model) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SerializationUtils.serialize(new NmfImputer(3, 5, 8, model, null), out);
    assertThatThrownBy(
            () -> new ObjectInputStream(new ByteArrayInputStream(out.toByteArray())).readObject())
        .isInstanceOf(InvalidObjectException.class);
  }

  @Test
  void isSerializable() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SerializationUtils.serialize(fitted(), out);
    NmfImputer read = SerializationUtils.deserialize(new ByteArrayInputStream(out.toByteArray()));
    assertThat(read.features()).isEqualTo(fitted().features());
    assertThat(read.labels()).isEqualTo(fitted().labels());
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
