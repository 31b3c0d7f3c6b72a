package org.nmf4j.solver;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nmf4j.compute.NativeArray;
import org.nmf4j.compute.Workers;
import org.nmf4j.graph.PenaltyGradient;
import org.nmf4j.graph.TiledObjective;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.objective.Objective;

/**
 * Projected gradient descent on batches of rows. A batch moves its own rows of W and all of H; its
 * objective is the mean loss of its rows, with H's penalty in full and W's in proportion, so that
 * the batches together pull towards the minimum of the whole.
 */
final class RowBatchRule implements UpdateRule {

  private final Problem problem;
  private final Factors factors;
  private final Workers workers;
  private final IUpdater updater;
  private final FullBatchRule whole;
  private final NativeArray values;
  private final NativeArray weights;
  private final NativeArray w;
  private final NativeArray gradientH;
  private final PenaltyGradient penaltyH;
  private final FactorUpdater updaterH;
  private final Map<Integer, Workbench> workbenches = new HashMap<>();
  private final List<Batch> batches = new ArrayList<>();
  private final Runnable projectionW;
  private final Runnable projectionH;
  private final Random random;
  private int epoch;
  private int iteration;

  RowBatchRule(Problem problem, Factors initial, IUpdater updater, Workers workers, int batchRows) {
    this.problem = problem;
    this.factors = initial;
    this.updater = updater;
    this.workers = workers;
    this.random = new Random(problem.seed());
    DenseMatrix a = (DenseMatrix) problem.a();
    whole = new FullBatchRule(problem, initial, updater, workers);
    values = NativeArray.of(a.values());
    weights = NativeArray.of(a.weights());
    w = NativeArray.of(initial.w());
    gradientH = NativeArray.of(Nd4j.create(a.dataType(), initial.h().shape()));
    penaltyH = new PenaltyGradient(problem.objective().penaltyH(), initial.h());
    updaterH = new FactorUpdater(updater, initial.h(), gradientH.array());
    projectionW = problem.objective().constraintW().boundTo(initial.w());
    projectionH = problem.objective().constraintH().boundTo(initial.h());
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < a.rows(); row++) {
      rows.add(row);
    }
    Collections.shuffle(rows, random);
    int count = (a.rows() + batchRows - 1) / batchRows;
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) i * a.rows() / count);
      int to = (int) ((long) (i + 1) * a.rows() / count);
      batches.add(new Batch(rows.subList(from, to).stream().mapToInt(row -> row).toArray()));
    }
  }

  @Override
  public double objective() {
    return whole.objective();
  }

  @Override
  public void step() {
    Collections.shuffle(batches, random);
    for (Batch batch : batches) {
      batch.step();
      projectionH.run();
      iteration++;
    }
    // Each row of W has moved once, so that projecting all of them now is as good as one by one.
    projectionW.run();
    epoch++;
  }

  @Override
  public Factors factors() {
    return factors;
  }

  @Override
  public double projectedGradientNorm() {
    return whole.projectedGradientNorm();
  }

  /** Arrays for batches of one size, and the objective on them. */
  private final class Workbench {
    private final NativeArray batchValues;
    private final NativeArray batchWeights;
    private final NativeArray batchW;
    private final TiledObjective loss;
    private final NativeArray gradientW;
    private final NativeArray gradientH;
    private final PenaltyGradient penaltyW;

    Workbench(int rows) {
      Objective objective = problem.objective();
      INDArray h = factors.h();
      batchValues = array(rows, h.columns());
      batchWeights = array(rows, h.columns());
      batchW = array(rows, factors.rank());
      loss =
          new TiledObjective(
              batchValues.array(),
              batchWeights.array(),
              objective.loss(),
              batchW.array(),
              h,
              workers);
      gradientW = NativeArray.of(loss.gradientW());
      gradientH = NativeArray.of(loss.gradientH());
      penaltyW = new PenaltyGradient(objective.penaltyW(), batchW.array());
    }

    private NativeArray array(int rows, int columns) {
      return NativeArray.of(Nd4j.create(factors.w().dataType(), new long[] {rows, columns}, 'c'));
    }
  }

  /** Some rows, and the updater of their part of W. */
  private final class Batch {
    private final int[] rows;
    private final Workbench bench;
    private final FactorUpdater updaterW;
    private final double totalWeight;

    Batch(int[] rows) {
      this.rows = rows;
      bench = workbenches.computeIfAbsent(rows.length, Workbench::new);
      updaterW = new FactorUpdater(updater, bench.batchW.array(), bench.loss.gradientW());
      gather();
      totalWeight = bench.batchWeights.array().sumNumber().doubleValue();
    }

    void step() {
      if (totalWeight == 0) {
        return;
      }
      gather();
      double share = ((DenseMatrix) problem.a()).totalWeight() / totalWeight;
      bench.loss.valueAndGradient(totalWeight);
      bench.penaltyW.addGradientTo(bench.gradientW, share);
      gradientH.copyFrom(bench.gradientH);
      penaltyH.addGradientTo(gradientH, 1);
      FactorUpdater.stepBoth(updaterW, epoch, updaterH, iteration, epoch, workers);
      for (int i = 0; i < rows.length; i++) {
        w.copyRow(rows[i], bench.batchW, i);
      }
    }

    private void gather() {
      for (int i = 0; i < rows.length; i++) {
        bench.batchValues.copyRow(i, values, rows[i]);
        bench.batchWeights.copyRow(i, weights, rows[i]);
        bench.batchW.copyRow(i, w, rows[i]);
      }
    }
  }
}
