package org.nmf4j.internal.format;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What is said of files, in words and on one line. */
public final class OneLine {

  /** Stands for a character that is none, or that a terminal would obey. */
  public static final char UNREADABLE = '\uFFFD';

  private static final int SHOWN = 40;

  private OneLine() {}

  /** A text with {@link #UNREADABLE} for its control characters and line breaks. */
  public static String of(String text) {
    StringBuilder line = new StringBuilder(text);
    for (int i = 0; i < line.length(); i++) {
      int type = Character.getType(line.charAt(i));
      if (type == Character.CONTROL
          || type == Character.LINE_SEPARATOR
          || type == Character.PARAGRAPH_SEPARATOR) {
        line.setCharAt(i, UNREADABLE);
      }
    }
    return line.toString();
  }

  /** As much of a text as a message has room for. */
  public static String start(String text) {
    return start(text, SHOWN);
  }

  static String start(String text, int length) {
    return of(text.length() > length ? text.substring(0, length) + "…" : text);
  }

  /** Why something went wrong with a file, without the file's name; Java tells some by a class. */
  public static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof NotDirectoryException) {
      return "it is no directory";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? "it can't be read or written" : of(reason);
  }
}
