package org.nmf4j.solver.descent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.evaluation.ObjectiveEvaluation;
import org.nmf4j.internal.evaluation.RowBatch;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.UpdateRule;

/**
 * Projected gradient descent on batches of rows. A batch moves its own rows of W and all of H; its
 * objective is the mean loss of its rows, with H's penalty in full and W's in proportion, so that
 * the batches together pull towards the minimum of the whole.
 */
final class RowBatchRule implements UpdateRule {

  private final Problem problem;
  private final Factors factors;
  private final Threads workers;
  private final StepRule rule;
  private final double totalWeight;
  private final double[] rowWeights;
  private final double[] columnWeights;
  private final ObjectiveEvaluation whole;
  private final NativeArray w;
  private final NativeArray gradientH;
  private final FactorUpdater updaterH;
  private final Map<Integer, Workbench> workbenches = new HashMap<>();
  private final List<Batch> batches = new ArrayList<>();
  private final Runnable projectionW;
  private final Runnable projectionH;
  private int epoch;
  private int iteration;

  RowBatchRule(
      Problem problem,
      Factors initial,
      ProjectedGradientDescent descent,
      Threads workers,
      int batchRows) {
    this.problem = problem;
    this.factors = initial;
    this.workers = workers;
    Objective objective = problem.objective();
    totalWeight = problem.a().totalWeight();
    rowWeights = problem.a().rowWeights();
    columnWeights = problem.a().columnWeights();
    whole = ObjectiveEvaluation.of(problem.a(), objective, initial.w(), initial.h(), workers);
    rule =
        descent.stepRule(
            initial,
            () -> {
              whole.valueAndGradient(totalWeight, 1);
              return whole.rootMeanSquareOfGradient();
            });
    w = NativeArray.of(initial.w());
    gradientH = NativeArray.of(Nd4j.create(initial.h().dataType(), initial.h().shape()));
    updaterH = new FactorUpdater(rule, initial.h(), gradientH.array());
    projectionW = objective.constraintW().boundTo(initial.w());
    projectionH = objective.constraintH().boundTo(initial.h());
    drawBatches(batchRows);
  }

  private void drawBatches(int batchRows) {
    int rows = problem.a().rows();
    List<Integer> shuffled = new ArrayList<>(IntStream.range(0, rows).boxed().toList());
    Collections.shuffle(shuffled, new Random(problem.seed()));
    int count = (rows + batchRows - 1) / batchRows;
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) i * rows / count);
      int to = (int) ((long) (i + 1) * rows / count);
      int[] ofBatch = shuffled.subList(from, to).stream().mapToInt(row -> row).toArray();
      double weight = IntStream.of(ofBatch).mapToDouble(row -> rowWeights[row]).sum();
      if (weight > 0) {
        batches.add(new Batch(ofBatch, weight));
      }
    }
  }

  @Override
  public double objective() {
    return whole.value(totalWeight);
  }

  @Override
  public void step() {
    for (Batch batch : inOrderOfEpoch()) {
      batch.step();
      projectionH.run();
      iteration++;
    }
    // Each row of W has moved once, so that projecting all of them now is as good as one by one.
    projectionW.run();
    epoch++;
  }

  /** An order that depends on the seed and the epoch alone, so that a fit can go on from any. */
  private List<Batch> inOrderOfEpoch() {
    // Random itself draws much the same from seeds that are neighbours.
    long seed = new SplittableRandom(problem.seed() + epoch + 1).nextLong();
    List<Batch> order = new ArrayList<>(batches);
    Collections.shuffle(order, new Random(seed));
    return order;
  }

  @Override
  public Factors factors() {
    return factors;
  }

  @Override
  public double projectedGradientNorm() {
    whole.valueAndGradient(totalWeight, 1);
    return whole.projectedGradientNorm();
  }

  @Override
  public Map<String, INDArray> state() {
    Map<String, INDArray> state = new LinkedHashMap<>();
    state.put("W", factors.w());
    state.put("H", factors.h());
    memoryOfW().addTo(state, "updater_W");
    updaterH.memory().addTo(state, "updater_H");
    return state;
  }

  @Override
  public void restore(Map<String, INDArray> state, int steps) {
    factors.w().assign(state.get("W"));
    factors.h().assign(state.get("H"));
    memoryOfW().takeFrom(state, "updater_W");
    updaterH.memory().takeFrom(state, "updater_H");
    epoch = steps;
    iteration = steps * batches.size();
  }

  /** That of all batches, in the order in which they were drawn. */
  private UpdaterMemory memoryOfW() {
    return new UpdaterMemory(
        batches.stream().flatMap(batch -> batch.updaterW.memory().parts().stream()).toList());
  }

  /** Arrays for batches of one size, and the objective on them. */
  private final class Workbench {
    private final NativeArray batchW;
    private final RowBatch batch;
    private final NativeArray rowWeight;
    private final NativeArray columnWeight;
    private final ObjectiveEvaluation evaluation;

    Workbench(int rows) {
      Objective objective = problem.objective();
      INDArray h = factors.h();
      batchW = NativeArray.of(Nd4j.create(h.dataType(), rows, factors.rank()));
      batch = RowBatch.of(problem.a(), objective.loss(), batchW.array(), h, workers);
      rowWeight = NativeArray.of(Nd4j.create(h.dataType(), rows, 1));
      columnWeight = NativeArray.of(Nd4j.create(h.dataType(), 1, h.columns()));
      evaluation =
          new ObjectiveEvaluation(
              objective,
              batch.evaluation(),
              batchW.array(),
              h,
              rowWeight.array(),
              columnWeight.array());
    }
  }

  /** Some rows, and the updater of their part of W. */
  private final class Batch {
    private final int[] rows;
    private final double weight;
    private final Workbench bench;
    private final FactorUpdater updaterW;

    Batch(int[] rows, double weight) {
      this.rows = rows;
      this.weight = weight;
      bench = workbenches.computeIfAbsent(rows.length, Workbench::new);
      updaterW =
          new FactorUpdater(rule, bench.batchW.array(), bench.evaluation.gradientW().array());
    }

    /** Of the columns it is what they have in a batch on average, so as not to count each time. */
    private void setWeights() {
      double[] ofRows = IntStream.of(rows).mapToDouble(row -> rowWeights[row]).toArray();
      bench.rowWeight.put(0, ofRows, 0, ofRows.length);
      bench.columnWeight.put(0, columnWeights, 0, columnWeights.length);
      bench.columnWeight.scale(weight / totalWeight);
    }

    void step() {
      bench.batch.select(rows);
      setWeights();
      for (int i = 0; i < rows.length; i++) {
        bench.batchW.copyRow(i, w, rows[i]);
      }
      bench.evaluation.valueAndGradient(weight, totalWeight / weight);
      gradientH.copyFrom(bench.evaluation.gradientH());
      FactorUpdater.stepBoth(updaterW, epoch, updaterH, iteration, epoch, workers);
      for (int i = 0; i < rows.length; i++) {
        w.copyRow(rows[i], bench.batchW, i);
      }
    }
  }
}
