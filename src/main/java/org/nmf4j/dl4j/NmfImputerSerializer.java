package org.nmf4j.dl4j;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.CustomSerializerStrategy;
import org.nmf4j.impute.FactorModel;

/**
 * Writes and reads a fitted {@link NmfImputer} for ND4J's {@code NormalizerSerializer}, which makes
 * one by its name. Big-endian: version, rank, epochs, seed, then the factors of features and
 * labels, each after a flag.
 */
public final class NmfImputerSerializer extends CustomSerializerStrategy<NmfImputer> {

  private static final int VERSION = 1;

  @Override
  public Class<NmfImputer> getSupportedClass() {
    return NmfImputer.class;
  }

  /**
   * @throws IllegalStateException if the imputer has not been fitted
   */
  @Override
  public void write(NmfImputer imputer, OutputStream stream) throws IOException {
    if (imputer.features() == null) {
      throw new IllegalStateException("the imputer must be fitted before it is written");
    }
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(VERSION);
    out.writeInt(imputer.rank());
    out.writeInt(imputer.epochs());
    out.writeLong(imputer.seed());
    write(imputer.features(), out);
    write(imputer.labels(), out);
    out.flush();
  }

  private static void write(FactorModel model, DataOutputStream out) throws IOException {
    out.writeBoolean(model != null);
    if (model == null) {
      return;
    }
    out.writeInt(model.columns());
    for (boolean observed : model.observed()) {
      out.writeBoolean(observed);
    }
    write(model.shift(), out);
    write(model.scale(), out);
    for (double[] column : model.h()) {
      write(column, out);
    }
    out.writeDouble(model.variance());
    write(model.mean(), out);
    for (double[] row : model.precision()) {
      write(row, out);
    }
  }

  private static void write(double[] numbers, DataOutputStream out) throws IOException {
    for (double number : numbers) {
      out.writeDouble(number);
    }
  }

  /**
   * @throws IOException if the stream ends early or holds no such imputer
   */
  @Override
  public NmfImputer restore(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException("imputer must be of version %d, got %d".formatted(VERSION, version));
    }
    int rank = requirePositive("rank", in.readInt());
    int epochs = requirePositive("epochs", in.readInt());
    long seed = in.readLong();
    FactorModel features = readModel(in, rank);
    FactorModel labels = readModel(in, rank);
    if (features == null) {
      throw new IOException("imputer has no factors of features");
    }
    return new NmfImputer(rank, epochs, seed, features, labels);
  }

  private static FactorModel readModel(DataInputStream in, int rank) throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    int columns = requirePositive("columns", in.readInt());
    return new FactorModel(
            flags(in, columns),
            numbers(in, columns),
            numbers(in, columns),
            matrix(in, columns, rank),
            numbers(in, 1)[0],
            numbers(in, rank),
            matrix(in, rank, rank))
        .requireValid();
  }

  private static int requirePositive(String name, int number) throws IOException {
    if (number < 1 || number > Integer.MAX_VALUE / Double.BYTES) {
      throw new IOException("%s of an imputer is out of range: %d".formatted(name, number));
    }
    return number;
  }

  private static boolean[] flags(DataInputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("imputer ends early");
    }
    boolean[] flags = new boolean[count];
    for (int i = 0; i < count; i++) {
      flags[i] = bytes[i] != 0;
    }
    return flags;
  }

  private static double[][] matrix(DataInputStream in, int rows, int columns) throws IOException {
    // Row by row, so that a wrong size in the stream allocates no more than the stream holds.
    List<double[]> matrix = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      matrix.add(numbers(in, columns));
    }
    return matrix.toArray(double[][]::new);
  }

  private static double[] numbers(DataInputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count * Double.BYTES);
    if (bytes.length < count * Double.BYTES) {
      throw new EOFException("imputer ends early");
    }
    double[] numbers = new double[count];
    ByteBuffer.wrap(bytes).asDoubleBuffer().get(numbers);
    return numbers;
  }
}
