package org.nmf4j.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.NpyFormat;
import org.nmf4j.matrix.DuplicateEntryException;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;

/** Reads a .npz of one array, or of a sparse matrix as SciPy's save_npz writes it. */
final class NpzMatrixReader {

  private static final Set<String> FORMATS = Set.of("csr", "csc", "coo");

  /** SciPy's have at most five. */
  private static final int MOST_MEMBERS = 64;

  /** Of a member that is a word. */
  private static final int LONGEST_WORD = 1 << 10;

  private final Source source;
  private final ReadOptions options;
  private final Map<String, INDArray> arrays = new TreeMap<>();
  private final Map<String, double[]> vectors = new TreeMap<>();
  private String format = "";

  NpzMatrixReader(Source source, ReadOptions options) {
    this.source = source;
    this.options = options;
  }

  MaskedMatrix read() throws IOException {
    try (ZipInputStream zip = new ZipInputStream(source.bytes())) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        read(entry.getName().replaceFirst("\\.npy$", ""), zip);
      }
    } catch (EOFException e) {
      throw wrong("the zip archive ends too early");
    } catch (ZipException | IllegalArgumentException e) {
      throw wrong("the zip archive is damaged: " + e.getMessage());
    }
    if (format.isEmpty() && arrays.size() == 1) {
      INDArray array = arrays.values().iterator().next();
      if (array.rank() != 2) {
        throw wrong("a matrix is needed, this array has rank " + array.rank());
      }
      return MaskedMatrix.of(array.castTo(options.dataType()));
    }
    if (format.isEmpty()) {
      throw wrong("one array or a sparse matrix of SciPy's is needed, got " + arrays.keySet());
    }
    return format.equals("coo") ? coordinates() : compressed(format.equals("csr"));
  }

  private void read(String member, InputStream in) throws IOException {
    if (arrays.size() == MOST_MEMBERS) {
      throw wrong(
          "a sparse matrix of SciPy's is needed, got more than " + MOST_MEMBERS + " members");
    }
    if (member.equals("format")) {
      String text =
          new String(in.readNBytes(LONGEST_WORD), StandardCharsets.ISO_8859_1).replace("\0", "");
      format = text.substring(Math.max(text.length() - 3, 0));
      if (!FORMATS.contains(format)) {
        throw wrong(
            "a sparse matrix must be csr, csc or coo, got "
                + Numbers.quoted(format)
                + " (tocsr())");
      }
    } else if (!member.equals("_is_array")) {
      arrays.put(member, NpyFormat.read(in, source.name() + "!" + member + ".npy"));
    }
  }

  private MaskedMatrix compressed(boolean byRows) throws IOException {
    double[] starts = numbers("indptr");
    double[] indices = numbers("indices");
    double[] values = numbers("data");
    int lines = size(byRows ? 0 : 1);
    if (starts.length != lines + 1L
        || starts[0] != 0
        || starts[lines] > values.length
        || indices.length != values.length) {
      throw wrong("indptr, indices and data don't fit together");
    }
    SparseBuilder builder = NamedEntries.builder(options);
    for (int line = 0; line < lines; line++) {
      if (!(starts[line] <= starts[line + 1] && starts[line + 1] <= values.length)) {
        throw wrong("indptr must ascend to the number of values");
      }
      for (int at = (int) starts[line]; at < (int) starts[line + 1]; at++) {
        int index = index(indices[at], byRows ? 1 : 0);
        builder.add(byRows ? line : index, byRows ? index : line, values[at]);
      }
    }
    return built(builder);
  }

  private MaskedMatrix coordinates() throws IOException {
    double[] rows = numbers("row");
    double[] columns = numbers("col");
    double[] values = numbers("data");
    if (rows.length != values.length || columns.length != values.length) {
      throw wrong("row, col and data don't fit together");
    }
    SparseBuilder builder = NamedEntries.builder(options);
    for (int at = 0; at < values.length; at++) {
      builder.add(index(rows[at], 0), index(columns[at], 1), values[at]);
    }
    return built(builder);
  }

  private MaskedMatrix built(SparseBuilder builder) throws IOException {
    int rows = size(0);
    int columns = size(1);
    if (ListedEntries.areTooFew(builder.count(), rows, columns)) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "%d×%d is too large a shape for %d entries",
              rows,
              columns,
              builder.count()));
    }
    try {
      return builder.build(rows, columns);
    } catch (DuplicateEntryException e) {
      throw wrong(
          String.format(
              Locale.ROOT, "the entry of row %d, column %d is there twice", e.row(), e.column()));
    }
  }

  private int index(double number, int axis) throws IOException {
    if (!(number >= 0 && number < size(axis) && number == Math.rint(number))) {
      throw wrong(
          String.format(Locale.ROOT, "an index must be in [0, %d), got %s", size(axis), number));
    }
    return (int) number;
  }

  private int size(int axis) throws IOException {
    double[] shape = numbers("shape");
    if (shape.length != 2
        || !(shape[axis] >= 1 && shape[axis] < Integer.MAX_VALUE - 16)
        || shape[axis] != Math.rint(shape[axis])) {
      throw wrong("a shape of two sizes is needed, got " + Arrays.toString(shape));
    }
    return (int) shape[axis];
  }

  private double[] numbers(String member) throws IOException {
    double[] known = vectors.get(member);
    if (known == null) {
      INDArray array = arrays.remove(member);
      if (array == null || array.rank() != 1) {
        throw wrong("it has no vector " + member + ".npy, as a sparse matrix of SciPy's has");
      }
      known = array.toDoubleVector();
      array.close();
      vectors.put(member, known);
    }
    return known;
  }

  private FileFormatException wrong(String problem) {
    return FileFormatException.of(source.name(), problem);
  }
}
