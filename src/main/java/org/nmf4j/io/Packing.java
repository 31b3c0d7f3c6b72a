package org.nmf4j.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;
import org.nmf4j.internal.format.FileFormatException;

/** What files are packed by, told by their first bytes. */
enum Packing {
  GZIP("\\x1f\\x8b", ".gz", "gunzip", in -> new GZIPInputStream(in, Packing.BUFFER)),
  BZIP2(
      "BZh[1-9](?:1AY&SY|\\x17rE8P\\x90)",
      ".bz2",
      "bunzip2",
      in -> new BZip2CompressorInputStream(in, true)),
  XZ(
      "\\xfd7zXZ\\x00",
      ".xz",
      "unxz",
      in -> new XZCompressorInputStream(in, true, Packing.LARGEST_DICTIONARY)),
  ZSTD("\\x28\\xb5\\x2f\\xfd", ".zst", "unzstd", in -> new ZstdCompressorInputStream(in)),
  SEVEN_ZIP("7z\\xbc\\xaf\\x27\\x1c", ".7z", "7z x", Packing::refuse),
  RAR("Rar!\\x1a\\x07", ".rar", "unrar x", Packing::refuse);

  /** As many bytes as tell each. */
  static final int MAGIC = 10;

  private static final int BUFFER = 1 << 16;

  /** In kB; xz -9 asks for half of it. */
  private static final int LARGEST_DICTIONARY = 1 << 17;

  private final Pattern magic;
  private final String suffix;
  private final String command;
  private final Unpacking unpacking;

  @FunctionalInterface
  private interface Unpacking {
    InputStream of(InputStream packed) throws IOException;
  }

  Packing(String magic, String suffix, String command, Unpacking unpacking) {
    this.magic = Pattern.compile(magic);
    this.suffix = suffix;
    this.command = command;
    this.unpacking = unpacking;
  }

  private static InputStream refuse(InputStream packed) {
    throw new NoClassDefFoundError("no library unpacks it here");
  }

  static Optional<Packing> of(byte[] beginning) {
    String text = new String(beginning, StandardCharsets.ISO_8859_1);
    return Arrays.stream(values())
        .filter(packing -> packing.magic.matcher(text).lookingAt())
        .findFirst();
  }

  /**
   * @throws FileFormatException if the library that unpacks it is not on the class path
   */
  InputStream unpacked(InputStream packed, String file) throws IOException {
    try {
      return unpacking.of(packed);
    } catch (NoClassDefFoundError e) {
      throw FileFormatException.of(
          file,
          String.format(
              Locale.ROOT,
              "it is packed by %s, which is not unpacked here: unpack it by %s first",
              name().toLowerCase(Locale.ROOT).replace('_', ' '),
              command));
    }
  }

  /** The name of what is packed. */
  static String unpackedName(String file) {
    for (Packing packing : values()) {
      if (file.toLowerCase(Locale.ROOT).endsWith(packing.suffix)) {
        return file.substring(0, file.length() - packing.suffix.length());
      }
    }
    return file;
  }
}
