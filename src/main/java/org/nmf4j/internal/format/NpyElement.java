package org.nmf4j.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;

/** How one number lies in a .npy file. */
record NpyElement(Kind kind, ByteOrder order) {

  /** Kinds of numbers by NumPy's names, with their sizes and how to take one from a buffer. */
  enum Kind {
    F2(2, in -> half(in.getShort())),
    F4(4, ByteBuffer::getFloat),
    F8(8, ByteBuffer::getDouble),
    I1(1, ByteBuffer::get),
    I2(2, ByteBuffer::getShort),
    I4(4, ByteBuffer::getInt),
    I8(8, ByteBuffer::getLong),
    U1(1, in -> in.get() & 0xff),
    U2(2, in -> in.getShort() & 0xffff),
    U4(4, in -> in.getInt() & 0xffffffffL),
    U8(8, in -> unsigned(in.getLong())),
    B1(1, in -> in.get() == 0 ? 0 : 1);

    final int bytes;
    final ToDoubleFunction<ByteBuffer> next;

    Kind(int bytes, ToDoubleFunction<ByteBuffer> next) {
      this.bytes = bytes;
      this.next = next;
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
        String.format(
            Locale.ROOT,
            "element type must be f2, f4, f8, i1 to i8, u1 to u8 or b1, got '%s'",
            OneLine.start(descr)));
  }

  /** FLOAT for floating-point numbers of two or four bytes, DOUBLE for all others. */
  DataType dataType() {
    return kind == Kind.F4 || kind == Kind.F2 ? DataType.FLOAT : DataType.DOUBLE;
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
      out[i] = kind.next.applyAsDouble(in);
    }
  }

  /** IEEE 754's binary16: a sign, 5 bits of exponent and 10 of fraction. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double size =
        exponent == 0
            ? fraction * 0x1p-24
            : exponent == 0x1f
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : Math.scalb(1 + fraction * 0x1p-10, exponent - 15);
    return bits < 0 ? -size : size;
  }

  /** Halved with its last bit kept, so that it rounds once, as the whole would. */
  private static double unsigned(long value) {
    return value >= 0 ? value : 2.0 * (value >>> 1 | value & 1);
  }
}
