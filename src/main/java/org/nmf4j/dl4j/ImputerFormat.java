package org.nmf4j.dl4j;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import org.nmf4j.impute.RowImputer;

/**
 * A {@link NmfImputer} as bytes, big-endian: version, length of the body, its CRC-32, and the body:
 * rank, epochs, seed, whether labels are fitted, how many numbers are of the features, these, and
 * those of the labels.
 */
final class ImputerFormat {

  private static final int VERSION = 3;
  private static final int HEADER_OF_BODY = 3 * Integer.BYTES + Long.BYTES + 1;

  private ImputerFormat() {}

  static void write(NmfImputer imputer, OutputStream stream) throws IOException {
    double[] features = numbers(imputer.features());
    double[] labels = numbers(imputer.labels());
    RowImputer.Options options = imputer.options();
    ByteBuffer body =
        ByteBuffer.allocate(HEADER_OF_BODY + (features.length + labels.length) * Double.BYTES)
            .putInt(options.rank())
            .putInt(options.epochs())
            .putLong(options.seed())
            .put((byte) (imputer.isFitLabel() ? 1 : 0))
            .putInt(features.length);
    body.asDoubleBuffer().put(features).put(labels);
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(VERSION);
    out.writeInt(body.capacity());
    out.writeLong(checksum(body.array()));
    out.write(body.array());
    out.flush();
  }

  private static double[] numbers(Optional<RowImputer> imputer) {
    return imputer.map(RowImputer::toNumbers).orElse(new double[0]);
  }

  private static long checksum(byte[] bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    return checksum.getValue();
  }

  /**
   * Reads what {@link #write} has written, and no more of the stream.
   *
   * @throws IOException if the stream ends early or holds no imputer
   */
  static NmfImputer read(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    byte[] body;
    try {
      int version = in.readInt();
      if (version != VERSION) {
        throw new InvalidObjectException(
            String.format(
                Locale.ROOT,
                "imputer must be of version %d, got %d: fit it again, factors of another version"
                    + " are without their uncertainty",
                VERSION,
                version));
      }
      int length = in.readInt();
      long checksum = in.readLong();
      body = in.readNBytes(Math.max(length, 0));
      if (length < HEADER_OF_BODY || body.length != length || checksum(body) != checksum) {
        throw damaged();
      }
    } catch (EOFException e) {
      throw damaged();
    }
    try {
      return read(ByteBuffer.wrap(body));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new InvalidObjectException("imputer can't be read: " + e.getMessage());
    }
  }

  private static InvalidObjectException damaged() {
    return new InvalidObjectException(
        "imputer is damaged: it ends early, or its checksum is another");
  }

  private static NmfImputer read(ByteBuffer body) {
    NmfImputer imputer = new NmfImputer(body.getInt(), body.getInt(), body.getLong());
    byte fitsLabels = body.get();
    imputer.fitLabel(fitsLabels == 1);
    int count = body.getInt();
    DoubleBuffer numbers = body.asDoubleBuffer();
    if (fitsLabels >> 1 != 0 || body.remaining() % Double.BYTES != 0) {
      throw new IllegalArgumentException("its flag is neither 0 nor 1, or it ends within a number");
    }
    imputer.use(
        imputer(numbers.slice(0, count)),
        imputer(numbers.slice(count, numbers.capacity() - count)));
    return imputer;
  }

  private static Optional<RowImputer> imputer(DoubleBuffer buffer) {
    double[] numbers = new double[buffer.remaining()];
    buffer.get(numbers);
    return numbers.length == 0 ? Optional.empty() : Optional.of(RowImputer.of(numbers));
  }
}
