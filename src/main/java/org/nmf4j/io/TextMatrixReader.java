package org.nmf4j.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nmf4j.internal.format.ArrayBuilder;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * Reads delimited text with one line a row of the matrix. What may be a header or a row, a name or
 * a number, is kept as both until the end of the file, and only then cut off.
 */
final class TextMatrixReader {

  /** The lines that tell of labels and width: a header, one of units, a row. */
  private static final int LOOK_AHEAD = 3;

  /** Whole numbers that ascend by chance; so many don't. */
  private static final int FEW = 3;

  private final Source source;
  private final ReadOptions options;
  private final Numbers numbers;
  private final ArrayBuilder values;
  private final RowNames rowNames;
  private final TableNotes notes = new TableNotes();
  private TableStart start;
  private double[] row;
  private Digits[] digits;
  private boolean keepsNames;
  private int rows;

  /** How many fields at the end are empty on all lines and have no name. */
  private int emptyAtEnd;

  TextMatrixReader(Source source, ReadOptions options) {
    this.source = source;
    this.options = options;
    this.numbers = new Numbers(source.name(), options, options.dataType());
    this.values = new ArrayBuilder(source.name(), options.dataType());
    this.rowNames = new RowNames(source.name());
  }

  /** How many columns of numbers the first lines have. */
  int columns() throws IOException {
    try (FieldScanner text = new FieldScanner(source, options)) {
      begin(text);
      return start.stored().length;
    }
  }

  MatrixFile read() throws IOException {
    try (FieldScanner text = new FieldScanner(source, options)) {
      for (TableLine line : begin(text)) {
        add(Fields.of(source.name(), line.fields(), line.number()), line == start.open());
      }
      Fields fields = text.fields();
      while (text.next()) {
        if (fields.isOfDelimiters()) {
          notes.emptyLine(fields.line());
        } else {
          add(fields, false);
        }
      }
      notes.lines(options.skipLines());
      notes.comments(text.comments());
      if (start.width() == 1) {
        notes.blankLines(text.blankLines()); // Each may have been meant for a missing number.
      }
      return finish(text.delimiter());
    }
  }

  /** Learns of labels and width; the lines looked at, as far as they are rows or may be. */
  private List<TableLine> begin(FieldScanner text) throws IOException {
    List<TableLine> lines = new ArrayList<>();
    Optional<String> comment = Optional.empty();
    while (lines.size() < LOOK_AHEAD && text.next()) {
      if (text.fields().isOfDelimiters()) {
        notes.emptyLine(text.fields().line());
      } else {
        comment = lines.isEmpty() ? text.lastComment() : comment;
        lines.add(new TableLine(text.fields().texts(), text.fields().line()));
      }
    }
    if (lines.isEmpty()) {
      String passed = text.comments() > 0 ? "the file holds comments only" : "the file is empty";
      throw FileFormatException.of(source.name(), passed);
    }
    List<String> names = comment.isPresent() ? text.split(comment.get()) : List.of();
    start = new TableStart(source.name(), lines, names, options, numbers);
    start.units().ifPresent(notes::units);
    row = new double[start.stored().length];
    digits = Stream.generate(Digits::new).limit(row.length).toArray(Digits[]::new);
    keepsNames = true;
    emptyAtEnd = start.mayBeCut();
    return start.rows();
  }

  /**
   * @param isOpen whether the line may be a header as well
   */
  private void add(Fields fields, boolean isOpen) throws IOException {
    if (fields.count() != start.width()) {
      throw FileFormatException.at(
          source.name(),
          fields.line(),
          String.format(
              Locale.ROOT,
              "%d fields are needed as in the first row, got %d",
              start.width(),
              fields.count()));
    }
    if (emptyAtEnd > 0) {
      emptyAtEnd = Math.min(emptyAtEnd, fields.emptyAtEnd());
    }
    int from = start.isFirstStored() ? 1 : 0;
    double first = lookForLabels(fields, isOpen);
    if (from > 0) {
      row[0] = first;
      if (!Double.isNaN(first)) {
        digits[0].see(numbers.decimals(), numbers.hasExponent());
      }
    }
    int[] stored = start.stored();
    for (int j = from; j < row.length; j++) {
      row[j] = numbers.parse(fields, stored[j]);
      if (!Double.isNaN(row[j]) && !isOpen) {
        digits[j].see(numbers.decimals(), numbers.hasExponent());
      }
    }
    if (!isOpen && rows > 0 && start.first().isInDoubt()) {
      start.first().compareWith(row, start.hasCorner() ? from : 0);
    }
    values.add(row, row.length);
    rows++;
  }

