package org.nmf4j.io;

/** What a matrix looks like in a file. */
public enum MatrixFormat {

  /**
   * Decided by {@link MatrixFiles#read(java.nio.file.Path, ReadOptions)} from the file's content
   * and name.
   */
  AUTO,

  /** Delimited text, one line a row of the matrix. */
  MATRIX,

  /** Delimited text, one line an entry: row, column, value. */
  TRIPLES,

  /** MatrixMarket, array or coordinate, real or integer, general or symmetric. */
  MTX,

  /** NumPy's .npy. */
  NPY
}
