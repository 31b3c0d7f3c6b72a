package org.nmf4j.bench;

import java.util.concurrent.TimeUnit;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.samediff.FactorizationGraph;
import org.nmf4j.solver.Factors;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * SameDiff's own gradient, to compare with {@link StepBenchmark#compiledGradient}. Apart from it,
 * as open {@link org.nmf4j.compute.Workers} would keep SameDiff to one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SameDiffStepBenchmark {

  /** As in {@link StepBenchmark}. */
  @Param({"4x3 2 DOUBLE", "1000x1000 20 FLOAT"})
  public String problem;

  private SameDiff graph;

  @Setup(Level.Trial)
  public void prepare() {
    String[] words = problem.split("[x ]");
    int rows = Integer.parseInt(words[0]);
    int columns = Integer.parseInt(words[1]);
    int rank = Integer.parseInt(words[2]);
    DataType type = DataType.valueOf(words[3]);
    Factors factors = DenseProblem.factors(type, rows, columns, rank);
    graph =
        FactorizationGraph.of(
                DenseProblem.matrix(type, rows, columns, rank),
                Objective.of(Losses.rmse()),
                factors.w(),
                factors.h())
            .sameDiff();
  }

  @Benchmark
  public Object calculateGradients() {
    return graph.calculateGradients(null, "W", "H");
  }
}
