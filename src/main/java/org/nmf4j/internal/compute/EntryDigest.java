package org.nmf4j.internal.compute;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest of texts and of entries, by which what is kept of fits is told apart. */
public final class EntryDigest {

  private static final int ROOM = 1 << 13;
  private static final int LARGEST = 2 * Integer.BYTES + 2 * Double.BYTES;

  private final MessageDigest digest;
  private final ByteBuffer buffer = ByteBuffer.allocate(ROOM);

  public EntryDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  public EntryDigest add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  public EntryDigest add(byte[] bytes) {
    flush();
    digest.update(bytes);
    return this;
  }

  public void add(int row, int column, double value, double weight) {
    makeRoom();
    buffer.putInt(row).putInt(column).putDouble(value).putDouble(weight);
  }

  public void add(int number) {
    makeRoom();
    buffer.putInt(number);
  }

  private void makeRoom() {
    if (buffer.remaining() < LARGEST) {
      flush();
    }
  }

  private void flush() {
    digest.update(buffer.flip());
    buffer.clear();
  }

  /** The digest; nothing may be added afterwards. */
  public byte[] bytes() {
    flush();
    return digest.digest();
  }

  /** The digest, 64 hexadecimal digits; nothing may be added afterwards. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }
}
