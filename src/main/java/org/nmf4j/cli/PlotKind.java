package org.nmf4j.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.plot.Order;
import org.nmf4j.plot.Plot;
import org.nmf4j.plot.Plots;

/**
 * A kind of picture of a model.
 *
 * @param needsMatrix whether it is one of the model and its matrix
 * @param drawing draws it
 */
record PlotKind(boolean needsMatrix, Drawing drawing) {

  static final String NAMES =
      "loss, factors, parts:HEIGHTxWIDTH, top, top:rows, completed, residuals";

  private static final String PARTS = "parts:";

  private static final Map<String, PlotKind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("loss", ofModel((model, a, look) -> Plots.loss(model)));
    KINDS.put("factors", ofModel((model, a, look) -> Plots.factors(model, look.order())));
    KINDS.put("top", ofModel((model, a, look) -> Plots.topColumns(model, look.count())));
    KINDS.put("top:rows", ofModel((model, a, look) -> Plots.topRows(model, look.count())));
    KINDS.put(
        "completed",
        new PlotKind(true, (model, a, look) -> Plots.completed(a, model, look.order())));
    KINDS.put(
        "residuals",
        new PlotKind(true, (model, a, look) -> Plots.residuals(a, model, look.order())));
  }

  /** Draws a model, and the matrix if it is needed. */
  interface Drawing {
    Plot of(NmfModel model, MaskedMatrix a, Look look);
  }

  /**
   * What is chosen beside the kind.
   *
   * @param count of bars for each component
   */
  record Look(Order order, int count) {}

  private static PlotKind ofModel(Drawing drawing) {
    return new PlotKind(false, drawing);
  }

  /**
   * @throws IllegalArgumentException if there is no such kind
   */
  static PlotKind named(String name) {
    if (name.startsWith(PARTS)) {
      return parts(name);
    }
    PlotKind kind = KINDS.get(name);
    if (kind == null) {
      String nearest =
          Nearest.to(name, new TreeSet<>(KINDS.keySet()))
              .map(near -> "; did you mean " + near + "?")
              .orElse("");
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "--kind must be one of %s, got \"%s\"%s", NAMES, name, nearest));
    }
    return kind;
  }

  private static PlotKind parts(String name) {
    String[] sides = name.substring(PARTS.length()).split("x", -1);
    try {
      if (sides.length == 2) {
        int height = Integer.parseInt(sides[0]);
        int width = Integer.parseInt(sides[1]);
        return ofModel((model, a, look) -> Plots.parts(model, height, width));
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "--kind parts needs the height and width of an image, as in parts:8x8, got \""
            + name
            + "\"");
  }
}
