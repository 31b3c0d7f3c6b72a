package org.nmf4j.internal.format;

import java.io.IOException;

/**
 * A file that is not what it should be. The message is one line that names the file and, where
 * there are any, the line, the column and the value: {@code ratings.csv:17, column 3: "abc" is not
 * a number}.
 */
public final class FileFormatException extends IOException {

  private FileFormatException(String where, String problem) {
    super(OneLine.of(where + ": " + problem));
  }

  /** Something is wrong with the file as a whole, or with bytes that are in no line. */
  public static FileFormatException of(String file, String problem) {
    return new FileFormatException(named(file), problem);
  }

  /** Something is wrong in a line of text, counted from 1. */
  public static FileFormatException at(String file, long line, String problem) {
    return new FileFormatException(named(file) + ":" + line, problem);
  }

  /** Something is wrong in a column of a line, both counted from 1. */
  public static FileFormatException at(String file, long line, int column, String problem) {
    return new FileFormatException(named(file) + ":" + line + ", column " + column, problem);
  }

  private static String named(String file) {
    return file.isEmpty() ? "\"\"" : file;
  }
}
