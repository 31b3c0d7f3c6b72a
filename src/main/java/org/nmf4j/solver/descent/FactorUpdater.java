package org.nmf4j.solver.descent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.parallel.Threads;

/**
 * Applies an updater's step to one factor: {@code X ← X − u(∇X)}. ND4J's updaters treat each number
 * by itself, so the factor is cut into parts, each with an updater and state of its own, that can
 * be stepped on different threads.
 */
final class FactorUpdater {

  private static final int PART_LENGTH = 1 << 14;

  /** How many numbers are a part's worth of work; a plain addition does them in microseconds. */
  private static final int SGD_PART_LENGTH = 1 << 17;

  private final StepRule rule;
  private final INDArray gradient;
  private final List<Part> parts = new ArrayList<>();
  private final List<INDArray> memories = new ArrayList<>();

  /**
   * An updater for a factor.
   *
   * @param factor c-ordered; changed at each step
   * @param gradient of the same shape; used up at each step
   */
  FactorUpdater(StepRule rule, INDArray factor, INDArray gradient) {
    this.rule = rule;
    this.gradient = gradient;
    INDArray numbers = factor.reshape(1, factor.length());
    INDArray gradients = gradient.reshape(1, gradient.length());
    long length = rule.updater() instanceof Sgd ? SGD_PART_LENGTH : PART_LENGTH;
    long count = (factor.length() + length - 1) / length;
    for (long i = 0; i < count; i++) {
      long from = i * factor.length() / count;
      long to = (i + 1) * factor.length() / count;
      parts.add(
          part(
              count == 1 ? numbers : slice(numbers, from, to),
              count == 1 ? gradients : slice(gradients, from, to)));
    }
  }

  private static INDArray slice(INDArray row, long from, long to) {
    return row.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }

  private Part part(INDArray numbers, INDArray gradient) {
    NativeArray target = NativeArray.of(numbers);
    NativeArray step = NativeArray.of(gradient);
    if (rule.isPlain() && rule.updater() instanceof Sgd sgd) {
      // One native call of nanoseconds; the general way takes several microseconds, which would be
      // most of a step on a small matrix.
      return (iteration, epoch) -> target.addScaled(-sgd.getLearningRate(iteration, epoch), step);
    }
    Optional<INDArray> memory = rule.memoryFor(numbers);
    memory.ifPresent(memories::add);
    GradientUpdater<?> updater = rule.updaterOf(numbers, memory.orElse(null));
    return (iteration, epoch) -> {
      rule.apply(updater, numbers, gradient, iteration, epoch);
      target.addScaled(-1, step);
    };
  }

  /** What the step just taken has subtracted, as an array of its own. */
  INDArray update(int iteration, int epoch) {
    return rule.isPlain()
        ? gradient.mul(rule.updater().getLearningRate(iteration, epoch))
        : gradient.dup('c');
  }

  UpdaterMemory memory() {
    return new UpdaterMemory(memories);
  }

  /**
   * Steps two factors, on several threads if there is work for them.
   *
   * @param iterationW steps that W has taken so far
   * @param iterationH steps that H has taken so far
   * @param epoch passes over the matrix so far
   */
  static void stepBoth(
      FactorUpdater w,
      int iterationW,
      FactorUpdater h,
      int iterationH,
      int epoch,
      Threads workers) {
    int ofW = w.parts.size();
    Threads.Task task =
        (worker, part) -> {
          if (part < ofW) {
            w.parts.get(part).step(iterationW, epoch);
          } else {
            h.parts.get(part - ofW).step(iterationH, epoch);
          }
        };
    int count = ofW + h.parts.size();
    if (count > 2) {
      workers.forEach(count, task);
    } else {
      for (int part = 0; part < count; part++) {
        task.run(0, part);
      }
    }
  }

  @FunctionalInterface
  private interface Part {
    void step(int iteration, int epoch);
  }
}
