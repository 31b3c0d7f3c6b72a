package org.nmf4j.internal.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoublePredicate;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * NumPy's .npy format, versions 1 to 3, for scalars, vectors and matrices of numbers.
 *
 * <p>ND4J has a reader of its own, but that trusts the header: a wrong one can take all memory or
 * end the JVM. This one believes a size only when the bytes are there.
 */
public final class NpyFormat {

  /** Numbers handled at a time. */
  private static final int CHUNK = 1 << 13;

  private NpyFormat() {}

  /**
   * Reads a stream, such as a member of a zip file, to its end, in the precision that it has.
   *
   * @param name the stream's name in messages
   * @return an array of rank 0 to 2, in the stream's order ('c' or 'f'): FLOAT for f4, DOUBLE for
   *     f8, integers and booleans
   * @throws FileFormatException if the stream isn't a .npy file of numbers, is longer or shorter
   *     than its header says, has more than two dimensions or none of its numbers, or doesn't fit
   *     into memory
   */
  public static INDArray read(InputStream in, String name) throws IOException {
    return read(in, name, number -> true);
  }

  /** As {@link #read(InputStream, String)}; refuses NaN and infinity as well. */
  static INDArray readFinite(InputStream in, String name) throws IOException {
    return read(in, name, Double::isFinite);
  }

  private static INDArray read(InputStream in, String name, DoublePredicate isAllowed)
      throws IOException {
    NpyHeader header = NpyHeader.read(in, name);
    NpyElement element = header.element();
    ArrayBuilder builder = ArrayBuilder.expecting(name, element.dataType(), header.count());
    int width = element.kind().bytes;
    double[] numbers = new double[CHUNK];
    byte[] bytes = new byte[CHUNK * width];
    for (long done = 0; done < header.count(); ) {
      int wanted = (int) Math.min(CHUNK, header.count() - done);
      int got = in.readNBytes(bytes, 0, wanted * width);
      if (got < wanted * width) {
        throw FileFormatException.of(
            name,
            String.format(
                Locale.ROOT,
                "the numbers end after %,d of %,d bytes",
                done * width + got,
                header.count() * width));
      }
      element.decode(ByteBuffer.wrap(bytes), numbers, wanted);
      for (int i = 0; i < wanted; i++) {
        if (!isAllowed.test(numbers[i])) {
          throw FileFormatException.of(
              name, "all numbers must be finite, got " + numbers[i] + " at " + (done + i));
        }
      }
      builder.add(numbers, wanted);
      done += wanted;
    }
    if (in.read() >= 0) {
      throw FileFormatException.of(
          name,
          String.format(
              Locale.ROOT,
              "there are more bytes than shape %s holds",
              Arrays.toString(header.shape())));
    }
    return builder.toArray(header.fortranOrder() ? 'f' : 'c', header.shape());
  }

  /**
   * Writes an array as version 1, little-endian and in c order, whatever its own order; f4 for
   * FLOAT, f8 for DOUBLE.
   *
   * @param array of rank 0 to 2, FLOAT or DOUBLE, also a view
   * @param out is neither flushed nor closed
   * @throws IllegalArgumentException if the array has another rank or type
   */
  public static void write(INDArray array, OutputStream out) throws IOException {
    boolean isSingle = array.dataType() == DataType.FLOAT;
    if (array.rank() > 2 || array.isEmpty() || !isSingle && array.dataType() != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "array must be a FLOAT or DOUBLE scalar, vector or matrix, got %s of shape %s",
              array.dataType(),
              Arrays.toString(array.shape())));
    }
    out.write(NpyHeader.encode(isSingle ? "<f4" : "<f8", array.shape()));
    // A view or transposed array is copied whole: of a view, ND4J gives no rows for some intervals.
    boolean isPlain = !array.isView() && array.ordering() == 'c';
    writeNumbers(isPlain ? array : array.dup('c'), out);
  }

  private static void writeNumbers(INDArray plain, OutputStream out) throws IOException {
    boolean isSingle = plain.dataType() == DataType.FLOAT;
    Pointer address = plain.data().addressPointer();
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * plain.dataType().width());
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    float[] singles = new float[isSingle ? CHUNK : 0];
    double[] doubles = new double[isSingle ? 0 : CHUNK];
    for (long done = 0; done < plain.length(); done += CHUNK) {
      int count = (int) Math.min(CHUNK, plain.length() - done);
      if (isSingle) {
        new FloatPointer(address).position(done).get(singles, 0, count);
        bytes.asFloatBuffer().put(singles, 0, count);
      } else {
        new DoublePointer(address).position(done).get(doubles, 0, count);
        bytes.asDoubleBuffer().put(doubles, 0, count);
      }
      out.write(bytes.array(), 0, count * plain.dataType().width());
    }
  }
}
