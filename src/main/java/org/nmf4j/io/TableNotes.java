package org.nmf4j.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is told of the reading of a table. */
final class TableNotes {

  private final List<String> skipped = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private long emptyLines;
  private long firstEmptyLine;

  void emptyLine(long line) {
    firstEmptyLine = emptyLines == 0 ? line : firstEmptyLine;
    emptyLines++;
  }

  void units(long line) {
    skipped.add("line " + line + " without numbers");
  }

  void lines(int count) {
    tell(count, "the first line", "the first %d lines");
  }

  void comments(long count) {
    tell(count, "1 line of comments", "%d lines of comments");
  }

  void blankLines(long count) {
    tell(count, "1 empty line", "%d empty lines");
  }

  void trailing(int count) {
    tell(count, "a delimiter at the end of each line", "%d delimiters at the end of each line");
  }

  private void tell(long count, String one, String several) {
    if (count > 0) {
      skipped.add(count == 1 ? one : String.format(Locale.ROOT, several, count));
    }
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  List<String> skipped() {
    List<String> all = new ArrayList<>(skipped);
    if (emptyLines > 0) {
      all.add(
          emptyLines == 1
              ? "line " + firstEmptyLine + " without entries"
              : String.format(
                  Locale.ROOT,
                  "%d lines without entries from line %d on",
                  emptyLines,
                  firstEmptyLine));
    }
    return all;
  }

  List<String> warnings() {
    return warnings;
  }
}
