package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.format.Decimal;

/**
 * The usual losses. p stands for a prediction, an entry of W·H, a for its target, an entry of A,
 * and the mean is taken over the observed entries, by weight.
 */
public final class Losses {

  private Losses() {}

  /** {@return the root-mean-square error: {@code √(mean (p − a)²)}} The default. */
  public static Loss rmse() {
    return new SquaredError("rmse", Link.SQUARE_ROOT);
  }

  /** {@return the mean square error: {@code mean (p − a)²}} */
  public static Loss mse() {
    return new SquaredError("mse", Link.IDENTITY);
  }

  /**
   * {@return the mean absolute error: {@code mean |p − a|}} Outliers weigh less than with squares.
   */
  public static Loss mae() {
    return new AbsoluteError();
  }

  /**
   * Huber's loss: {@code mean ℓ} with {@code ℓ = (p − a)²/2} where {@code |p − a| ≤ δ}, and {@code
   * δ · (|p − a| − δ/2)} beyond. Huber 1964, doi:10.1214/aoms/1177703732.
   *
   * @param delta δ > 0, in the unit of A
   * @return the loss
   * @throws IllegalArgumentException if δ is not positive and finite
   */
  public static Loss huber(double delta) {
    return new Huber(delta);
  }

  /**
   * {@return the generalised Kullback-Leibler divergence: {@code mean (a · log(a/p) − a + p)}, for
   * counts} Lee and Seung 2001. A must not be negative. For p stands {@code p + ε·a}, and {@code a
   * + ε·a} for a, with ε = 1e-9, so that a prediction of 0 leaves it finite in any unit; its
   * minimum is still at p = a.
   */
  public static Loss kullbackLeibler() {
    return new BetaDivergence("kl", 1);
  }

  /**
   * {@return the Itakura-Saito divergence: {@code mean (a/p − log(a/p) − 1)}, which depends on
   * ratios only, for power spectra} Févotte, Bertin and Durrieu 2009,
   * doi:10.1162/neco.2008.04-08-771. A must be positive.
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
   * @param beta β, any finite number
   * @return the loss
   * @throws IllegalArgumentException if β is not finite
   */
  public static Loss beta(double beta) {
    return new BetaDivergence("beta:" + shortest(beta), beta);
  }

  /**
   * The loss of an id: rmse, mse, mae, huber:δ (huber alone has δ = 1), kl, is or beta:β.
   *
   * @param name the id, as {@link #id} gives it
   * @return the loss
   * @throws IllegalArgumentException if there is no such loss
   */
  public static Loss named(String name) {
    return switch (name) {
      case "rmse" -> rmse();
      case "mse" -> mse();
      case "mae" -> mae();
      case "kl" -> kullbackLeibler();
      case "is" -> itakuraSaito();
      case "huber" -> huber(1);
      default -> withNumber(name);
    };
  }

  private static Loss withNumber(String name) {
    try {
      String number = name.substring(name.indexOf(':') + 1);
      if (name.startsWith("huber:")) {
        return huber(Decimal.parse(number));
      }
      if (name.startsWith("beta:")) {
        return beta(Decimal.parse(number));
      }
    } catch (NumberFormatException e) {
      // What is expected is said below, as for any other wrong name.
    }
    throw new IllegalArgumentException(
        "loss must be rmse, mse, mae, kl, is, huber:NUMBER or beta:NUMBER, got \"" + name + "\"");
  }

  /**
   * The id by which a file knows a loss, for {@link #named}.
   *
   * @param loss any loss
   * @return the id, or nothing for a loss of the caller's own, whatever its name
   */
  public static Optional<String> id(Loss loss) {
    return loss instanceof Stored stored ? Optional.of(stored.id()) : Optional.empty();
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
}
