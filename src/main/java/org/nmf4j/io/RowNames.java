package org.nmf4j.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nmf4j.internal.format.FileFormatException;

/**
 * The names of a table's rows, those of several columns joined by a blank, each there only once.
 */
final class RowNames {

  private final String file;
  private LabelTable names = new LabelTable();
  private long[] lines = new long[64];
  private byte[] joined = new byte[64];
  private int[] fields = new int[0];

  /** The first two lines of one name. */
  private long line;

  private long earlierLine;

  RowNames(String file) {
    this.file = file;
  }

  void add(Fields from, int[] fields) {
    this.fields = fields;
    int length = 0;
    for (int field : fields) {
      length = length == 0 ? 0 : append((byte) ' ', length);
      for (int at = from.start(field); at < from.end(field); at++) {
        length = append(from.bytes()[at], length);
      }
    }
    int known = names.size();
    int number = names.number(joined, 0, length);
    if (number == known) {
      lines = known == lines.length ? Arrays.copyOf(lines, 2 * known) : lines;
      lines[number] = from.line();
    } else if (line == 0) {
      line = from.line();
      earlierLine = lines[number];
    }
  }

  private int append(byte next, int length) {
    joined = length == joined.length ? Arrays.copyOf(joined, 2 * length) : joined;
    joined[length] = next;
    return length + 1;
  }

  void clear() {
    names = new LabelTable();
    line = 0;
  }

  boolean areDistinct() {
    return line == 0;
  }

  /**
   * @throws FileFormatException if one is there twice: nobody could tell the two apart
   */
  void requireDistinct() throws FileFormatException {
    if (line > 0) {
      int number = IntStream.range(0, names.size()).filter(i -> lines[i] == earlierLine).sum();
      throw FileFormatException.at(
          file,
          line,
          String.format(
              Locale.ROOT,
              "the row label %s is there already, on line %d (--labels takes other columns or joins"
                  + " several, --drop %d leaves the names out)",
              Numbers.quoted(names.name(number)),
              earlierLine,
              fields[0] + 1));
    }
  }

  List<String> list() {
    List<String> list = new ArrayList<>(names.size());
    for (int number = 0; number < names.size(); number++) {
      list.add(names.name(number));
    }
    return list;
  }
}
