package org.nmf4j.io;

/**
 * A row and a column, by name.
 *
 * @param row the row's name
 * @param column the column's name
 * @param line where it stands in its file, from 1
 */
public record Pair(String row, String column, long line) {}
