package org.nmf4j.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.dl4j.NmfImputer;

/**
 * Imputers: the first byte tells whether a stream follows, or the body of one, to which length and
 * checksum are put. What is read has to fill a row of ordinary numbers.
 */
public final class ImputerFuzzer {

  /** Version, length and checksum. */
  static final int HEADER = 2 * Integer.BYTES + Long.BYTES;

  private ImputerFuzzer() {}

  public static void fuzzerInitialize() throws IOException {
    Seeds.warmUp("ImputerFuzzer", ImputerFuzzer::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    byte[] content = data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
    byte[] stream = data.length > 0 && data[0] % 2 != 0 ? withHeader(content) : content;
    try {
      use(new NmfImputer.Serializer().restore(new ByteArrayInputStream(stream)));
    } catch (IOException e) {
      // What is said of a stream that is no imputer.
    }
  }

  private static byte[] withHeader(byte[] body) {
    CRC32 sum = new CRC32();
    sum.update(body);
    return ByteBuffer.allocate(HEADER + body.length)
        .putInt(3)
        .putInt(body.length)
        .putLong(sum.getValue())
        .put(body)
        .array();
  }

  private static void use(NmfImputer imputer) {
    for (int columns = 1; columns < 8; columns++) {
      INDArray rows = Nd4j.ones(DataType.DOUBLE, 2, columns);
      rows.putScalar(0, 0, Double.NaN);
      rows.getRow(1).assign(Double.NaN);
      try {
        imputer.preProcess(new DataSet(rows, null));
      } catch (IllegalArgumentException | IllegalStateException e) {
        continue; // Of other columns, or not fitted.
      }
      if (!Double.isFinite(rows.sumNumber().doubleValue())) {
        throw new AssertionError("filled with " + rows);
      }
    }
  }
}
