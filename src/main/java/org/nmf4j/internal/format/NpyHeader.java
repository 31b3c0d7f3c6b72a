package org.nmf4j.internal.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The header of a .npy file: what the numbers are, how they lie and how many there are. */
record NpyHeader(NpyElement element, boolean fortranOrder, long[] shape, long count) {

  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Of shapes that make sense; NumPy itself stops at 10,000. */
  private static final int LONGEST = 1 << 16;

  /** As many as have a size in bytes. */
  private static final long MOST_NUMBERS = Long.MAX_VALUE / 8;

  /** A header of NumPy as it is. */
  private static final int SHOWN = 80;

  private static final int ALIGNMENT = 64;

  private static final Pattern ITEM =
      Pattern.compile(
          "\\s*+['\"](descr|fortran_order|shape)['\"]\\s*+:\\s*+"
              + "('[^']*+'|\"[^\"]*+\"|True|False|\\([\\s\\d,L]*+\\))\\s*+(?:,|$)\\s*+");

  static NpyHeader read(InputStream in, String name) throws IOException {
    byte[] start = readExactly(in, MAGIC.length + 2, name);
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw FileFormatException.of(name, "not a .npy file: it doesn't begin with \\x93NUMPY");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw FileFormatException.of(name, ".npy version must be 1, 2 or 3, got " + version);
    }
    byte[] size = readExactly(in, version == 1 ? 2 : 4, name);
    long length = 0;
    for (int i = size.length - 1; i >= 0; i--) {
      length = length << 8 | size[i] & 0xff;
    }
    if (length > LONGEST) {
      throw FileFormatException.of(
          name,
          String.format(
              Locale.ROOT, "a .npy header of %d bytes is too long, at most %d", length, LONGEST));
    }
    byte[] text = readExactly(in, (int) length, name);
    return parse(new String(text, StandardCharsets.UTF_8), name);
  }

  private static NpyHeader parse(String text, String name) throws FileFormatException {
    String dictionary = text.strip();
    if (!dictionary.startsWith("{") || !dictionary.endsWith("}")) {
      throw badHeader(name, dictionary);
    }
    String items = dictionary.substring(1, dictionary.length() - 1);
    Map<String, String> values = new HashMap<>();
    Matcher matcher = ITEM.matcher(items);
    int end = 0;
    while (end < items.length()) {
      if (!matcher.region(end, items.length()).lookingAt()
          || values.put(matcher.group(1), matcher.group(2)) != null) {
        throw badHeader(name, dictionary);
      }
      end = matcher.end();
    }
    String descr = values.getOrDefault("descr", "");
    String order = values.getOrDefault("fortran_order", "");
    String shape = values.getOrDefault("shape", "");
    if (descr.length() < 2 || !order.matches("True|False") || !shape.startsWith("(")) {
      throw badHeader(name, dictionary);
    }
    NpyElement element = NpyElement.of(descr.substring(1, descr.length() - 1), name);
    long[] sizes = parseShape(shape, name);
    return new NpyHeader(element, order.equals("True"), sizes, count(sizes, name));
  }

  private static long[] parseShape(String tuple, String name) throws FileFormatException {
    String[] sizes = tuple.substring(1, tuple.length() - 1).strip().split(",");
    if (sizes.length > 2) {
      throw FileFormatException.of(name, "shape " + shown(tuple) + " has more than two dimensions");
    }
    try {
      return Arrays.stream(sizes)
          .map(String::strip)
          .filter(size -> !size.isEmpty())
          .mapToLong(size -> Long.parseLong(withoutSuffix(size)))
          .toArray();
    } catch (NumberFormatException e) {
      throw FileFormatException.of(
          name, "shape " + shown(tuple) + " is too large or not of whole numbers");
    }
  }

  /** Of Python 2. */
  private static String withoutSuffix(String size) {
    return size.endsWith("L") ? size.substring(0, size.length() - 1) : size;
  }

  private static long count(long[] shape, String name) throws FileFormatException {
    long count = 1;
    for (long size : shape) {
      if (size == 0) {
        throw FileFormatException.of(name, "shape " + Arrays.toString(shape) + " holds no number");
      }
      if (size > MOST_NUMBERS / count) {
        throw FileFormatException.of(name, "shape " + Arrays.toString(shape) + " is too large");
      }
      count *= size;
    }
    return count;
  }

  /** The header, magic bytes included, of a c-ordered little-endian array. */
  static byte[] encode(String descr, long... shape) {
    String sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String tuple = shape.length == 1 ? sizes + "," : sizes;
    String text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + tuple + "), }";
    int fixed = MAGIC.length + 4;
    int length = (fixed + text.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.fill(header.array(), (byte) ' ');
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (length - fixed));
    header.put(text.getBytes(StandardCharsets.US_ASCII)).put(length - 1, (byte) '\n');
    return header.array();
  }

  private static FileFormatException badHeader(String name, String header) {
    return FileFormatException.of(
        name,
        ".npy header must hold descr, fortran_order and shape once each, got " + shown(header));
  }

  private static String shown(String header) {
    return OneLine.start(header, SHOWN);
  }

  private static byte[] readExactly(InputStream in, int length, String name) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw FileFormatException.of(name, "not a .npy file: it ends within the header");
    }
    return bytes;
  }
}
