package org.nmf4j.spark;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Digests by which states of one fit are told from those of others. */
final class Digests {

  private Digests() {}

  static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  static void add(MessageDigest digest, int row, int column, double value, double weight) {
    digest.update(
        ByteBuffer.allocate(24)
            .putInt(row)
            .putInt(column)
            .putDouble(value)
            .putDouble(weight)
            .flip());
  }

  /** Of settings and parts in their order, 64 hexadecimal digits. */
  static String of(String settings, List<byte[]> parts) {
    MessageDigest digest = begin();
    digest.update(settings.getBytes(StandardCharsets.UTF_8));
    parts.forEach(digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }
}
