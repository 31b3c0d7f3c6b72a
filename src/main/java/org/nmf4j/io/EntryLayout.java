package org.nmf4j.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.io.ReadOptions.Presence;

/**
 * How lines of entries lie in delimited text, as its beginning tells, and whether they do: what can
 * be a matrix as well is one.
 *
 * @param header whether the first line names the columns
 * @param width how many fields a line has at most
 */
record EntryLayout(boolean header, EntryRoles roles, int width) {

  private static final String RATINGS_DELIMITER = "::";

  /** What pandas calls the first columns of a frame that was a wide table with unnamed axes. */
  private static final List<String> STACKED = List.of("level_0", "level_1");

  /** How many columns lines of entries with values have at least. */
  private static final int FEWEST = 3;

  private static final int PAIR = 2;

  private static final Pattern COUNTING_NUMBER = Pattern.compile("\\d{1,18}+");

  /** As pandas writes them where one is missing. */
  private static final Pattern WHOLE = Pattern.compile("\\d{1,18}+(?:\\.0*+)?+");

  /** What no column of numbers has, whatever mistakes are in it. */
  private static final Pattern NAME =
      Pattern.compile("0\\d++|[\\p{N}_-]*+\\p{L}[\\p{L}\\p{N}_-]*+");

  /** So many rows of small numbers would hold a pair twice. */
  private static final int LINES_WITHOUT_DOUBT = 1000;

  /** Without a header a fourth field can only be a time. */
  private static final int MOST_UNNAMED = 4;

  /**
   * @throws IllegalArgumentException if there is no column as one is told, or none of values
   */
  static EntryLayout of(Source source, ReadOptions options) throws IOException {
    List<List<String>> firstLine = firstLines(source, options, 1);
    List<String> first = firstLine.isEmpty() ? List.of() : firstLine.get(0);
    EntryColumns told = options.entryColumns();
    boolean header = isHeader(first, options);
    boolean isWide = told.isTold() || (header && EntryRoles.of(first, told).areKnown());
    int fewest = options.takesPairs() || isPair(first) ? PAIR : FEWEST;
    int width = isWide ? first.size() : Math.max(fewest, Math.min(first.size(), MOST_UNNAMED));
    boolean isTimed =
        !header
            && isTimed(first)
            && firstLines(source, options, LINES_WITHOUT_DOUBT).stream()
                .allMatch(EntryLayout::isTimed);
    List<String> names =
        header && first.size() <= width
            ? first
            : IntStream.rangeClosed(1, width).mapToObj(Integer::toString).toList();
    EntryColumns columns = isTimed && told.time().isEmpty() ? told.time("4") : told;
    return new EntryLayout(
        header, EntryRoles.of(names, columns).filled(options.takesPairs()), width);
  }

  private static boolean isHeader(List<String> first, ReadOptions options) {
    if (options.header() != Presence.AUTO) {
      return options.header() == Presence.YES;
    }
    EntryColumns told = options.entryColumns();
    if (areNames(first) && (isStacked(first) || EntryRoles.of(first, told).areOfEntries())) {
      return true;
    }
    int value =
        COUNTING_NUMBER.matcher(told.value()).matches() ? Integer.parseInt(told.value()) : 3;
    return first.size() >= value && Numbers.isText(first.get(value - 1));
  }

  /** Whether a line may name columns, among them an index that has no name. */
  private static boolean areNames(List<String> line) {
    List<String> named =
        !line.isEmpty() && line.get(0).isEmpty() ? line.subList(1, line.size()) : line;
    return !named.isEmpty() && (named.stream().allMatch(Numbers::isText) || isStacked(line));
  }

  /** Whether a line names two columns of ids, and one of values that pandas has numbered. */
  private static boolean isStacked(List<String> line) {
    return line.size() == FEWEST
        && line.get(2).equals("0")
        && (line.subList(0, 2).equals(STACKED)
            || EntryRoles.of(line.subList(0, 2), EntryColumns.detected()).haveIds());
  }

  static boolean recognises(Source source, ReadOptions options) throws IOException {
    if (options.haveColumnsOfTable()) {
      return false;
    }
    if (source.isNamed(".triples")
        || options.entryColumns().isTold()
        || FieldScanner.delimiter(source, options).text().equals(RATINGS_DELIMITER)) {
      return true;
    }
    List<List<String>> twoLines = firstLines(source, options, 2);
    boolean hasHeader = !twoLines.isEmpty() && areNames(twoLines.get(0));
    if (hasHeader && options.header() != Presence.NO) {
      EntryRoles roles = EntryRoles.of(twoLines.get(0), options.entryColumns());
      int lines = roles.haveIds() ? 2 : LINES_WITHOUT_DOUBT;
      if (roles.areOfEntries()
          && withoutHeader(firstLines(source, options, lines), 1).stream()
              .allMatch(roles::haveIds)) {
        return true;
      }
    }
    int before = hasHeader ? 1 : 0;
    if (twoLines.size() == before) {
      return false;
    }
    if (arePairs(twoLines, before, options)) {
      return arePairs(firstLines(source, options, LINES_WITHOUT_DOUBT), before, options);
    }
    if (!mayBeEntries(source, withoutHeader(twoLines, before))) {
      return false; // Which most matrices show soon.
    }
    List<List<String>> entries =
        withoutHeader(firstLines(source, options, LINES_WITHOUT_DOUBT + 1), before);
    return !entries.isEmpty()
        && mayBeEntries(source, entries)
        && (isCertain(entries) || entries.size() >= LINES_WITHOUT_DOUBT);
  }

