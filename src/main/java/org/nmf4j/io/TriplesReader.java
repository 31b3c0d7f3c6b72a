package org.nmf4j.io;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.io.ReadOptions.Presence;
import org.nmf4j.matrix.DuplicateEntryException;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;

/** Reads delimited text with one line an entry: row, column, value. */
final class TriplesReader {

  private final Source source;
  private final ReadOptions options;
  private final String delimiter;
  private final Numbers numbers;
  private final LabelTable rows = new LabelTable();
  private final LabelTable columns = new LabelTable();

  TriplesReader(Source source, ReadOptions options) {
    this.source = source;
    this.options = options;
    this.delimiter = DelimitedText.delimiter(source, options);
    this.numbers = new Numbers(source.name(), options.sparseDataType());
  }

  SparseMatrix read() throws IOException {
    SparseBuilder builder =
        MaskedMatrix.sparse(options.sparseDataType()).duplicates(options.duplicates());
    scan(source, (row, column, value, line) -> builder.add(row, column, value));
    if (rows.size() == 0) {
      throw FileFormatException.of(source.name(), "the file has no entries");
    }
    int[] rowPlaces = rows.places();
    int[] columnPlaces = columns.places();
    List<String> rowNames = rows.names(rowPlaces);
    List<String> columnNames = columns.names(columnPlaces);
    try {
      return builder.renumber(rowPlaces, columnPlaces).build().withLabels(rowNames, columnNames);
    } catch (DuplicateEntryException e) {
      String place =
          String.format(
              Locale.ROOT,
              "row %s, column %s",
              Numbers.quoted(rowNames.get(e.row())),
              Numbers.quoted(columnNames.get(e.column())));
      throw EntryScan.explained(
          e,
          place,
          source,
          (again, visitor) ->
              scan(
                  again,
                  (row, column, value, line) ->
                      visitor.visit(rowPlaces[row], columnPlaces[column], value, line)));
    }
  }

  private void scan(Source from, EntryScan.Visitor visitor) throws IOException {
    try (FieldScanner text = new FieldScanner(from, delimiter)) {
      Fields fields = text.fields();
      boolean isLeft = text.next();
      int most = isLeft && fields.count() > 3 ? 4 : 3;
      if (isLeft && isHeader(fields)) {
        isLeft = text.next();
      }
      for (; isLeft; isLeft = text.next()) {
        show(fields, most, visitor);
      }
    }
  }

  private boolean isHeader(Fields first) throws IOException {
    return options.header() == Presence.AUTO
        ? first.count() >= 3 && Numbers.isText(first.text(2))
        : options.header() == Presence.YES;
  }

  private void show(Fields fields, int most, EntryScan.Visitor visitor) throws IOException {
    if (fields.count() < 3 || fields.count() > most) {
      throw FileFormatException.at(
          source.name(),
          fields.line(),
          String.format(
              Locale.ROOT, "row, column and value are needed, got %d fields", fields.count()));
    }
    int row = number(rows, fields, 0);
    int column = number(columns, fields, 1);
    visitor.visit(row, column, numbers.parse(fields, 2), fields.line());
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
}
