package org.nmf4j.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nmf4j.FitReport;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.PlainObjective;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;

/** How a fit runs, whatever solver finds its factors. */
abstract class FitContract {

  static final List<DataType> TYPES = List.of(DataType.FLOAT, DataType.DOUBLE);

  /** How a matrix is held. */
  protected enum Form {
    DENSE {
      @Override
      MaskedMatrix of(MaskedMatrix a) {
        return a;
      }
    },
    SPARSE {
      @Override
      MaskedMatrix of(MaskedMatrix a) {
        return TestMatrices.sparse(a);
      }
    };

    abstract MaskedMatrix of(MaskedMatrix a);

    MaskedMatrix of(INDArray a) {
      return of(MaskedMatrix.of(a));
    }
  }

  /** The solver, for a matrix of so many rows. */
  protected abstract Solver solver(int rows);

  final Nmf nmf(int rank, int rows) {
    return Nmf.ofRank(rank).solver(solver(rows)).penalty(Penalties.none()).threads(1);
  }

  static FitReport report(NmfModel model) {
    return model.report().orElseThrow();
  }

  static void assertSameBits(NmfModel actual, NmfModel expected) {
    TestMatrices.assertSameBits(actual.w(), expected.w());
    TestMatrices.assertSameBits(actual.h(), expected.h());
    assertThat(report(actual).history()).isEqualTo(report(expected).history());
    assertThat(report(actual).heldOutHistory()).isEqualTo(report(expected).heldOutHistory());
    assertThat(report(actual).kktResidual()).isEqualTo(report(expected).kktResidual());
  }

  static void assertClose(INDArray actual, INDArray expected, double part) {
    assertThat(actual.distance2(expected))
        .isLessThanOrEqualTo(part * expected.norm2Number().doubleValue());
  }

  /** Several tiles, blocks of rows and parts of an updater. */
  @ParameterizedTest
  @EnumSource
  void hasTheSameBitsOnAnyNumberOfThreads(Form form) {
    for (DataType type : TYPES) {
      double missing = form == Form.DENSE ? 0.1 : 0.8;
      MaskedMatrix a = form.of(TestMatrices.withHoles(type, 360, 300, 3, missing, 2));
      Nmf nmf = nmf(48, 360).holdOut(0.1).iterations(2).seed(7);
      NmfModel one = nmf.threads(1).fit(a);
      for (int threads : type == DataType.FLOAT ? new int[] {2, 8} : new int[] {3}) {
        assertSameBits(nmf.threads(threads).fit(a), one);
      }
    }
  }

  @Test
  void takesItsStartFromTheSeed() {
    MaskedMatrix a = MaskedMatrix.of(TestMatrices.withHoles(DataType.DOUBLE, 20, 12, 3, 0.2, 1));
    Nmf nmf = nmf(2, 20).iterations(3);
    assertSameBits(nmf.seed(5).fit(a), nmf.seed(5).fit(a));
    assertThat(nmf.seed(6).fit(a).w().distance2(nmf.seed(5).fit(a).w())).isGreaterThan(0.1);
  }

  /** Whether the objective is a function of W and H: their loss and penalties. */
  protected boolean minimisesTheLoss() {
    return true;
  }

  /** Each factor has penalties of its own. */
  @ParameterizedTest
  @EnumSource
  void reportsTheObjectiveOfItsModel(Form form) {
    assumeTrue(minimisesTheLoss());
    INDArray array = TestMatrices.withHoles(DataType.DOUBLE, 25, 15, 5, 0.3, 1);
    INDArray weights = TestMatrices.random(DataType.DOUBLE, 25, 15, 2).addi(0.1);
    MaskedMatrix a = form.of(MaskedMatrix.weighted(array, weights));
    ElasticNet ofW = new ElasticNet(0.001, 0.002, 0.003, 0.004);
    ElasticNet ofH = new ElasticNet(0.007, 0, 0.001, 0.02);
    for (Loss loss : List.of(Losses.rmse(), Losses.mse())) {
      NmfModel model = nmf(3, 25).loss(loss).penalty(ofW, ofH).iterations(8).fit(a);
      double expected =
          PlainObjective.value(a, Objective.of(loss).withPenalties(ofW, ofH), model.w(), model.h());
      assertThat(report(model).objective()).isCloseTo(expected, withinPercentage(1e-7));
      assertThat(report(model).history()).hasSize(9).endsWith(report(model).objective());
    }
  }

  /** Keeps the newest state of one fit. */
  private static final class Memory implements FitStore {

    private String fingerprint;
    private FitState newest;

