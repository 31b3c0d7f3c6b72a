package org.nmf4j.io;

import org.nmf4j.matrix.Background;

/** What a matrix looks like in a file. */
public enum MatrixFormat {

  /**
   * Decided by {@link MatrixFiles#read(java.nio.file.Path, ReadOptions)} from the file's content
   * and name.
   */
  AUTO("a file", Background.missing()),

  /** Delimited text, one line a row of the matrix. */
  MATRIX("table", Background.missing()),

  /** Delimited text, one line an entry: row, column, value. */
  TRIPLES("lines of entries", Background.missing()),

  /**
   * MatrixMarket, array or coordinate, real, integer or, where others are zeros, pattern, general
   * or symmetric.
   */
  MTX("MatrixMarket", Background.missing()),

  /** NumPy's .npy. */
  NPY(".npy", Background.missing()),

  /** A .npz of one array, or SciPy's of a sparse matrix: csr, csc or coo. */
  NPZ(".npz", Background.missing()),

  /** svmlight's and LIBSVM's: one line a row, {@code label index:value …}, # before a comment. */
  SVMLIGHT("svmlight", Background.zeros()),

  /** LDA-C's: one line a document, {@code count word:occurrences …}, words from 0. */
  LDAC("LDA-C", Background.zeros());

  private final String words;
  private final Background background;

  MatrixFormat(String words, Background background) {
    this.words = words;
    this.background = background;
  }

  /** As it is told to users. */
  String words() {
    return words;
  }

  /** What entries count for that a file leaves out, if nothing else is told. */
  Background background() {
    return background;
  }
}