  private double lookForLabels(Fields fields, boolean isOpen) throws IOException {
    if (start.labels().length == 0) {
      return Double.NaN;
    }
    double number = Double.NaN;
    if (!isOpen || !start.hasCorner()) {
      for (FirstColumn column : start.looked()) {
        double value = column.look(fields);
        number = column == start.column() ? value : number;
      }
      keepsNames &= start.mayBeLabels();
    }
    if (keepsNames) {
      rowNames.add(fields, start.labels());
      if (start.areLabels()) {
        rowNames.requireDistinct();
      }
    } else {
      rowNames.clear();
    }
    return number;
  }

  private MatrixFile finish(Delimiter delimiter) throws IOException {
    boolean isHeader = start.first().isHeaderOver(start.column(), rowNames.areDistinct());
    boolean isOpenHeader = isHeader && start.open() != null;
    boolean labelled = start.areLabelsAfterAll(isHeader, emptyAtEnd);
    if (labelled) {
      rowNames.requireDistinct();
    }
    warn(isHeader, labelled);
    int cut = labelled && start.isShort() ? 0 : emptyAtEnd;
    int from = labelled && start.isFirstStored() ? 1 : 0;
    int to = start.storedBefore(start.width() - cut);
    if (to <= from) {
      throw FileFormatException.at(
          source.name(),
          start.rows().get(0).number(),
          "no number follows " + Numbers.quoted(start.rows().get(0).fields().get(0)));
    }
    int firstRow = isOpenHeader ? 1 : 0;
    values.cut(row.length, firstRow, from, to);
    List<String> names = rowNames(labelled, firstRow);
    List<String> header = start.names(isHeader, labelled, cut);
    int[] kept = IntStream.range(from, to).map(j -> start.stored()[j]).toArray();
    List<String> columnNames =
        header.isEmpty() ? List.of() : IntStream.of(kept).mapToObj(header::get).toList();
    requireDistinct(columnNames, kept);
    MaskedMatrix a =
        MaskedMatrix.of(values.toArray('c', rows - firstRow, kept.length))
            .withLabels(names, columnNames);
    notes.trailing(cut);
    int[] labels = labelled ? start.labels() : new int[0];
    TextTable table =
        new TextTable(
            source,
            options,
            delimiter,
            header,
            start.isShort() && labelled,
            start.passed(isOpenHeader),
            labels,
            kept,
            Digits.orOfAll(List.of(digits).subList(from, to)));
    MissingCode.warning(a).ifPresent(notes::warn);
    if (options.format() == MatrixFormat.AUTO) {
      EntriesAsTable.warning(a).ifPresent(notes::warn);
    }
    MaskedMatrix counted = options.counted(a, MatrixFormat.MATRIX);
    return MatrixFile.ofTable(counted, table, notes.skipped(), notes.warnings());
  }

  private List<String> rowNames(boolean labelled, int firstRow) {
    if (!labelled) {
      return List.of();
    }
    List<String> all = rowNames.list();
    return all.subList(firstRow, all.size());
  }

  private void warn(boolean isHeader, boolean labelled) {
    start.first().doubt(start.column(), isHeader).ifPresent(notes::warn);
    FirstColumn column = start.column();
    if (labelled || !start.isFirstStored() || rows < FEW) {
      return;
    }
    String name = start.nameOfFirst();
    if (column.isAscending() || (column.ascends() && EntryRole.TIME.rank(name) >= 0)) {
      notes.warn(
          String.format(
              Locale.ROOT,
              "column %s holds %d different %snumbers in order: taken as data (--row-labels yes"
                  + " takes it for names)",
              name,
              rows,
              column.areWhole() ? "whole " : ""));
    }
  }

  /** Refuses names of which one is there twice: nobody could tell the two apart. */
  private void requireDistinct(List<String> names, int[] fields) throws FileFormatException {
    Set<String> seen = new HashSet<>();
    for (int j = 0; j < names.size(); j++) {
      if (!seen.add(names.get(j))) {
        throw FileFormatException.of(
            source.name(),
            String.format(
                Locale.ROOT,
                "the column label %s is there twice (--drop %d leaves one out)",
                Numbers.quoted(names.get(j)),
                fields[j] + 1));
      }
    }
  }
}
