package org.nmf4j.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Names of rows or of columns, in UTF-8, numbered in the order of their first appearance. An open
 * hash table without an object a name: one of 6 bytes takes some 22.
 */
final class LabelTable {

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** So many digits fit into a long. */
  private static final int MOST_DIGITS = 18;

  /**
   * Numbers do not depend on it, so it may differ from run to run: no file can be made of names
   * that collide.
   */
  private final long salt = mixed(System.nanoTime());

  private byte[] text = new byte[1 << 12];

  /** Where each name ends in the text, and the next one starts. */
  private int[] ends = new int[1 << 9];

  private int[] hashes = new int[1 << 9];

  /** A number and 1, or 0. */
  private int[] slots = new int[1 << 10];

  private int size;

  int size() {
    return size;
  }

  /**
   * The number of a name; {@link #size} before the call, if it is new.
   *
   * @throws IllegalArgumentException if all names together take more than 2 GB
   */
  int number(byte[] bytes, int start, int end) {
    int hash = hash(bytes, start, end);
    int slot = hash & (slots.length - 1);
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (hashes[number] == hash
          && Arrays.equals(bytes, start, end, text, start(number), ends[number])) {
        return number;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    add(bytes, start, end, hash);
    slots[slot] = size;
    if (size > slots.length / 2) {
      spread();
    }
    return size - 1;
  }

  private void add(byte[] bytes, int start, int end, int hash) {
    long needed = (long) start(size) + end - start;
    if (needed > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("the names of rows or columns take more than 2 GB");
    }
    if (needed > text.length) {
      text = Arrays.copyOf(text, (int) Math.min(2 * needed, Integer.MAX_VALUE - 8));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size + size / 2);
      hashes = Arrays.copyOf(hashes, size + size / 2);
    }
    System.arraycopy(bytes, start, text, start(size), end - start);
    ends[size] = (int) needed;
    hashes[size] = hash;
    size++;
  }

  private void spread() {
    int mask = 2 * slots.length - 1;
    slots = new int[2 * slots.length];
    for (int number = 0; number < size; number++) {
      int slot = hashes[number] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = number + 1;
    }
  }

  private int start(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  private int hash(byte[] bytes, int start, int end) {
    long hash = salt + end - start;
    for (int at = start; at < end; at += Long.BYTES) {
      hash = mixed(hash ^ word(bytes, at, end));
    }
    return (int) hash;
  }

  /** The next 8 bytes, or as many as are left. */
  private static long word(byte[] bytes, int at, int end) {
    int left = Math.min(end - at, Long.BYTES);
    if (at + Long.BYTES <= bytes.length) {
      return (long) WORDS.get(bytes, at) & (-1L >>> (Long.SIZE - Byte.SIZE * left));
    }
    long word = 0;
    for (int i = left - 1; i >= 0; i--) {
      word = word << Byte.SIZE | (bytes[at + i] & 0xff);
    }
    return word;
  }

  /** The finalizer of SplittableRandom (Stafford's variant 13 of MurmurHash3's). */
  private static long mixed(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /**
   * The place of each name, by its number, among all in ascending order: as numbers if all are
   * integers as they are usually written, of at most 18 digits, else by their characters' codes.
   */
  int[] places() {
    int[] places = new int[size];
    if (IntStream.range(0, size).allMatch(this::isInteger)) {
      long[] ordered = IntStream.range(0, size).mapToLong(this::integer).sorted().toArray();
      Arrays.setAll(places, number -> Arrays.binarySearch(ordered, integer(number)));
    } else {
      int[] ordered =
          IntStream.range(0, size).boxed().sorted(this::compare).mapToInt(i -> i).toArray();
      for (int place = 0; place < size; place++) {
        places[ordered[place]] = place;
      }
    }
    return places;
  }

  /** The order of UTF-8 is that of the characters' codes. */
  private int compare(int first, int second) {
    return Arrays.compareUnsigned(
        text, start(first), ends[first], text, start(second), ends[second]);
  }

  private boolean isInteger(int number) {
    int start = start(number);
    int firstDigit = text[start] == '-' ? start + 1 : start;
    int digits = ends[number] - firstDigit;
    if (digits < 1 || digits > MOST_DIGITS) {
      return false;
    }
    if (text[firstDigit] == '0') {
      return digits == 1 && firstDigit == start;
    }
    for (int at = firstDigit; at < ends[number]; at++) {
      if (text[at] < '0' || text[at] > '9') {
        return false;
      }
    }
    return true;
  }

  private long integer(int number) {
    return Long.parseLong(name(number));
  }

  String name(int number) {
    int start = start(number);
    return new String(text, start, ends[number] - start, StandardCharsets.UTF_8);
  }

  List<String> names(int[] places) {
    String[] names = new String[size];
    for (int number = 0; number < size; number++) {
      names[places[number]] = name(number);
    }
    return List.of(names);
  }
}
