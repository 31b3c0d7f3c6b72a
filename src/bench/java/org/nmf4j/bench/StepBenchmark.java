package org.nmf4j.bench;

import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.UpdateRule;
import org.nmf4j.solver.descent.ProjectedGradientDescent;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One step of each kind, on two threads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StepBenchmark {

  /** Rows × columns, rank, and type. */
  @Param({"4x3 2 DOUBLE", "1000x1000 20 FLOAT"})
  public String problem;

  private DenseMatrix a;
  private Factors factors;
  private Workers workers;
  private UpdateRule sgd;
  private UpdateRule adam;
  private UpdateRule huber;
  private UpdateRule lambdaHuber;
  private UpdateRule rowBatches;

  @Setup(Level.Trial)
  public void prepare() {
    String[] words = problem.split("[x ]");
    int rows = Integer.parseInt(words[0]);
    int columns = Integer.parseInt(words[1]);
    int rank = Integer.parseInt(words[2]);
    DataType type = DataType.valueOf(words[3]);
    a = DenseProblem.matrix(type, rows, columns, rank);
    factors = DenseProblem.factors(type, rows, columns, rank);
    workers = new Workers(2);
    ProjectedGradientDescent descent = ProjectedGradientDescent.withDefaults();
    sgd = rule(descent.updater(new Sgd(0.01)), Losses.rmse());
    adam = rule(descent.updater(new Adam(1e-3)), Losses.rmse());
    huber = rule(descent.updater(new Sgd(0.01)), Losses.huber(0.5));
    lambdaHuber =
        rule(
            descent.updater(new Sgd(0.01)),
            (sd, prediction, target, weight) -> {
              var size = sd.math().abs(prediction.sub(target));
              var clipped = sd.math().min(size, sd.constant(Nd4j.scalar(type, 0.5)));
              return clipped.mul(size.sub(clipped.mul(0.5))).mul(weight).sum();
            });
    rowBatches =
        rule(descent.updater(new Sgd(0.01)).batchRows(Math.max(1, rows / 4)), Losses.rmse());
  }

  private UpdateRule rule(Solver solver, Loss loss) {
    return solver.start(new Problem(a, Objective.of(loss), 0), factors.copy(), workers);
  }

  @TearDown(Level.Trial)
  public void close() {
    workers.close();
  }

  private static double step(UpdateRule rule) {
    double objective = rule.objective();
    rule.step();
    return objective;
  }

  @Benchmark
  public double sgd() {
    return step(sgd);
  }

  @Benchmark
  public double adam() {
    return step(adam);
  }

  @Benchmark
  public double huber() {
    return step(huber);
  }

  @Benchmark
  public double huberAsLambda() {
    return step(lambdaHuber);
  }

  @Benchmark
  public double rowBatches() {
    return step(rowBatches);
  }

  /** The gradient alone, as the compiled graph computes it. */
  @Benchmark
  public double compiledGradient() {
    return sgd.objective();
  }
}
