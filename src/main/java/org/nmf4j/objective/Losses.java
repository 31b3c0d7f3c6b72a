package org.nmf4j.objective;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The usual losses. p stands for a prediction, an entry of W·H, a for its target, an entry of A,
 * and the mean is taken over the observed entries, by weight.
 */
public final class Losses {

  /** How each loss is written on the command line and in a saved model. */
  private static final List<Named> NAMES =
      List.of(
          new Named("rmse", Losses::rmse),
          new Named("mse", Losses::mse),
          new Named("mae", Losses::mae),
          new Named("huber", 1, Losses::huber),
          new Named("kl", Losses::kullbackLeibler),
          new Named("is", Losses::itakuraSaito),
          new Named("beta", Double.NaN, Losses::beta));

  private Losses() {}

  /** The root-mean-square error: {@code √(mean (p − a)²)}. The default. */
  public static Loss rmse() {
    return new SquaredError("rmse", Link.SQUARE_ROOT);
  }

  /** The mean square error: {@code mean (p − a)²}. */
  public static Loss mse() {
    return new SquaredError("mse", Link.IDENTITY);
  }

  /** The mean absolute error: {@code mean |p − a|}. Outliers weigh less than with squares. */
  public static Loss mae() {
    return new AbsoluteError();
  }

  /**
   * Huber's loss: {@code mean ℓ} with {@code ℓ = (p − a)²/2} where {@code |p − a| ≤ δ}, and {@code
   * δ · (|p − a| − δ/2)} beyond. Huber 1964, doi:10.1214/aoms/1177703732.
   *
   * @param delta δ > 0, in the unit of A
   * @throws IllegalArgumentException if δ is not positive and finite
   */
  public static Loss huber(double delta) {
    return new Huber(delta);
  }

  /**
   * The generalised Kullback-Leibler divergence: {@code mean (a · log(a/p) − a + p)}, for counts.
   * Lee and Seung 2001. A must not be negative. See {@link BetaDivergence} for how 0 is treated.
   */
  public static Loss kullbackLeibler() {
    return new BetaDivergence("kl", 1);
  }

  /**
   * The Itakura-Saito divergence: {@code mean (a/p − log(a/p) − 1)}, which depends on ratios only,
   * for power spectra. Févotte, Bertin and Durrieu 2009, doi:10.1162/neco.2008.04-08-771. A must be
   * positive.
   */
  public static Loss itakuraSaito() {
    return new BetaDivergence("is", 0);
  }

  /**
   * The β-divergence: {@code mean ((a^β + (β−1)·p^β − β·a·p^(β−1)) / (β·(β−1)))}, with its limits
   * {@link #kullbackLeibler()} at β = 1 and {@link #itakuraSaito()} at β = 0; half the square error
   * at β = 2. Févotte and Idier 2011, doi:10.1162/NECO_a_00168. A must not be negative, and
   * positive for β ≤ 0.
   *
   * @throws IllegalArgumentException if β is not finite
   */
  public static Loss beta(double beta) {
    return new BetaDivergence("beta:" + shortest(beta), beta);
  }

  /**
   * The loss of a name as {@link Loss#name()} gives it: rmse, mse, mae, huber:δ (huber alone has δ
   * = 1), kl, is or beta:β.
   *
   * @throws IllegalArgumentException if there is no such loss
   */
  public static Loss named(String name) {
    String[] parts = name.split(":", 2);
    for (Named candidate : NAMES) {
      if (candidate.name.equals(parts[0])) {
        return candidate.make(name, parts.length == 2 ? parts[1] : null);
      }
    }
    String known = NAMES.stream().map(Named::usage).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("loss must be one of " + known + ", got \"" + name + "\"");
  }

  static String shortest(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  static SDVariable weightedSum(SDVariable perEntry, SDVariable weight) {
    return perEntry.mul(weight).sum();
  }

  /** A constant of the type of another variable. */
  static SDVariable constantLike(SameDiff sd, SDVariable other, double value) {
    return sd.constant(Nd4j.scalar(other.dataType(), value));
  }

  /** A way to make a loss from its name, with a number behind it where one belongs there. */
  private static final class Named {
    private final String name;
    private final Supplier<Loss> plain;
    private final DoubleFunction<Loss> parametric;
    private final double defaultParameter;

    Named(String name, Supplier<Loss> plain) {
      this.name = name;
      this.plain = plain;
      this.parametric = null;
      this.defaultParameter = Double.NaN;
    }

    Named(String name, double defaultParameter, DoubleFunction<Loss> parametric) {
      this.name = name;
      this.plain = null;
      this.parametric = parametric;
      this.defaultParameter = defaultParameter;
    }

    Loss make(String text, String parameter) {
      if (plain != null && parameter == null) {
        return plain.get();
      }
      if (plain != null) {
        throw new IllegalArgumentException(
            "loss " + name + " takes no number, got \"" + text + "\"");
      }
      try {
        double number = parameter == null ? defaultParameter : Double.parseDouble(parameter);
        return parametric.apply(number);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "loss " + name + " takes a number, as in " + usage() + ", got \"" + text + "\"", e);
      }
    }

    String usage() {
      return plain != null ? name : name + ":" + (name.equals("beta") ? "0.5" : "1");
    }
  }
}
