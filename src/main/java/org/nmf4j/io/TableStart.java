package org.nmf4j.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.OneLine;
import org.nmf4j.io.Numbers.Kind;
import org.nmf4j.io.ReadOptions.Presence;

/** What the first lines of a table tell of its fields, as far as they do. */
final class TableStart {

  private final String file;
  private final ReadOptions options;
  private final Numbers numbers;
  private final FirstLine first;
  private final List<TableLine> rows;
  private final List<Long> passed = new ArrayList<>();
  private final boolean isCommentHeader;
  private final int width;

  /** The names of the fields, as many as there are fields, or of none. */
  private List<String> names = List.of();

  /** Whether the header is one field short: it is for labels, or each line ends in a delimiter. */
  private boolean isShort;

  private OptionalLong units = OptionalLong.empty();
  private TableLine open;
  private int[] labels = new int[0];
  private int[] stored;
  private final List<FirstColumn> looked = new ArrayList<>();
  private FirstColumn column;
  private boolean areLabels;

  /**
   * @param lines the first ones, at least one
   * @param comment the fields of the comment before them, if there is one
   */
  TableStart(
      String file,
      List<TableLine> lines,
      List<String> comment,
      ReadOptions options,
      Numbers numbers)
      throws IOException {
    this.file = file;
    this.options = options;
    this.numbers = numbers;
    List<String> firstFields = lines.get(0).fields();
    List<String> second = lines.size() > 1 ? lines.get(1).fields() : List.of();
    FirstLine alone = new FirstLine(firstFields, second, options.header(), numbers);
    isCommentHeader =
        options.header() == Presence.AUTO
            && !alone.isHeader()
            && comment.size() > 1
            && comment.size() == firstFields.size()
            && comment.stream().map(numbers::kind).allMatch(Kind.NAME::equals);
    first = isCommentHeader ? new FirstLine(firstFields, second, Presence.NO, numbers) : alone;
    rows = new ArrayList<>(lines);
    if (first.isHeader()) {
      passed.add(rows.remove(0).number());
      passUnits();
    }
    if (rows.isEmpty()) {
      throw FileFormatException.of(file, "there is no line after the header");
    }
    width = rows.get(0).fields().size();
    if (first.isOpen()) {
      open = rows.get(0);
    }
    if (first.isHeader() || first.isOpen()) {
      name(lines.get(0));
    } else if (isCommentHeader) {
      names = comment;
    }
    choose(row());
  }

  /** The first line that is a row for certain. */
  private List<String> row() {
    return rows.get(open == null || rows.size() == 1 ? 0 : 1).fields();
  }

  /** Passes over a line of units: names in columns of numbers. */
  private void passUnits() {
    if (rows.size() < 2 || rows.get(0).fields().size() != rows.get(1).fields().size()) {
      return;
    }
    List<Kind> kinds = rows.get(0).fields().stream().map(numbers::kind).toList();
    List<Kind> below = rows.get(1).fields().stream().map(numbers::kind).toList();
    boolean isOverNumbers =
        IntStream.range(1, kinds.size())
            .anyMatch(i -> kinds.get(i) == Kind.NAME && below.get(i) == Kind.NUMBER);
    boolean isNoRow = kinds.get(0) == Kind.MISSING || below.get(0) == Kind.NUMBER;
    if (!kinds.contains(Kind.NUMBER) && isOverNumbers && isNoRow) {
      units = OptionalLong.of(rows.remove(0).number());
      passed.add(units.getAsLong());
    }
  }

