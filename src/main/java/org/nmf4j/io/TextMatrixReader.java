package org.nmf4j.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.nmf4j.internal.format.ArrayBuilder;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.io.ReadOptions.Presence;
import org.nmf4j.matrix.MaskedMatrix;

/** Reads delimited text with one line a row of the matrix. */
final class TextMatrixReader {

  private final Source source;
  private final ReadOptions options;
  private final Numbers numbers;
  private final ArrayBuilder values;
  private final List<String> rowLabels = new ArrayList<>();
  private List<String> columnLabels = List.of();
  private boolean labelled;
  private double[] row;
  private int rows;

  TextMatrixReader(Source source, ReadOptions options) {
    this.source = source;
    this.options = options;
    this.numbers = new Numbers(source.name(), options.dataType());
    this.values = new ArrayBuilder(source.name(), options.dataType());
  }

  /** How many columns of numbers the first lines have. */
  int columns() throws IOException {
    try (DelimitedText text = new DelimitedText(source, options)) {
      begin(text);
      return row.length;
    }
  }

  MaskedMatrix read() throws IOException {
    try (DelimitedText text = new DelimitedText(source, options)) {
      for (Line line : begin(text)) {
        add(line.fields, line.number);
      }
      for (Optional<List<String>> next = text.next(); next.isPresent(); next = text.next()) {
        add(next.get(), text.line());
      }
    }
    requireDistinct("row", rowLabels);
    requireDistinct("column", columnLabels);
    return MaskedMatrix.of(values.toArray('c', rows, row.length))
        .withLabels(rowLabels, columnLabels);
  }

  private record Line(List<String> fields, long number) {}

  /** Learns of labels and width; the first two lines, as far as they are rows. */
  private List<Line> begin(DelimitedText text) throws IOException {
    Optional<List<String>> first = text.next();
    if (first.isEmpty()) {
      throw FileFormatException.of(source.name(), "the file is empty");
    }
    long firstLine = text.line();
    Optional<List<String>> second = text.next();
    boolean header = hasHeader(first.get(), second);
    Optional<List<String>> firstRow = header ? second : first;
    if (firstRow.isEmpty()) {
      throw FileFormatException.of(source.name(), "there is no line after the header");
    }
    labelled = hasRowLabels(firstRow.get(), header ? first : Optional.empty());
    int width = firstRow.get().size() - (labelled ? 1 : 0);
    if (width == 0) {
      throw FileFormatException.at(
          source.name(), text.line(), "no number follows " + Numbers.quoted(firstRow.get().get(0)));
    }
    row = new double[width];
    List<Line> rowLines = new ArrayList<>();
    if (header) {
      columnLabels = columnLabels(first.get(), firstLine);
    } else {
      rowLines.add(new Line(first.get(), firstLine));
    }
    second.ifPresent(fields -> rowLines.add(new Line(fields, text.line())));
    return rowLines;
  }

  /** Refuses names of which one is there twice: nobody could tell the two apart. */
  private void requireDistinct(String kind, List<String> names) throws FileFormatException {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw FileFormatException.of(
            source.name(),
            String.format(
                Locale.ROOT, "the %s label %s is there twice", kind, Numbers.quoted(name)));
      }
    }
  }

  private boolean hasHeader(List<String> first, Optional<List<String>> second) {
    if (options.header() != Presence.AUTO) {
      return options.header() == Presence.YES;
    }
    boolean hasNamesOnly =
        first.stream().skip(1).anyMatch(Numbers::isText)
            && first.stream().noneMatch(Numbers::isNumber);
    if (hasNamesOnly || second.isEmpty()) {
      return hasNamesOnly;
    }
    boolean secondStartsWithText = Numbers.isText(second.get().get(0));
    // A row label is never blank, so a blank above one is the corner of a header.
    return secondStartsWithText ? first.get(0).isBlank() : Numbers.isText(first.get(0));
  }

  private boolean hasRowLabels(List<String> firstRow, Optional<List<String>> header) {
    if (options.rowLabels() != Presence.AUTO) {
      return options.rowLabels() == Presence.YES;
    }
    return Numbers.isText(firstRow.get(0))
        || header.filter(names -> names.get(0).isBlank()).isPresent()
        || header.filter(names -> names.size() == firstRow.size() - 1).isPresent();
  }

  /** The names, without the one over the row labels. */
  private List<String> columnLabels(List<String> header, long line) throws IOException {
    int surplus = header.size() - row.length;
    if (surplus != 0 && !(labelled && surplus == 1)) {
      throw FileFormatException.at(
          source.name(),
          line,
          String.format(
              Locale.ROOT,
              "the header has %d fields, the first line after it has %d",
              header.size(),
              row.length + (labelled ? 1 : 0)));
    }
    return header.stream().skip(surplus).map(String::strip).toList();
  }

  private void add(List<String> fields, long line) throws IOException {
    int offset = labelled ? 1 : 0;
    if (fields.size() != row.length + offset) {
      throw FileFormatException.at(
          source.name(),
          line,
          String.format(
              Locale.ROOT,
              "%d fields are needed as in the first row, got %d",
              row.length + offset,
              fields.size()));
    }
    if (labelled) {
      rowLabels.add(fields.get(0).strip());
    }
    for (int j = 0; j < row.length; j++) {
      row[j] = numbers.parse(fields.get(j + offset), line, j + offset + 1);
    }
    values.add(row, row.length);
    rows++;
  }
}
