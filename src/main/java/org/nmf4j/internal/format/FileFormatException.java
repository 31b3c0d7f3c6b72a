package org.nmf4j.internal.format;

import java.io.IOException;

/**
 * A file that is not what it should be. The message is one line that names the file and, where
 * there are any, the line, the column and the value: {@code ratings.csv:17, column 3: "abc" is not
 * a number}.
 */
public final class FileFormatException extends IOException {

  private final String file;
  private final long line;
  private final int column;

  private FileFormatException(String file, long line, int column, String where, String problem) {
    super(file + where + ": " + problem);
    this.file = file;
    this.line = line;
    this.column = column;
  }

  /** Something is wrong with the file as a whole, or with bytes that are in no line. */
  public static FileFormatException of(String file, String problem) {
    return new FileFormatException(file, 0, 0, "", problem);
  }

  /** Something is wrong in a line of text, counted from 1. */
  public static FileFormatException at(String file, long line, String problem) {
    return new FileFormatException(file, line, 0, ":" + line, problem);
  }

  /** Something is wrong in a column of a line, both counted from 1. */
  public static FileFormatException at(String file, long line, int column, String problem) {
    return new FileFormatException(file, line, column, ":" + line + ", column " + column, problem);
  }

  /** The file, as the caller named it. */
  public String file() {
    return file;
  }

  /** The line, counted from 1, or 0 if it is not about a line. */
  public long line() {
    return line;
  }

  /** The field within the line, counted from 1, or 0 if it is not about one. */
  public int column() {
    return column;
  }
}
