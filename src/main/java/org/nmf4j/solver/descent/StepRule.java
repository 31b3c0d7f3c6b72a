package org.nmf4j.solver.descent;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.AdaBeliefUpdater;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

/**
 * What makes a gradient a step: regularizations of the gradient, the updater, and regularizations
 * of its step, in the order of ND4J's {@code TrainingSession}.
 */
record StepRule(IUpdater updater, List<Regularization> regularizations) {

  /** Whether the step is the gradient times the learning rate. */
  boolean isPlain() {
    return updater instanceof Sgd && regularizations.isEmpty();
  }

  /** What the updater needs to remember of past gradients of some numbers, a row. */
  Optional<INDArray> memoryFor(INDArray numbers) {
    long size = updater.stateSize(numbers.length());
    return size == 0 ? Optional.empty() : Optional.of(Nd4j.create(numbers.dataType(), 1, size));
  }

  /**
   * The updater of some numbers.
   *
   * @param numbers a row
   * @param memory of these, null if it needs none
   */
  GradientUpdater<?> updaterOf(INDArray numbers, INDArray memory) {
    if (updater instanceof AdaBelief adaBelief) {
      // AdaBelief.instantiate of ND4J 1.0.0-M2.1 fails for every memory.
      AdaBeliefUpdater state = new AdaBeliefUpdater(adaBelief);
      state.setStateViewArray(memory, numbers.shape(), 'c', true);
      return state;
    }
    return updater.instantiate(memory, true);
  }

  /** Turns the gradient of some numbers into their step, in place. */
  void apply(
      GradientUpdater<?> state, INDArray numbers, INDArray gradient, int iteration, int epoch) {
    regularize(ApplyStep.BEFORE_UPDATER, numbers, gradient, iteration, epoch);
    state.applyUpdater(gradient, iteration, epoch);
    regularize(ApplyStep.POST_UPDATER, numbers, gradient, iteration, epoch);
  }

  private void regularize(
      ApplyStep when, INDArray numbers, INDArray gradient, int iteration, int epoch) {
    for (Regularization regularization : regularizations) {
      if (regularization.applyStep() == when) {
        double rate = updater.hasLearningRate() ? updater.getLearningRate(iteration, epoch) : 1;
        regularization.apply(numbers, gradient, rate, iteration, epoch);
      }
    }
  }
}
