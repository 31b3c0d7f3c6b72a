package org.nmf4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.AdaBeliefUpdater;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.CycleSchedule;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.RampSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.SigmoidSchedule;
import org.nd4j.linalg.schedule.StepSchedule;
import org.nmf4j.Nmf;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.solver.FitListener;
import org.nmf4j.solver.FitProgress;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

/** Steps are those of SameDiff.fit, with every updater, schedule and regularization of ND4J. */
class UpdaterParityTest {

  private static final int STEPS = 60;
  private static final DenseMatrix A =
      MaskedMatrix.of(TestMatrices.withHoles(DataType.DOUBLE, 12, 9, 3, 0.2, 4));
  private static final INDArray W = TestMatrices.random(DataType.DOUBLE, 12, 3, 5);
  private static final INDArray H = TestMatrices.random(DataType.DOUBLE, 3, 9, 6);

  static List<IUpdater> updatersAndSchedules() {
    List<IUpdater> all = new ArrayList<>();
    for (ISchedule schedule : schedules()) {
      all.add(new Sgd(schedule));
      all.add(new Nesterovs(schedule, 0.9));
      all.add(new Adam(schedule));
      all.add(AMSGrad.builder().learningRateSchedule(schedule).build());
      all.add(new AdaMax(schedule));
      all.add(Nadam.builder().learningRateSchedule(schedule).build());
      all.add(AdaGrad.builder().learningRateSchedule(schedule).build());
      all.add(RmsProp.builder().learningRateSchedule(schedule).build());
      all.add(new RepairedAdaBelief(schedule));
    }
    all.add(new AdaDelta());
    all.add(new NoOp());
    return all;
  }

  private static List<ISchedule> schedules() {
    return List.of(
        new FixedSchedule(0.05),
        new ExponentialSchedule(ScheduleType.ITERATION, 0.1, 0.97),
        new InverseSchedule(ScheduleType.EPOCH, 0.1, 0.05, 0.5),
        new MapSchedule(ScheduleType.ITERATION, Map.of(0, 0.1, 20, 0.02)),
        new PolySchedule(ScheduleType.EPOCH, 0.1, 2, 200),
        new SigmoidSchedule(ScheduleType.ITERATION, 0.1, 0.1, 30),
        new StepSchedule(ScheduleType.EPOCH, 0.1, 0.5, 15),
        new RampSchedule(new FixedSchedule(0.05), 10),
        new CycleSchedule(ScheduleType.ITERATION, 0.05, 50));
  }

  static List<List<Regularization>> regularizations() {
    return List.of(
        List.of(new L1Regularization(0.01)),
        List.of(new L2Regularization(new InverseSchedule(ScheduleType.EPOCH, 0.02, 0.1, 1))),
        List.of(new WeightDecay(0.01, true)),
        List.of(new WeightDecay(0.001, false), new L2Regularization(0.02)));
  }

  @ParameterizedTest
  @MethodSource("updatersAndSchedules")
  void takesTheStepsOfSameDiff(IUpdater updater) {
    assertSameSteps(updater, List.of());
  }

  @ParameterizedTest
  @MethodSource("regularizations")
  void regularizesInTheOrderOfSameDiff(List<Regularization> regularizations) {
    assertSameSteps(new Adam(0.05), regularizations);
    assertSameSteps(new Sgd(0.05), regularizations);
  }

  /**
   * Not to the bit: gradients are summed in another order, tile by tile, which changes their last
   * bits, and updaters that divide by the gradient's size make more of that where it is near 0.
   */
  private static void assertSameSteps(IUpdater updater, List<Regularization> regularizations) {
    SameDiffFit sameDiff = SameDiffFit.ofRootMeanSquare(A, W, H);
    sameDiff.run(updater, regularizations, STEPS);
    LastFactors last = new LastFactors();
    Nmf.ofRank(3)
        .solver(
            ProjectedGradientDescent.withDefaults()
                .updater(updater)
                .regularization(regularizations.toArray(Regularization[]::new)))
        .initial(W, H)
        .iterations(STEPS)
        .listener(last)
        .fit(A);
    assertThat(last.w.distance2(W)).isGreaterThan(0.1);
    assertThat(relativeDistance(last.w, sameDiff.w())).isLessThan(1e-8);
    assertThat(relativeDistance(last.h, sameDiff.h())).isLessThan(1e-8);
  }

  /** Those after the last step, which need not be the best. */
  private static final class LastFactors implements FitListener {

    private INDArray w;
    private INDArray h;

    @Override
    public void onIteration(FitProgress progress) {
      w = progress.w();
      h = progress.h();
    }
  }

  private static double relativeDistance(INDArray a, INDArray b) {
    return a.distance2(b) / b.norm2Number().doubleValue();
  }

  /** ND4J's own can't be instantiated, so that SameDiff.fit fails with it. */
  private static final class RepairedAdaBelief extends AdaBelief {

    RepairedAdaBelief(ISchedule schedule) {
      super(schedule);
    }

    @Override
    public GradientUpdater instantiate(INDArray state, boolean initialize) {
      return new AdaBeliefUpdater(this);
    }
  }
}
