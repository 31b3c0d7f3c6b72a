package org.nmf4j.io;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.nmf4j.io.Numbers.Kind;
import org.nmf4j.io.ReadOptions.Presence;

/**
 * Whether the first line of a table names its columns. Where it may be numbers as well as names,
 * such as years, that is left open until all lines are read.
 */
final class FirstLine {

  private static final int FIRST_YEAR = 1800;
  private static final int LAST_YEAR = 2100;

  /** Numbers that ascend by chance; so many don't. */
  private static final int FEW = 3;

  private static final Pattern DIGITS = Pattern.compile("\\d++");

  private final List<String> fields;
  private final List<Kind> kinds;
  private final boolean ascends;
  private final boolean counts;
  private final boolean areYears;

  /** What is decided before the other lines are read; AUTO if nothing is. */
  private final Presence decided;

  private boolean othersAscend = true;
  private boolean othersAreYears = true;

  /**
   * @param second the line after it, empty if there is none
   * @param told whether it is a header, if that is told
   */
  FirstLine(List<String> fields, List<String> second, Presence told, Numbers numbers) {
    int cut = Math.min(emptyAtEnd(fields), emptyAtEnd(second)); // Both may end in delimiters.
    this.fields = fields.subList(0, fields.size() - cut);
    this.kinds = this.fields.stream().map(numbers::kind).toList();
    double[] ordered = numbersFrom(hasCorner() ? 1 : 0, numbers);
    boolean areWhole = DoubleStream.of(ordered).allMatch(number -> number == Math.rint(number));
    this.ascends = ordered.length > 1 && isAscending(ordered);
    this.areYears =
        ordered.length > 0
            && areWhole
            && isAscending(ordered)
            && DoubleStream.of(ordered).allMatch(FirstLine::isYear);
    this.counts =
        ascends
            && areWhole
            && (ordered[0] == 0 || ordered[0] == 1)
            && ordered[ordered.length - 1] - ordered[0] == ordered.length - 1;
    this.decided =
        told == Presence.AUTO
            ? decided(second.subList(0, second.size() - Math.min(cut, second.size())), numbers)
            : told;
  }

  /** How many fields at the end of a line are empty, the first one not counted. */
  static int emptyAtEnd(List<String> fields) {
    int empty = 0;
    while (empty < fields.size() - 1 && fields.get(fields.size() - 1 - empty).isEmpty()) {
      empty++;
    }
    return empty;
  }

  private static boolean isYear(double number) {
    return number >= FIRST_YEAR && number <= LAST_YEAR;
  }

  private static boolean isAscending(double[] numbers) {
    return IntStream.range(1, numbers.length).allMatch(i -> numbers[i] > numbers[i - 1]);
  }

  /** Its numbers, or none if there is something else but names between them. */
  private double[] numbersFrom(int from, Numbers numbers) {
    List<Integer> places =
        IntStream.range(from, fields.size())
            .filter(i -> kinds.get(i) != Kind.NAME)
            .boxed()
            .toList();
    return places.stream().allMatch(i -> kinds.get(i) == Kind.NUMBER)
        ? places.stream().mapToDouble(i -> numbers.value(fields.get(i))).toArray()
        : new double[0];
  }

  /** Whether its first field may be the corner over labels of rows. */
  boolean hasCorner() {
    return hasBlankCorner() || kinds.get(0) == Kind.NAME;
  }

  private boolean hasBlankCorner() {
    return fields.get(0).isEmpty();
  }

  private Presence decided(List<String> second, Numbers numbers) {
    boolean hasName = kinds.stream().skip(1).anyMatch(Kind.NAME::equals);
    boolean hasNumber = kinds.contains(Kind.NUMBER);
    if (hasName && (!hasNumber || (hasCorner() && (areYears || counts)))) {
      return Presence.YES;
    }
    if (hasName || second.isEmpty()) {
      return Presence.NO;
    }
    if (kinds.get(0) == Kind.NAME && FirstColumn.isNameOfLabels(fields.get(0))) {
      return Presence.YES;
    }
    boolean isShort = second.size() == fields.size() + 1 && !second.get(fields.size()).isEmpty();
    if (isShort && (areYears || (counts && fields.size() >= FEW))) {
      return Presence.YES;
    }
    if (kinds.get(0) == Kind.NAME && isNumberedLike(second.get(0))) {
      return Presence.NO;
    }
    Kind below = numbers.kind(second.get(0));
    if (hasBlankCorner() && below == Kind.NAME) {
      return Presence.YES; // A row label is never blank, so a blank above one is a corner.
    }
    boolean isOpen =
        second.size() == fields.size() && (hasCorner() ? ascends || areYears : ascends && areYears);
    if (fields.size() == 1) {
      return kinds.get(0) == Kind.NAME && below != Kind.NAME ? Presence.YES : Presence.NO;
    }
    return isOpen ? Presence.AUTO : Presence.NO;
  }

  /** Whether the first field is a name that is counted up below, or a date. */
  private boolean isNumberedLike(String below) {
    String pattern = DIGITS.matcher(fields.get(0)).replaceAll("0");
    return !pattern.equals(fields.get(0)) && pattern.equals(DIGITS.matcher(below).replaceAll("0"));
  }

  boolean isOpen() {
    return decided == Presence.AUTO;
  }

  boolean isHeader() {
    return decided == Presence.YES;
  }

  /** Whether the other rows' numbers tell something. */
  boolean isInDoubt() {
    return isOpen() || isRowThatCounts();
  }

  private boolean isRowThatCounts() {
    return counts && fields.size() >= FEW && kinds.stream().allMatch(Kind.NUMBER::equals);
  }

  /** Takes notice of another row's numbers, from a place on. */
  void compareWith(double[] row, int from) {
    for (int j = from; j < row.length; j++) {
      othersAscend &= j == from || !(row[j] <= row[j - 1]);
      othersAreYears &= Double.isNaN(row[j]) || (row[j] >= FIRST_YEAR && row[j] <= LAST_YEAR);
    }
  }

  /**
   * Whether it is a header, now that all other lines are known.
   *
   * @param distinct whether no name or number of the first column is there twice
   */
  boolean isHeaderOver(FirstColumn column, boolean distinct) {
    if (!isOpen()) {
      return isHeader();
    }
    if (!hasCorner()) {
      return !othersAreYears;
    }
    if (hasBlankCorner()) {
      return column.areNames()
          || column.isAscending()
          || (distinct && (counts || areYears) && (column.areWhole() || fields.size() > FEW));
    }
    return !column.areNames() || areYears || (!othersAscend && (counts || fields.size() > FEW));
  }

  /** Why it might be the other, or nothing if there is no doubt. */
  Optional<String> doubt(FirstColumn column, boolean isHeader) {
    boolean isClear =
        isHeader
            ? isHeader()
                || (hasBlankCorner() && (column.areNames() || column.isAscending()))
                || (hasCorner() && areYears)
            : isOpen()
                ? hasBlankCorner() && fields.size() <= FEW
                : !isRowThatCounts() || othersAscend;
    if (isClear) {
      return Optional.empty();
    }
    return Optional.of(
        isHeader
            ? "the ascending numbers of the first line are taken for names of columns (--header no"
                + " takes them for a row)"
            : "the ascending numbers of the first line are taken for a row (--header yes takes them"
                + " for names of columns)");
  }
}
