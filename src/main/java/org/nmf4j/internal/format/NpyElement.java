package org.nmf4j.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;

/** How one number lies in a .npy file. */
record NpyElement(Kind kind, ByteOrder order) {

  /** Kinds and sizes of numbers, by NumPy's names. */
  enum Kind {
    F4(4),
    F8(8),
    I1(1),
    I2(2),
    I4(4),
    I8(8),
    U1(1),
    U2(2),
    U4(4),
    U8(8),
    B1(1);

    final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }
  }

  /** Reads NumPy's notation, such as {@code <f8}. */
  static NpyElement of(String descr, String name) throws FileFormatException {
    if (descr.matches("[<>|=]?[fiub][1248]")) {
      boolean big = descr.charAt(0) == '>';
      String wanted = descr.replaceFirst("^[<>|=]", "").toUpperCase(Locale.ROOT);
      for (Kind kind : Kind.values()) {
        if (kind.name().equals(wanted)) {
          return new NpyElement(kind, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        }
      }
    }
    throw FileFormatException.of(
        name,
        "element type must be f4, f8, i1 to i8, u1 to u8 or b1, got '%s'"
            .formatted(descr.replaceAll("[^ -~]", "?")));
  }

  /** FLOAT for four-byte floating-point numbers, DOUBLE for all others. */
  DataType dataType() {
    return kind == Kind.F4 ? DataType.FLOAT : DataType.DOUBLE;
  }

  /** As NumPy names it, without the byte order. */
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Takes {@code count} numbers from the buffer. */
  void decode(ByteBuffer in, double[] out, int count) {
    in.order(order);
    for (int i = 0; i < count; i++) {
      out[i] =
          switch (kind) {
            case F4 -> in.getFloat();
            case F8 -> in.getDouble();
            case I1 -> in.get();
            case I2 -> in.getShort();
            case I4 -> in.getInt();
            case I8 -> in.getLong();
            case U1 -> in.get() & 0xff;
            case U2 -> in.getShort() & 0xffff;
            case U4 -> in.getInt() & 0xffffffffL;
            case U8 -> unsigned(in.getLong());
            case B1 -> in.get() == 0 ? 0 : 1;
          };
    }
  }

  /** Halved with its last bit kept, so that it rounds once, as the whole would. */
  private static double unsigned(long value) {
    return value >= 0 ? value : 2.0 * (value >>> 1 | value & 1);
  }
}
