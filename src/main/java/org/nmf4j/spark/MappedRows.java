package org.nmf4j.spark;

import java.util.Iterator;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;

/** Rows that are changed as they pass by. */
record MappedRows(Iterator<Row> rows, UnaryOperator<Row> change) implements Iterator<Row> {

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Row next() {
    return change.apply(rows.next());
  }
}
