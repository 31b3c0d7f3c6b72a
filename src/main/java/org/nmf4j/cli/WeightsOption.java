package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;
import picocli.CommandLine.Option;

final class WeightsOption {

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "A matrix of weights ≥ 0 of the entries, of the same rows and columns, read as the input"
              + " is; an entry of weight 0 is missing (default: 1 of each).")
  private Path file;

  /** The file; null if none is given. */
  Stream<Path> files() {
    return Stream.of(file);
  }

  /** A matrix with these weights, if there are such. */
  MaskedMatrix addTo(MaskedMatrix a, ReadingOptions reading, PrintWriter err) throws IOException {
    if (file == null) {
      return a;
    }
    MaskedMatrix weights = reading.openToFit(file, 1, false, err).matrix();
    try {
      MaskedMatrix weighted = weighted(a, weights);
      return weighted.withLabels(a.rowLabels(), a.columnLabels()).background(a.background());
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(file.toString(), e.getMessage());
    }
  }

  private static MaskedMatrix weighted(MaskedMatrix a, MaskedMatrix weights) {
    int[] rows = places("row", a.rowLabels(), a.rows(), weights.rowLabels(), weights.rows());
    int[] columns =
        places("column", a.columnLabels(), a.columns(), weights.columnLabels(), weights.columns());
    SparseBuilder builder = MaskedMatrix.sparse(a.dataType()).keepingTimes();
    SparseMatrix.from(a)
        .byRows()
        .forEach(
            (i, j, value, weight, time) -> {
              double factor = weights.value(rows[i], columns[j]);
              if (!(factor >= 0)) {
                throw new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "weights must be ≥ 0, got %s of the entry in row %d and column %d",
                        Double.isNaN(factor) ? "none" : Double.toString(factor),
                        i + 1,
                        j + 1));
              }
              builder.add(i, j, value, weight * factor, time);
            });
    MaskedMatrix sparse = builder.build(a.rows(), a.columns());
    return a.choose(
        dense -> MaskedMatrix.weighted(sparse.toArray(), weightsOf(sparse)), same -> sparse);
  }

  private static INDArray weightsOf(MaskedMatrix a) {
    HeapMatrix weights = new HeapMatrix(a.dataType(), a.rows(), a.columns());
    a.forEachObserved((i, j, value, weight) -> weights.set(i, j, weight));
    return weights.toArray();
  }

  /** Where the lines of a matrix are among those of the weights: by name, or in their order. */
  private static int[] places(
      String kind, List<String> names, int count, List<String> others, int otherCount) {
    if (names.isEmpty() || others.isEmpty()) {
      if (count != otherCount) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "weights must have the matrix's %d %ss, got %d",
                count,
                kind,
                otherCount));
      }
      return IntStream.range(0, count).toArray();
    }
    Map<String, Integer> byName = new HashMap<>();
    IntStream.range(0, otherCount).forEach(i -> byName.put(others.get(i), i));
    return names.stream()
        .mapToInt(
            name -> {
              if (!byName.containsKey(name)) {
                throw new IllegalArgumentException("weights have no " + kind + " \"" + name + "\"");
              }
              return byName.get(name);
            })
        .toArray();
  }
}
