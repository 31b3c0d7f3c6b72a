package org.nmf4j.io;

/** Whether a text file has a header line, or a column of row labels. */
public enum Presence {
  /** Decided from the first lines of the file. */
  AUTO,

  /** There is one. */
  YES,

  /** There is none. */
  NO
}
