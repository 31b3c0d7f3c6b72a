package org.nmf4j.io;

import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.DuplicateEntryException;
import org.nmf4j.matrix.SparseMatrix;

/** Reads delimited text with one line an entry: row, column, value, perhaps weight and time. */
final class TriplesReader {

  private final Source source;
  private final EntryLayout layout;
  private final ReadOptions options;
  private final Numbers numbers;
  private final NamedEntries entries;
  private final int row;
  private final int column;
  private final int value;
  private final int weight;
  private final int time;

  /** How many fields a line has at least; one more may be a time. */
  private final int fewest;

  /**
   * @param notes takes what is to be told of the file, a line each
   */
  TriplesReader(Source source, ReadOptions options, Consumer<String> notes) throws IOException {
    if (options.haveColumnsOfTable()) {
      throw new IllegalArgumentException(
          "--labels, --columns and --drop are for a matrix, --row, --column and --value for lines of"
              + " entries");
    }
    this.source = source;
    this.options = options;
    this.numbers = new Numbers(source.name(), options, options.sparseDataType());
    this.entries = new NamedEntries(options, source.isRereadable());
    this.layout = EntryLayout.of(source, options);
    EntryRoles roles = layout.roles();
    this.row = roles.at(EntryRole.ROW);
    this.column = roles.at(EntryRole.COLUMN);
    this.value = roles.at(EntryRole.VALUE);
    this.weight = roles.at(EntryRole.WEIGHT);
    this.time = roles.time(options);
    this.fewest = 1 + IntStream.of(row, column, value, weight).max().getAsInt();
    roles
        .unused()
        .filter(unused -> layout.header())
        .ifPresent(unused -> notes.accept(roles + "; not used: " + unused));
    if (layout.header() && !roles.areKnown() && options.format() == MatrixFormat.AUTO) {
      notes.accept(
          "names and one number in each line: taken for row, column and value (--format matrix reads"
              + " a matrix)");
    }
  }

  SparseMatrix read() throws IOException {
    scan(source, (r, c, v, w, t, line) -> entries.add(r, c, v, w, t));
    if (entries.needDouble() && isAutomatic() && source.isRereadable()) {
      return readInDouble();
    }
    if (entries.isEmpty()) {
      throw FileFormatException.of(source.name(), "the file has no entries");
    }
    try {
      return entries.build();
    } catch (DuplicateEntryException e) {
      throw EntryScan.explained(
          e,
          entries.place(e),
          source,
          (again, visitor) ->
              scan(
                  again,
                  (r, c, v, w, t, line) ->
                      visitor.visit(entries.rowPlace(r), entries.columnPlace(c), v, w, t, line)));
    }
  }

  /** Whether single precision was not asked for. */
  private boolean isAutomatic() {
    return options.dataType() == DataType.DOUBLE && options.sparseDataType() == DataType.FLOAT;
  }

  private SparseMatrix readInDouble() throws IOException {
    try (Source again = source.reopened()) {
      return new TriplesReader(again, options.dataType(DataType.DOUBLE), note -> {}).read();
    }
  }

  private void scan(Source from, EntryScan.Visitor visitor) throws IOException {
    try (FieldScanner text = new FieldScanner(from, options)) {
      Fields fields = text.fields();
      boolean isLeft = text.next();
      if (isLeft && layout.header()) {
        isLeft = text.next();
      }
      for (; isLeft; isLeft = text.next()) {
        show(fields, visitor);
      }
    }
  }

  private void show(Fields fields, EntryScan.Visitor visitor) throws IOException {
    boolean isLong = fields.count() > layout.width();
    if (fields.count() < fewest
        || (isLong && fields.count() - fields.emptyAtEnd() > layout.width())) {
      throw FileFormatException.at(
          source.name(),
          fields.line(),
          String.format(
              Locale.ROOT, "row, column and value are needed, got %d fields", fields.count()));
    }
    visitor.visit(
        number(entries.rows(), fields, row),
        number(entries.columns(), fields, column),
        value < 0 ? 1 : numbers.parse(fields, value),
        weight < 0 ? 1 : weight(fields),
        time < 0 ? 0 : time(fields),
        fields.line());
  }

  private int number(LabelTable labels, Fields fields, int field) throws IOException {
    if (fields.isEmpty(field)) {
      throw FileFormatException.at(
          source.name(), fields.line(), field + 1, "a name of a row or column is needed, got none");
    }
    int known = labels.size();
    int number = labels.number(fields.bytes(), fields.start(field), fields.end(field));
    if (number == known) {
      fields.text(field); // Refused here if it is no text.
    }
    return number;
  }

  private double weight(Fields fields) throws IOException {
    double number = numbers.parse(fields, weight);
    if (!(number >= 0)) {
      throw FileFormatException.at(
          source.name(),
          fields.line(),
          weight + 1,
          "a weight must be a number ≥ 0, got " + Numbers.quoted(fields.text(weight)));
    }
    return number;
  }

  private double time(Fields fields) throws IOException {
    String told = time < fields.count() ? fields.text(time) : "";
    double number = Times.parse(told);
    if (Double.isNaN(number) && !options.needTimes()) {
      return 0; // Which then is the last line.
    }
    if (Double.isNaN(number)) {
      throw FileFormatException.at(
          source.name(),
          fields.line(),
          time + 1,
          Numbers.quoted(told)
              + " is no time: a number or a date such as 2024-01-31 or 2024-01-31T12:00:00Z is");
    }
    return number;
  }
}
