package org.nmf4j.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.nmf4j.internal.format.FileFormatException;

/**
 * Tells from the beginning of delimited text whether a line of it is an entry or a row of a matrix.
 * What can be either is a matrix.
 */
final class TriplesDetection {

  private static final String RATINGS_DELIMITER = "::";
  private static final Set<String> VALUE_NAMES = Set.of("value", "rating");
  private static final Set<String> ROW_NAMES = Set.of("row", "user", "i");
  private static final Set<String> COLUMN_NAMES = Set.of("column", "col", "item", "movie", "j");
  private static final Set<String> TIME_NAMES = Set.of("timestamp", "time", "date");
  private static final Pattern COUNTING_NUMBER = Pattern.compile("\\d{1,18}+");

  /** From 1973 on, in seconds or milliseconds. */
  private static final Pattern UNIX_TIME = Pattern.compile("[1-9]\\d{8,9}+|[1-9]\\d{11,12}+");

  /** So many rows of small numbers would hold a pair twice. */
  private static final int LINES_WITHOUT_DOUBT = 1000;

  private TriplesDetection() {}

  static boolean recognises(Source source, ReadOptions options) throws IOException {
    String delimiter = DelimitedText.delimiter(source, options);
    if (source.isNamed(".triples") || delimiter.equals(RATINGS_DELIMITER)) {
      return true;
    }
    List<List<String>> twoLines = firstLines(source, delimiter, 2);
    boolean hasHeader = !twoLines.isEmpty() && twoLines.get(0).stream().allMatch(Numbers::isText);
    if (hasHeader && isHeaderOfEntries(twoLines.get(0))) {
      return true;
    }
    int before = hasHeader ? 1 : 0;
    if (twoLines.size() == before || !mayBeEntries(source, withoutHeader(twoLines, before))) {
      return false; // Which most matrices show soon.
    }
    List<List<String>> entries =
        withoutHeader(firstLines(source, delimiter, LINES_WITHOUT_DOUBT + 1), before);
    return !entries.isEmpty()
        && mayBeEntries(source, entries)
        && (entries.stream().allMatch(TriplesDetection::isNoRow)
            || entries.size() >= LINES_WITHOUT_DOUBT);
  }

  /** Whether the lines are names and values, or ratings if there are enough of them. */
  private static boolean mayBeEntries(Source source, List<List<String>> lines) {
    boolean isTimed = lines.stream().allMatch(TriplesDetection::endsInTime);
    return (isTimed || lines.stream().allMatch(fields -> fields.size() == 3))
        && (lines.stream().allMatch(TriplesDetection::isNoRow)
            || ((isTimed || source.mentions("rating")) && areRatings(lines)));
  }

  private static List<List<String>> withoutHeader(List<List<String>> lines, int before) {
    return lines.subList(Math.min(before, lines.size()), lines.size());
  }

  private static List<List<String>> firstLines(Source source, String delimiter, int most)
      throws IOException {
    List<List<String>> lines = new ArrayList<>();
    LineLimit beginning = new LineLimit(source.firstLines(), source.name());
    try (DelimitedText text = new DelimitedText(source.name(), beginning, delimiter, 0)) {
      for (Optional<List<String>> next = text.next();
          next.isPresent() && lines.size() < most;
          next = text.next()) {
        lines.add(next.get().stream().map(String::strip).toList());
      }
    } catch (FileFormatException e) {
      return List.of(); // Whoever reads the text will come upon it too.
    }
    return lines;
  }

  private static boolean isHeaderOfEntries(List<String> header) {
    List<String> names = header.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    return (names.size() == 3 || (names.size() == 4 && TIME_NAMES.contains(names.get(3))))
        && (VALUE_NAMES.contains(names.get(2))
            || (isNameOf(ROW_NAMES, names.get(0)) && isNameOf(COLUMN_NAMES, names.get(1))));
  }

  private static boolean isNameOf(Set<String> names, String name) {
    return names.contains(name) || name.endsWith("id");
  }

  private static boolean endsInTime(List<String> fields) {
    return fields.size() == 4 && UNIX_TIME.matcher(fields.get(3)).matches();
  }

  /** A second field that is a name is neither a row's label nor a number of it. */
  private static boolean isNoRow(List<String> fields) {
    return Numbers.isText(fields.get(1)) && !Numbers.isText(fields.get(2));
  }

  /** Lines of two counting numbers, no such pair twice, and any number. */
  private static boolean areRatings(List<List<String>> entries) {
    Set<List<String>> pairs = new HashSet<>();
    return entries.stream()
        .allMatch(
            f ->
                COUNTING_NUMBER.matcher(f.get(0)).matches()
                    && COUNTING_NUMBER.matcher(f.get(1)).matches()
                    && Numbers.isNumber(f.get(2))
                    && pairs.add(f.subList(0, 2)));
  }
}