    @Override
    public void resume(String fingerprint, Consumer<FitState> fit) {
      if (fingerprint.equals(this.fingerprint)) {
        fit.accept(newest);
      }
    }

    @Override
    public boolean isDue(int iterations, Duration time) {
      return iterations == 10;
    }

    @Override
    public void keep(String fingerprint, FitState state) {
      this.fingerprint = fingerprint;
      Map<String, INDArray> rule = new HashMap<>();
      state.rule().forEach((name, array) -> rule.put(name, array.dup()));
      newest =
          new FitState(
              state.iteration(),
              state.elapsed(),
              state.history(),
              state.heldOutHistory(),
              state.best().map(Factors::copy),
              rule);
    }
  }

  @ParameterizedTest
  @EnumSource
  void goesOnFromWhereItWasBrokenOff(Form form) {
    for (DataType type : TYPES) {
      MaskedMatrix a = form.of(TestMatrices.withHoles(type, 30, 20, 4, 0.3, 1));
      Nmf nmf = nmf(3, 30).offsets().holdOut(0.1).iterations(30);
      Memory memory = new Memory();
      Nmf breaking =
          nmf.listener(
              progress -> {
                if (progress.iteration() == 17) {
                  throw new IllegalStateException("broken off");
                }
              });
      assertThatThrownBy(() -> breaking.checkpoint(memory).fit(a)).hasMessage("broken off");
      assertThat(memory.newest.iteration()).isEqualTo(10);
      int[] first = {-1};
      NmfModel resumed =
          nmf.checkpoint(memory)
              .listener(p -> first[0] = first[0] < 0 ? p.iteration() : first[0])
              .fit(a);
      assertThat(first[0]).isEqualTo(10);
      assertSameBits(resumed, nmf.fit(a));
    }
  }

  /** Interrupts the thread of the fit after it has been seen not to be. */
  private static FitListener interruptsWithinStep(int step) {
    return new FitListener() {
      @Override
      public void onIteration(FitProgress progress) {
        // It is within the step that something happens.
      }

      @Override
      public void beforeStep(FitProgress progress) {
        if (progress.iteration() == step) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void endsInOrderWhenInterruptedWithinAStep(Form form) {
    MaskedMatrix a = form.of(TestMatrices.withHoles(DataType.DOUBLE, 200, 60, 3, 0.3, 1));
    Nmf nmf = nmf(3, 200).iterations(100_000).listener(interruptsWithinStep(10));
    for (Nmf each : List.of(nmf.threads(1), nmf.threads(3))) {
      NmfModel model = each.fit(a);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(report(model).stopReason()).isEqualTo(StopReason.INTERRUPTED);
      assertThat(report(model).iterations()).isBetween(10, 11);
      assertThat(report(model).objective())
          .isLessThan(report(model).history().get(0))
          .isIn(report(model).history());
      if (minimisesTheLoss()) {
        assertThat(report(model).objective()).isCloseTo(model.rmse(a), withinPercentage(1e-6));
      }
    }
    FitReport judged = report(nmf.holdOut(0.2).fit(a));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(judged.heldOutLoss())
        .isEqualTo(judged.heldOutHistory().stream().min(Double::compare).orElseThrow());
  }

  /** The arrays of an initializer are its own, and in any order. */
  @ParameterizedTest
  @EnumSource
  void startsAtArraysOfAnyOrder(Form form) {
    MaskedMatrix a = form.of(TestMatrices.withHoles(DataType.DOUBLE, 12, 9, 3, 0.3, 1));
    INDArray w = TestMatrices.random(DataType.DOUBLE, 12, 3, 2);
    INDArray h = TestMatrices.random(DataType.DOUBLE, 3, 9, 3);
    NmfModel expected = nmf(3, 12).iterations(5).initial(w, h).fit(a);
    Factors transposed = new Factors(w.transpose().dup('c').transpose(), h.dup('f'));
    Factors views =
        new Factors(
            Nd4j.hstack(w, w).get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3)),
            Nd4j.vstack(h, h).get(NDArrayIndex.interval(0, 3), NDArrayIndex.all()));
    for (Factors start : List.of(new Factors(w, h), transposed, views)) {
      Factors before = start.copy();
      NmfModel model = nmf(3, 12).iterations(5).initializer((m, k, seed) -> start).fit(a);
      TestMatrices.assertSameBits(model.w(), expected.w());
      TestMatrices.assertSameBits(model.h(), expected.h());
      TestMatrices.assertSameBits(start.w(), before.w());
      TestMatrices.assertSameBits(start.h(), before.h());
    }
  }
}
