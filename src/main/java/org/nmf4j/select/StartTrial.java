package org.nmf4j.select;

import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.cluster.Matching;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * What one fit to all entries has given.
 *
 * @param objective at its end
 * @param loss of its model
 * @param explained {@code 1 − Σ weight·(prediction − A)² / Σ weight·A²}
 * @param rows of each row the component that it has most of
 * @param columns likewise
 * @param components the rows of H, each of norm 1
 */
record StartTrial(
    double objective,
    double loss,
    double explained,
    int[] rows,
    int[] columns,
    double[][] components) {

  static StartTrial of(NmfModel model, MaskedMatrix a) {
    double[][] w = model.w().transpose().castTo(DataType.DOUBLE).toDoubleMatrix();
    double[][] h = model.h().castTo(DataType.DOUBLE).toDoubleMatrix();
    double rmse = model.rmse(a);
    int[] rows = strongest(w, h);
    int[] columns = strongest(h, w);
    for (double[] component : h) {
      double norm = norm(component);
      for (int j = 0; j < component.length; j++) {
        component[j] = norm == 0 ? 0 : component[j] / norm;
      }
    }
    return new StartTrial(
        model.report().orElseThrow().objective(),
        model.loss(a),
        1 - rmse * rmse * a.totalWeight() / a.squares(),
        rows,
        columns,
        h);
  }

  /** Of each line the component that adds most to its predictions: sizes of both factors count. */
  private static int[] strongest(double[][] lines, double[][] others) {
    int[] strongest = new int[lines[0].length];
    double[] most = new double[strongest.length];
    for (int c = 0; c < lines.length; c++) {
      double size = norm(others[c]);
      for (int line = 0; line < strongest.length; line++) {
        double share = Math.abs(lines[c][line]) * size;
        if (share > most[line]) {
          most[line] = share;
          strongest[line] = c;
        }
      }
    }
    return strongest;
  }

  private static double norm(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number * number;
    }
    return Math.sqrt(sum);
  }

  /** Of each component the cosine with the one of another start that it is matched with. */
  double[] matched(StartTrial other) {
    double[][] cosines = new double[components.length][components.length];
    for (int i = 0; i < components.length; i++) {
      for (int j = 0; j < components.length; j++) {
        double sum = 0;
        for (int x = 0; x < components[i].length; x++) {
          sum += components[i][x] * other.components[j][x];
        }
        cosines[i][j] = Math.min(Math.abs(sum), 1);
      }
    }
    int[] matching = Matching.of(cosines);
    return IntStream.range(0, matching.length).mapToDouble(i -> cosines[i][matching[i]]).toArray();
  }

  Map<String, INDArray> toArrays() {
    return Map.of(
        "numbers", Nd4j.createFromArray(objective, loss, explained),
        "rows", Nd4j.createFromArray(rows).castTo(DataType.DOUBLE),
        "columns", Nd4j.createFromArray(columns).castTo(DataType.DOUBLE),
        "components", Nd4j.createFromArray(components));
  }

  static StartTrial of(Map<String, INDArray> arrays) {
    double[] numbers = arrays.get("numbers").toDoubleVector();
    return new StartTrial(
        numbers[0],
        numbers[1],
        numbers[2],
        arrays.get("rows").castTo(DataType.INT).toIntVector(),
        arrays.get("columns").castTo(DataType.INT).toIntVector(),
        arrays.get("components").toDoubleMatrix());
  }
}
