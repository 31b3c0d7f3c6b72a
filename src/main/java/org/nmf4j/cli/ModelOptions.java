package org.nmf4j.cli;

import java.util.Map;
import org.nmf4j.ColumnScaling;
import org.nmf4j.Nmf;
import picocli.CommandLine.Option;

/** What the model is made of. */
final class ModelOptions {

  private static final Map<String, ColumnScaling> SCALINGS =
      Map.of(
          "none",
          ColumnScaling.none(),
          "columns",
          ColumnScaling.columns(),
          "auto",
          ColumnScaling.auto());

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      defaultValue = "rmse",
      description = "rmse, mse, mae, huber:1, kl, is or beta:0.5 (default: ${DEFAULT-VALUE}).")
  private String loss;

  @Option(
      names = "--offsets",
      description =
          "Add to W·H the mean, an offset of each row and one of each column (default: if they"
              + " help, of a sparse file that bayes fits by itself, else ${DEFAULT-VALUE}).")
  private boolean offsets;

  @Option(
      names = "--clip",
      paramLabel = "LOW,HIGH",
      description = "Keep predictions in a range, as in 1,5 (default: any number).")
  private String clip;

  @Option(
      names = "--scale",
      paramLabel = "columns|none|auto",
      description =
          "columns: have the fit count each column in its standard deviation, for columns of unlike"
              + " units; auto: if they typically differ by a factor of 2 (default: columns for a"
              + " table that complete fits by itself, else none).")
  private String scale;

  String loss() {
    return loss;
  }

  /**
   * A specification with offsets, scale and range in it, if they are named.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  Nmf addTo(Nmf nmf) {
    return addToTable(offsets ? nmf.offsets() : nmf);
  }

  /**
   * A specification with the scale and the range in it, if they are named.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  Nmf addToTable(Nmf nmf) {
    Nmf scaled = scale == null ? nmf : nmf.scaleColumns(scaling());
    return clip == null ? scaled : withRange(scaled);
  }

  private ColumnScaling scaling() {
    if (!SCALINGS.containsKey(scale)) {
      throw new IllegalArgumentException(
          "--scale must be columns, none or auto, got \"" + scale + "\"");
    }
    return SCALINGS.get(scale);
  }

  private Nmf withRange(Nmf nmf) {
    String[] ends = clip.split(",", -1);
    double smallest = OptionValues.numberOrNaN(ends[0]);
    double largest = OptionValues.numberOrNaN(ends[ends.length - 1]);
    if (ends.length != 2 || Double.isNaN(smallest) || Double.isNaN(largest)) {
      throw new IllegalArgumentException(
          "--clip needs two numbers, as in 1,5, got \"" + clip + "\"");
    }
    return OptionValues.of("--clip", () -> nmf.clip(smallest, largest));
  }
}
