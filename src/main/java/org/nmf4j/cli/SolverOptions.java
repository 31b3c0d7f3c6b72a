package org.nmf4j.cli;

import java.util.Map;
import org.nmf4j.Nmf;
import org.nmf4j.objective.Loss;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.als.ReweightedLeastSquares;
import org.nmf4j.solver.bayes.VariationalBayes;
import org.nmf4j.solver.descent.ProjectedGradientDescent;
import picocli.CommandLine.Option;

final class SolverOptions {

  private static final Map<String, Solver> SOLVERS =
      Map.of(
          "als", AlternatingLeastSquares.withDefaults(),
          "reweighted", ReweightedLeastSquares.withDefaults(),
          "gradient", ProjectedGradientDescent.withDefaults(),
          "bayes", VariationalBayes.withDefaults());

  @Option(
      names = "--solver",
      paramLabel = "als|reweighted|bayes|gradient",
      description =
          "als: alternating least squares, reweighted: the same with other weights at each step,"
              + " bayes: variational Bayes, which knows intervals, gradient: projected gradient"
              + " descent (default: bayes for 50 or more entries of a sparse file without a penalty,"
              + " otherwise als for rmse and mse, reweighted for other losses, gradient where neither"
              + " suits).")
  private String solver;

  @Option(
      names = "--updater",
      paramLabel = "NAME[:RATE]",
      description =
          "Of --solver gradient, which it implies: sgd:0.01, adam:0.05, amsgrad, adamax, nadam,"
              + " nesterovs, adagrad or rmsprop with a learning rate (default: steps as"
              + " long as the curvature allows).")
  private String updater;

  /**
   * A specification with the solver in it, if one is named.
   *
   * @throws IllegalArgumentException if there is no such, or it doesn't suit the loss
   */
  Nmf addTo(Nmf nmf, Loss loss) {
    if (solver != null && !SOLVERS.containsKey(solver)) {
      throw new IllegalArgumentException(
          "--solver must be als, reweighted, bayes or gradient, got \"" + solver + "\"");
    }
    if (updater != null && solver != null && !solver.equals("gradient")) {
      throw new IllegalArgumentException(
          "--updater is for --solver gradient, got --solver " + solver);
    }
    if (("als".equals(solver) || "bayes".equals(solver)) && !loss.isSquaredError()) {
      throw new IllegalArgumentException(
          "--solver " + solver + " needs the loss rmse or mse, got " + loss.name());
    }
    if (updater != null) {
      return nmf.solver(Updaters.solver(updater));
    }
    return solver == null ? nmf : nmf.solver(SOLVERS.get(solver));
  }

  boolean isNamed() {
    return solver != null || updater != null;
  }

  boolean isBayes() {
    return "bayes".equals(solver);
  }

  boolean areByLeastSquares(Loss loss) {
    return loss.isSquaredError() && updater == null && (solver == null || solver.equals("als"));
  }
}
