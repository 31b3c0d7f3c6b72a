package org.nmf4j.io;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What stands between the fields of a line. */
final class Delimiter {

  private static final String BLANK = " ";
  private static final List<String> CANDIDATES = List.of("::", "\t", ";", ",", "|");

  private final String text;
  private final byte[] bytes;
  private final boolean isBlanks;

  Delimiter(String text) {
    this.text = text;
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
    this.isBlanks = text.equals(BLANK);
  }

  /**
   * What stands between the fields of a file: as it is told, or else the first of {@code ::}, tab,
   * semicolon, comma, if that is no decimal sign, and bar that a line has outside of quotes; blanks
   * if it has none of them but words; else a comma.
   *
   * @param line of the file, the first that has fields
   */
  static Delimiter of(String line, ReadOptions options) {
    if (!options.delimiter().isEmpty()) {
      return new Delimiter(options.delimiter());
    }
    String unquoted = line.replaceAll("\"[^\"]*+\"", "q");
    String blank = unquoted.strip().indexOf(' ') < 0 ? "," : BLANK;
    return new Delimiter(
        CANDIDATES.stream()
            .filter(candidate -> candidate.charAt(0) != options.decimal())
            .filter(unquoted::contains)
            .findFirst()
            .orElse(options.decimal() == ',' && blank.equals(",") ? ";" : blank));
  }

  String text() {
    return text;
  }

  /** Whether any number of blanks stands between two fields, and before and after all. */
  boolean isBlanks() {
    return isBlanks;
  }

  boolean isOneByte() {
    return bytes.length == 1;
  }

  byte first() {
    return bytes[0];
  }

  /** How many bytes of it stand at a place, which may be 0. */
  int length(byte[] line, int at, int end) {
    if (isBlanks()) {
      int next = at;
      while (next < end && Fields.isSpace(line[next])) {
        next++;
      }
      return next - at;
    }
    if (at + bytes.length > end) {
      return 0;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (line[at + i] != bytes[i]) {
        return 0;
      }
    }
    return bytes.length;
  }

  /** As it is told to users. */
  @Override
  public String toString() {
    return switch (text) {
      case BLANK -> "blanks";
      case "\t" -> "tabs";
      default -> "'" + text + "'";
    };
  }
}