  private void name(TableLine header) throws IOException {
    List<String> all = new ArrayList<>(header.fields());
    while (all.size() > width && all.get(all.size() - 1).isEmpty()) {
      all.remove(all.size() - 1);
    }
    int surplus = width - all.size();
    int empty = FirstLine.emptyAtEnd(rows.get(0).fields());
    isShort = surplus == 1;
    if (surplus < 0 || surplus > Math.max(1, empty)) {
      throw FileFormatException.at(
          file,
          header.number(),
          String.format(
              Locale.ROOT,
              "the header has %d fields, the first line after it has %d",
              header.fields().size(),
              width));
    }
    if (isShort && empty == 0) {
      all.add(0, "");
    }
    all.addAll(Collections.nCopies(width - all.size(), ""));
    names = all;
  }

  /** Tells labels and numbers apart. */
  private void choose(List<String> row) throws IOException {
    Set<Integer> dropped = places("--drop", options.drop());
    Set<Integer> chosen = places("--columns", options.columns());
    Set<Integer> told = places("--labels", options.labels());
    List<Integer> left =
        IntStream.range(0, width).filter(i -> !dropped.contains(i)).boxed().toList();
    column = new FirstColumn(file, numbers, left.isEmpty() ? 0 : left.get(0), false);
    Set<Integer> labelled = new TreeSet<>(told);
    if (!told.isEmpty() || options.rowLabels() == Presence.NO || left.isEmpty()) {
      areLabels = !told.isEmpty();
    } else if (options.rowLabels() == Presence.YES) {
      areLabels = true;
      labelled.add(left.get(0));
    } else if (!chosen.contains(left.get(0))) {
      labelled.addAll(look(row, left));
    }
    labels = labelled.stream().mapToInt(i -> i).toArray();
    Set<Integer> namesOnly = told.isEmpty() ? Set.of() : leadingNames(row, left);
    stored =
        left.stream()
            .filter(i -> !(areLabels && labelled.contains(i)) && !namesOnly.contains(i))
            .filter(i -> chosen.isEmpty() || chosen.contains(i))
            .mapToInt(i -> i)
            .toArray();
    for (int field : stored) {
      boolean isName = field < row.size() && numbers.kind(row.get(field)) == Kind.NAME;
      if (isName && !names.isEmpty() && open == null && field != column.field()) {
        throw FileFormatException.at(
            file,
            rows.get(0).number(),
            field + 1,
            String.format(
                Locale.ROOT,
                "%s is not a number (--drop %s leaves the column out, --skip-lines passes over lines"
                    + " at the beginning)",
                Numbers.quoted(row.get(field)),
                OneLine.start(names.get(field).isEmpty() ? "" + (field + 1) : names.get(field))));
      }
    }
  }

  private Set<Integer> leadingNames(List<String> row, List<Integer> left) {
    Set<Integer> leading = new TreeSet<>();
    for (int field : left.subList(0, left.size() - 1)) {
      if (numbers.kind(row.get(field)) != Kind.NAME) {
        break;
      }
      leading.add(field);
    }
    return leading;
  }

  /** The fields that are labels or may be. */
  private Set<Integer> look(List<String> row, List<Integer> left) {
    int lead = left.get(0);
    boolean isNamed = isNamedAsLabels(lead);
    boolean isBlank = !names.isEmpty() && names.get(lead).isEmpty() && open == null;
    Set<Integer> fields = new TreeSet<>(leadingNames(row, left));
    if (fields.isEmpty() && (isNamed || isBlank) && left.size() > 2) {
      fields.addAll(leadingNames(row, left.subList(1, left.size())));
    }
    areLabels = isBlank || !fields.isEmpty();
    fields.add(lead);
    for (int field : fields) {
      FirstColumn next = new FirstColumn(file, numbers, field, isNamedAsLabels(field));
      column = field == lead ? next : column;
      if (field != lead || !isBlank) {
        looked.add(next);
      }
    }
    return fields;
  }

  private boolean isNamedAsLabels(int field) {
    return !names.isEmpty()
        && !names.get(field).isEmpty()
        && FirstColumn.isNameOfLabels(names.get(field));
  }

