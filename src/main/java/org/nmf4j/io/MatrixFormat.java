package org.nmf4j.io;

import org.nmf4j.io.ReadOptions.Unlisted;

/** What a matrix looks like in a file. */
public enum MatrixFormat {

  /**
   * Decided by {@link MatrixFiles#read(java.nio.file.Path, ReadOptions)} from the file's content
   * and name.
   */
  AUTO("a file", Unlisted.MISSING),

  /** Delimited text, one line a row of the matrix. */
  MATRIX("table", Unlisted.MISSING),

  /** Delimited text, one line an entry: row, column, value. */
  TRIPLES("lines of entries", Unlisted.MISSING),

  /**
   * MatrixMarket, array or coordinate, real, integer or, where unlisted entries are 0, pattern,
   * general or symmetric.
   */
  MTX("MatrixMarket", Unlisted.MISSING),

  /** NumPy's .npy. */
  NPY(".npy", Unlisted.MISSING),

  /** A .npz of one array, or SciPy's of a sparse matrix: csr, csc or coo. */
  NPZ(".npz", Unlisted.MISSING),

  /** svmlight's and LIBSVM's: one line a row, {@code label index:value …}, # before a comment. */
  SVMLIGHT("svmlight", Unlisted.ZERO),

  /** LDA-C's: one line a document, {@code count word:occurrences …}, words from 0. */
  LDAC("LDA-C", Unlisted.ZERO);

  private final String words;
  private final Unlisted unlisted;

  MatrixFormat(String words, Unlisted unlisted) {
    this.words = words;
    this.unlisted = unlisted;
  }

  /** As it is told to users. */
  String words() {
    return words;
  }

  /** What entries are that a file leaves out, if nothing else is told. */
  Unlisted unlisted() {
    return unlisted;
  }
}
