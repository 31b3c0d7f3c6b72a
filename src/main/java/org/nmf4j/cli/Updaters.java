package org.nmf4j.cli;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

/** ND4J's updaters by name and learning rate, as in sgd:0.01. */
final class Updaters {

  private static final Map<String, DoubleFunction<IUpdater>> BY_NAME =
      new TreeMap<>(
          Map.of(
              "sgd", Sgd::new,
              "adam", Adam::new,
              "amsgrad", AMSGrad::new,
              "adamax", AdaMax::new,
              "nadam", Nadam::new,
              "nesterovs", Nesterovs::new,
              "adagrad", AdaGrad::new,
              "rmsprop", RmsProp::new));

  private Updaters() {}

  /**
   * Gradient descent by the updater of a name; adam alone has a step that suits the data's scale.
   *
   * @throws IllegalArgumentException if there is no such updater or no learning rate where one is
   *     needed
   */
  static ProjectedGradientDescent solver(String text) {
    if (text.equals("adam")) {
      return ProjectedGradientDescent.withDefaults();
    }
    String[] parts = text.split(":", 2);
    DoubleFunction<IUpdater> updater = BY_NAME.get(parts[0]);
    if (updater == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--updater must be one of %s, got \"%s\"",
              String.join(", ", BY_NAME.keySet()),
              text));
    }
    return ProjectedGradientDescent.withDefaults().updater(updater.apply(rate(parts, text)));
  }

  private static double rate(String[] parts, String text) {
    double rate = parts.length == 2 ? OptionValues.numberOrNaN(parts[1]) : Double.NaN;
    if (!(rate > 0 && rate <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--updater needs a positive learning rate, as in %s:0.01, got \"%s\"",
              parts[0],
              text));
    }
    return rate;
  }
}