  /** Whether the lines are names and values, or ratings if there are enough of them. */
  private static boolean mayBeEntries(Source source, List<List<String>> lines) {
    return isCertain(lines)
        || (lines.stream().allMatch(fields -> fields.size() == 3)
            && source.mentions("rating")
            && areRatings(lines));
  }

  /** Whether lines are two ids each: names where a matrix has numbers, or any of clicks. */
  private static boolean arePairs(List<List<String>> lines, int before, ReadOptions options) {
    return lines.stream().allMatch(EntryLayout::isPair)
        && ((before == 0 && options.takesClicks())
            || withoutHeader(lines, before).stream()
                .allMatch(f -> isName(f.get(1)) && !Numbers.isHalfANumber(f.get(1))));
  }

  private static boolean isPair(List<String> fields) {
    return fields.size() == PAIR
        && fields.stream().allMatch(EntryLayout::isId)
        && fields.stream().allMatch(field -> isName(field) || WHOLE.matcher(field).matches());
  }

  private static boolean isName(String field) {
    return NAME.matcher(field).matches();
  }

  /** Whether there is a time, or a name where a matrix has numbers, in each line. */
  private static boolean isCertain(List<List<String>> lines) {
    return lines.stream().allMatch(EntryLayout::isTimed)
        || (!areMeasured(lines)
            && (lines.stream().allMatch(fields -> fields.size() == 3 && isNoRow(fields))
                || (lines.stream().allMatch(EntryLayout::isOfIds) && haveNames(lines))));
  }

  /** Whether most second fields are no names but measured, as in 5 kg, whatever else they hold. */
  private static boolean areMeasured(List<List<String>> lines) {
    long measured =
        lines.stream()
            .filter(fields -> fields.size() > 1 && Numbers.isHalfANumber(fields.get(1)))
            .count();
    return 2 * measured > lines.size();
  }

  private static List<List<String>> withoutHeader(List<List<String>> lines, int before) {
    return lines.subList(Math.min(before, lines.size()), lines.size());
  }

  private static List<List<String>> firstLines(Source source, ReadOptions options, int most)
      throws IOException {
    List<List<String>> lines = new ArrayList<>();
    Delimiter delimiter = FieldScanner.delimiter(source, options);
    try (FieldScanner text =
        new FieldScanner(source.name(), source.firstLines(), delimiter, options)) {
      for (Optional<List<String>> next = text.nextTexts();
          next.isPresent() && lines.size() < most;
          next = text.nextTexts()) {
        lines.add(cut(next.get()));
      }
    } catch (FileFormatException e) {
      return List.of(); // Whoever reads the text will come upon it too.
    }
    return lines;
  }

  /** Without the delimiters that an exporter may end each line with. */
  private static List<String> cut(List<String> line) {
    int end = line.size();
    while (end > FEWEST && line.get(end - 1).isEmpty()) {
      end--;
    }
    return line.subList(0, end);
  }

  /** An entry and a time, in whose place a matrix has no such numbers in all of its lines. */
  private static boolean isTimed(List<String> fields) {
    return fields.size() == 4
        && isId(fields.get(0))
        && isId(fields.get(1))
        && !Numbers.isText(fields.get(2))
        && Times.isTime(fields.get(3));
  }

  /** A second field that is a name is neither a row's label nor a number of it. */
  private static boolean isNoRow(List<String> fields) {
    return Numbers.isText(fields.get(1)) && !Numbers.isText(fields.get(2));
  }

  static boolean isId(String field) {
    return Numbers.isText(field) || WHOLE.matcher(field).matches();
  }

  private static boolean isOfIds(List<String> fields) {
    return fields.size() == 3
        && isId(fields.get(0))
        && isId(fields.get(1))
        && Numbers.isNumber(fields.get(2));
  }

  /** Whether one in two of the second fields, some of which are whole numbers, is a name. */
  private static boolean haveNames(List<List<String>> lines) {
    long names = lines.stream().filter(fields -> isName(fields.get(1))).count();
    return 2 * names >= lines.size();
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
