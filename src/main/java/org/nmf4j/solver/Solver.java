package org.nmf4j.solver;

import java.util.function.IntFunction;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;

/** A way to minimise the objective. Only its update rule is its own; the loop is shared. */
public interface Solver {

  /**
   * {@return the name with all settings that the result depends on, for reports and checkpoints}
   */
  String name();

  /**
   * {@return all that its steps depend on, in words, by which kept states of fits are told apart;
   * its name by default}
   */
  default String settings() {
    return name();
  }

  /**
   * Whether it can minimise an objective.
   *
   * @param objective of the factors that it would see
   * @param rank of these factors
   * @return true if {@link #start} takes it
   */
  boolean suits(Objective objective, int rank);

  /**
   * {@return the number of steps over which a tolerance compares the objective, larger where that
   * goes up and down; 50 by default}
   */
  default int toleranceSteps() {
    return ToleranceStopping.STEPS;
  }

  /**
   * {@return the tolerance, over {@link #toleranceSteps}, of a fit that is given neither iterations
   * nor a tolerance; 1e-5 by default}
   */
  default double defaultTolerance() {
    return 1e-5;
  }

  /**
   * Where a fit starts that is given no initializer: a solver may lead factors nearer, or look at
   * some.
   *
   * @param problem what to solve
   * @param random factors, others for each number, of which 0 is the first
   * @param workers the threads to compute on
   * @return the first by default
   */
  default Factors chooseStart(Problem problem, IntFunction<Factors> random, Threads workers) {
    return random.apply(0);
  }

  /**
   * Prepares an update rule.
   *
   * @param problem what to solve
   * @param initial where to start; the rule takes the arrays over and changes them in place
   * @param workers the threads to compute on
   * @return the rule, at the initial factors
   */
  UpdateRule start(Problem problem, Factors initial, Threads workers);
}