  private Set<Integer> places(String option, List<String> told) throws IOException {
    Set<Integer> places = new TreeSet<>();
    for (String name : told) {
      int place = names.indexOf(name);
      if (place < 0 && name.matches("[1-9]\\d{0,8}+") && Integer.parseInt(name) <= width) {
        place = Integer.parseInt(name) - 1;
      }
      if (place < 0) {
        String known =
            names.isEmpty()
                ? "numbers from 1 to " + width
                : names.stream().collect(Collectors.joining(", "));
        throw FileFormatException.of(
            file,
            String.format(
                Locale.ROOT,
                "there is no column %s for %s, there are %s",
                Numbers.quoted(name),
                option,
                known.length() > 200 ? known.substring(0, 200) + "…" : known));
      }
      places.add(place);
    }
    return places;
  }

  FirstLine first() {
    return first;
  }

  boolean hasCorner() {
    return first.hasCorner();
  }

  OptionalLong units() {
    return units;
  }

  /** The lines that are rows or may be. */
  List<TableLine> rows() {
    return rows;
  }

  /** The one that may be a header as well, or null. */
  TableLine open() {
    return open;
  }

  int width() {
    return width;
  }

  boolean isShort() {
    return isShort;
  }

  /** The fields that are kept as numbers, those among them that may be labels. */
  int[] stored() {
    return stored;
  }

  int storedBefore(int field) {
    return (int) IntStream.of(stored).filter(i -> i < field).count();
  }

  /** Whether the fields that may be labels are kept as numbers too. */
  boolean isFirstStored() {
    return !areLabels && labels.length > 0 && stored.length > 0 && stored[0] == labels[0];
  }

  /** The fields that are labels or may be. */
  int[] labels() {
    return labels;
  }

  /** Those of them that have to be names, or numbers, throughout. */
  List<FirstColumn> looked() {
    return looked;
  }

  FirstColumn column() {
    return column;
  }

  /** Whether they are labels for certain. */
  boolean areLabels() {
    return areLabels;
  }

  boolean mayBeLabels() {
    return areLabels || isShort || !column.hasNumbers() || areLabelsUnderHeader();
  }

  /** Under a blank corner there may be any numbers, such as times. */
  private boolean areLabelsUnderHeader() {
    return !names.isEmpty()
        && (names.get(labels[0]).isEmpty() || (isNamedAsLabels(labels[0]) && column.areWhole()));
  }

  /**
   * Whether they are labels, now that all lines are known.
   *
   * @param isHeader whether the first line is a header
   * @param emptyAtEnd how many fields at the end are empty on all lines
   */
  boolean areLabelsAfterAll(boolean isHeader, int emptyAtEnd) {
    boolean hasHeader = isHeader || isCommentHeader;
    return areLabels
        || (labels.length > 0
            && (column.areNames()
                || (isShort && emptyAtEnd == 0)
                || (hasHeader && areLabelsUnderHeader())));
  }

  /** How many fields at the end have no name. */
  int mayBeCut() {
    int unnamed = names.isEmpty() ? width - 1 : Math.min(FirstLine.emptyAtEnd(names), width - 1);
    return Math.min(unnamed, FirstLine.emptyAtEnd(rows.get(0).fields()));
  }

  /** The names of all fields, or none. */
  List<String> names(boolean isHeader, boolean labelled, int cut) {
    if (!isHeader && !isCommentHeader) {
      return List.of();
    }
    List<String> all = new ArrayList<>(names);
    if (isShort && labelled && cut == 0 && !all.get(0).isEmpty()) {
      Collections.rotate(all, 1);
    }
    return all;
  }

  String nameOfFirst() {
    return names.isEmpty() || first.isOpen() ? "" + (labels[0] + 1) : names.get(labels[0]);
  }

  /** The lines that are no rows. */
  List<Long> passed(boolean isOpenHeader) {
    List<Long> all = new ArrayList<>(passed);
    if (isOpenHeader) {
      all.add(open.number());
    }
    return all;
  }
}
