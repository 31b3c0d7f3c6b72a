package org.nmf4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.preprocessor.CompositeDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nmf4j.TestMatrices;
import org.nmf4j.impute.RowImputer;
import org.nmf4j.solver.StopReason;

class NmfImputerTest {

  private static final INDArray HIDDEN = Iris.hidden(0.25, 0);

  private static NmfImputer fitted() {
    NmfImputer imputer = new NmfImputer(3);
    imputer.fit(batches(HIDDEN, 16));
    return imputer;
  }

  private static DataSetIterator batches(INDArray features, int size) {
    return new ListDataSetIterator<>(Iris.dataSet(features).asList(), size);
  }

  private static INDArray filled(NmfImputer imputer, INDArray features) {
    INDArray copy = features.dup();
    imputer.transform(copy);
    return copy;
  }

  private static double[] numbers(NmfImputer imputer) {
    return imputer.features().orElseThrow().toNumbers();
  }

  private static double error(INDArray imputed, INDArray seen) {
    INDArray hidden = seen.isNaN().castTo(DataType.DOUBLE);
    INDArray difference = imputed.sub(Iris.features()).muli(hidden);
    return difference.norm2Number().doubleValue() / Math.sqrt(hidden.sumNumber().doubleValue());
  }

  /** Held against scikit-learn (golden/iris_imputation.py made its errors). */
  @Test
  void imputesAboutAsWellAsRegressionOnTheOtherFeatures() throws IOException {
    double ratioToMean = 0;
    double own = 0;
    double iterative = 0;
    try (InputStream in = getClass().getResourceAsStream("/golden/iris_imputation.json")) {
      JsonNode golden = new ObjectMapper().readTree(in);
      for (int seed = 0; seed < 20; seed++) {
        INDArray seen = Iris.hidden(golden.get("hidden").asDouble(), seed);
        NmfImputer imputer = new NmfImputer(3);
        imputer.fit(batches(seen, 16));
        double error = error(filled(imputer, seen), seen);
        ratioToMean += error / golden.at("/rmse/mean").get(seed).asDouble() / 20;
        own += error / 20;
        iterative += golden.at("/rmse/iterative").get(seed).asDouble() / 20;
      }
    }
    assertThat(ratioToMean).isLessThan(0.6);
    assertThat(own / iterative).isLessThan(1.1);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"DOUBLE", "FLOAT", "HALF"})
  void keepsTheBitsOfAllThatIsObserved(DataType type) {
    INDArray features = HIDDEN.castTo(type).dup('f');
    INDArray before = features.dup();
    fitted().transform(features);
    for (int i = 0; i < features.rows(); i++) {
      for (int j = 0; j < features.columns(); j++) {
        double seen = before.getDouble(i, j);
        if (Double.isNaN(seen)) {
          assertThat(features.getDouble(i, j)).isBetween(0.0, 10.0);
        } else {
          assertThat(features.getDouble(i, j)).isEqualTo(seen);
        }
      }
    }
  }

  @Test
  void theOrderInMemoryDoesNotMatter() {
    INDArray expected = filled(fitted(), HIDDEN);
    for (char order : new char[] {'c', 'f'}) {
      INDArray steps = HIDDEN.dup().reshape('c', 50, 3, 4).dup(order);
      fitted().transform(steps.permute(0, 2, 1));
      assertThat(steps.dup('c').reshape('c', 150, 4)).isEqualTo(expected);
    }
    INDArray twice = Nd4j.vstack(HIDDEN, HIDDEN);
    INDArray second = twice.get(NDArrayIndex.interval(150, 300), NDArrayIndex.all());
    fitted().transform(second);
    assertThat(second).isEqualTo(expected);
    assertThat(twice.isNaN()).isEqualTo(Nd4j.vstack(HIDDEN, expected).isNaN());
  }

  /** Otherwise it would learn from what it has filled in itself. */
  @Test
  void isNoPreprocessorOfItsOwnFit() {
    NmfImputer imputer = new NmfImputer(3);
    DataSetIterator iterator = batches(Iris.hidden(0.25, 0), 16);
    iterator.setPreProcessor(new CompositeDataSetPreProcessor(imputer));
    imputer.fit(iterator);
    imputer.fit(iterator);
    assertThat(numbers(imputer)).isEqualTo(numbers(fitted()));
    assertThat(iterator.next().getFeatures().isNaN().any()).isFalse();
  }

  /** Rows of a product of two factors, with holes: what is missing can be known. */
  @Test
  void findsWhatAProductHides() {
    INDArray whole = TestMatrices.withHoles(DataType.DOUBLE, 400, 12, 2, 0, 3);
    INDArray holes = TestMatrices.withHoles(DataType.DOUBLE, 400, 12, 2, 0.3, 3);
    NmfImputer imputer = new NmfImputer(2, 60, 0);
    imputer.fit(new DataSet(holes, holes));
    INDArray filled = filled(imputer, holes);
    assertThat(filled.distance2(whole) / whole.norm2Number().doubleValue()).isLessThan(0.02);
  }

  /** What w can't explain is noise, though w is fitted to it too. */
  @Test
  void learnsHowMuchIsNoise() {
    double deviation = 0.05;
    INDArray w = TestMatrices.random(DataType.DOUBLE, 2_000, 2, 3).addi(1);
    INDArray rows = w.mmul(TestMatrices.random(DataType.DOUBLE, 2, 5, 4));
    Random random = new Random(1);
    for (int i = 0; i < rows.rows(); i++) {
      for (int j = 0; j < rows.columns(); j++) {
        rows.putScalar(i, j, rows.getDouble(i, j) + deviation * random.nextGaussian());
      }
    }
    NmfImputer imputer = new NmfImputer(2);
    imputer.fit(new DataSet(rows, rows));
    double[] noise = imputer.features().orElseThrow().noise();
    for (double ofColumn : noise) {
      assertThat(ofColumn).isCloseTo(deviation, withinPercentage(15));
    }
    assertThat(Arrays.stream(noise).map(d -> d * d).average().orElseThrow())
        .isCloseTo(deviation * deviation, withinPercentage(10));
  }

  /** Of all hidden numbers of 20 trials; those that are observed have no deviation. */
  @Test
  void saysHowSureItIs() {
    double within = 0;
    double hidden = 0;
    for (int seed = 0; seed < 20; seed++) {
      INDArray seen = Iris.hidden(0.2, seed);
      NmfImputer imputer = new NmfImputer(3);
      imputer.fit(batches(seen, 16));
      INDArray filled = filled(imputer, seen);
      INDArray deviations = imputer.deviations(seen);
      assertThat(seen.data().asDouble()).isEqualTo(Iris.hidden(0.2, seed).data().asDouble());
      for (int i = 0; i < seen.rows(); i++) {
        for (int j = 0; j < seen.columns(); j++) {
          double error = Math.abs(filled.getDouble(i, j) - Iris.features().getDouble(i, j));
          double deviation = deviations.getDouble(i, j);
          if (Double.isNaN(seen.getDouble(i, j))) {
            hidden++;
            within += error <= 1.645 * deviation ? 1 : 0;
          } else {
            assertThat(deviation).isZero();
          }
        }
      }
    }
    assertThat(within / hidden).isBetween(.86, .94);
  }

  @Test
  void deviationsOfNegativeNumbersAreNoNegativeZeros() {
    NmfImputer imputer = new NmfImputer(3);
    imputer.fit(batches(HIDDEN, 16));
    for (double deviation : imputer.deviations(HIDDEN.neg()).data().asDouble()) {
      assertThat(Double.doubleToRawLongBits(deviation)).isNotNegative();
    }
  }

  @Test
  void drawsDifferByWhatIsNotKnown() {
    NmfImputer imputer = fitted();
    DataSet first = Iris.dataSet(HIDDEN.dup());
    imputer.draws(1).preProcess(first);
    DataSet again = Iris.dataSet(HIDDEN.dup());
    imputer.draws(1).preProcess(again);
    assertThat(again.getFeatures()).isEqualTo(first.getFeatures());
    INDArray deviations = imputer.deviations(HIDDEN);
    INDArray filled = filled(imputer, HIDDEN);
    double squares = 0;
    double hidden = 0;
    for (int seed = 0; seed < 50; seed++) {
      DataSet drawn = Iris.dataSet(HIDDEN.dup());
      imputer.draws(seed).preProcess(drawn);
      for (int i = 0; i < filled.rows(); i++) {
        for (int j = 0; j < filled.columns(); j++) {
          double difference = drawn.getFeatures().getDouble(i, j) - filled.getDouble(i, j);
          if (Double.isNaN(HIDDEN.getDouble(i, j))) {
            squares += Math.pow(difference / deviations.getDouble(i, j), 2);
            hidden++;
          } else {
            assertThat(difference).isZero();
          }
        }
      }
    }
    assertThat(Math.sqrt(squares / hidden)).isBetween(.9, 1.1);
  }

  /** Labels have draws of their own; what a mask hides is neither drawn nor unsure. */
  @Test
  void drawsAndDeviationsGoByLabelsAndMasks() {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 150, 4);
    INDArray features = HIDDEN.dup();
    features.putScalar(3, 1, Double.NaN);
    mask.putScalar(3, 1, 0);
    NmfImputer imputer = new NmfImputer(3);
    imputer.fitLabel(true);
    imputer.fit(new DataSet(features, HIDDEN, mask, null));
    assertThat(imputer.deviations(features, mask).getDouble(3, 1)).isZero();
    DataSet data = new DataSet(features.dup(), HIDDEN.dup(), mask, null);
    imputer.draws(4).preProcess(data);
    assertThat(data.getFeatures().getDouble(3, 1)).isNaN();
    assertThat(data.getFeatures().isNaN().castTo(DataType.DOUBLE).sumNumber().intValue())
        .isEqualTo(1);
    assertThat(data.getLabels().isNaN().any()).isFalse();
  }

  @Test
  void sizesOfBatchesDoNotMatter() {
    NmfImputer imputer = new NmfImputer(3);
    imputer.fit(Iris.dataSet(HIDDEN));
    assertThat(filled(imputer, HIDDEN)).isEqualTo(filled(fitted(), HIDDEN));
  }

  @Test
  void aRowWithoutFeaturesGetsAboutTheMeans() {
    INDArray row = Nd4j.valueArrayOf(new long[] {1, 4}, Double.NaN, DataType.DOUBLE);
    fitted().transform(row);
    INDArray means = Iris.features().mean(0);
    for (int j = 0; j < 4; j++) {
      assertThat(row.getDouble(0, j)).isCloseTo(means.getDouble(j), within(0.3));
    }
  }

  @Test
  void worksAfterStandardizing() {
    NormalizerStandardize standardize = new NormalizerStandardize();
    standardize.fit(Iris.dataSet(Iris.features()));
    INDArray standardized = HIDDEN.dup();
    standardize.transform(standardized);
    NmfImputer imputer = new NmfImputer(3);
    imputer.fit(batches(standardized, 16));
    DataSet data = Iris.dataSet(HIDDEN.dup());
    new CompositeDataSetPreProcessor(standardize, imputer).preProcess(data);
    standardize.revertFeatures(data.getFeatures());
    assertThat(error(data.getFeatures(), HIDDEN)).isLessThan(0.6 * 1.03);
  }

  @Test
  void fillsLabelsWhenAskedTo() {
    DataSet data = new DataSet(Iris.features(), HIDDEN.dup());
    NmfImputer features = new NmfImputer(3);
    features.fit(data);
    features.preProcess(data);
    assertThat(data.getLabels().isNaN()).isEqualTo(HIDDEN.isNaN());
    NmfImputer both = new NmfImputer(3);
    both.fitLabel(true);
    both.fit(data);
    both.preProcess(data);
    assertThat(data.getLabels()).isEqualTo(filled(fitted(), HIDDEN));
  }

  /** Steps of sequences are rows; what a mask hides, at first wild, is neither seen nor filled. */
  @Test
  void goesByTheMask() {
    INDArray sequences = Nd4j.create(DataType.DOUBLE, 50, 4, 4);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 50, 4);
    for (int i = 0; i < 50; i++) {
      for (int t = 0; t < 3; t++) {
        for (int j = 0; j < 4; j++) {
          sequences.putScalar(i, j, t, HIDDEN.getDouble(3 * i + t, j));
        }
      }
      sequences.putScalar(i, 0, 3, 1e9);
      sequences.putScalar(i, 1, 3, Double.NaN);
      mask.putScalar(i, 3, 0);
    }
    NmfImputer imputer = new NmfImputer(3);
    imputer.fit(new DataSet(sequences, sequences, mask, mask));
    imputer.transform(sequences, mask);
    INDArray expected = filled(fitted(), HIDDEN);
    assertThat(sequences.getDouble(7, 1, 3)).isNaN();
    for (int i = 0; i < 150; i++) {
      for (int j = 0; j < 4; j++) {
        assertThat(sequences.getDouble(i / 3, j, i % 3)).isEqualTo(expected.getDouble(i, j));
      }
    }
  }

  @Test
  void aFitIsReported() {
    assertThat(new NmfImputer(3).report()).isEmpty();
    RowImputer.Report report = fitted().report().orElseThrow();
    assertThat(report.passes()).isBetween(5, 30);
    assertThat(report.history()).hasSize(report.passes() + 1);
    assertThat(report.history().get(0)).isCloseTo(1, within(1e-12));
    assertThat(report.history().get(report.passes())).isBetween(0.05, 0.5);
    assertThat(report.seconds()).isPositive();
  }

  @Test
  void aFitEndsWhenTheErrorFallsNoMore() {
    NmfImputer imputer = new NmfImputer(3, 5_000, 0);
    imputer.fit(Iris.dataSet(HIDDEN));
    RowImputer.Report report = imputer.report().orElseThrow();
    assertThat(report.passes()).isLessThan(2_000);
    assertThat(report.stopReason().words()).contains("fell by less than");
    assertThat(error(filled(imputer, HIDDEN), HIDDEN))
        .isLessThan(1.1 * error(filled(fitted(), HIDDEN), HIDDEN));
  }

  /** Rows come for ever in one pass: only the interrupt ends it. */
  @Test
  @Timeout(60)
  void anInterruptEndsTheFitWithWhatHasBeenLearnt() throws Exception {
    NmfImputer imputer = new NmfImputer(3, 1_000_000, 0);
    AtomicInteger batches = new AtomicInteger();
    DataSetIterator slow =
        new ListDataSetIterator<>(Iris.dataSet(HIDDEN).asList(), 16) {
          private int left = 10_000_000;

          @Override
          public boolean hasNext() {
            return batches.get() < 20 ? super.hasNext() : left-- > 0;
          }

          @Override
          public DataSet next() {
            if (batches.incrementAndGet() > 20 && !super.hasNext()) {
              super.reset();
            }
            return super.next();
          }
        };
    AtomicBoolean isFlagSet = new AtomicBoolean();
    AtomicLong ended = new AtomicLong();
    Thread thread =
        new Thread(
            () -> {
              imputer.fit(slow);
              ended.set(System.nanoTime());
              isFlagSet.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    while (batches.get() < 200) {
      Thread.sleep(1);
    }
    long interrupted = System.nanoTime();
    thread.interrupt();
    thread.join();
    assertThat((ended.get() - interrupted) / 1e6).isLessThan(1_000);
    assertThat(isFlagSet).isTrue();
    assertThat(imputer.report().orElseThrow().stopReason()).isEqualTo(StopReason.INTERRUPTED);
    INDArray filled = filled(imputer, HIDDEN);
    assertThat(error(filled, HIDDEN)).isLessThan(1);
  }

  @Test
  void refusesWhatItCannotFill() {
    assertThatThrownBy(() -> new NmfImputer(0)).hasMessage("rank must be ≥ 1, got 0");
    assertThatThrownBy(() -> new NmfImputer(1, 0, 0)).hasMessage("epochs must be ≥ 1, got 0");
    assertThatThrownBy(() -> new NmfImputer(1).transform(HIDDEN.dup()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the imputer of features must be fitted first");
    assertThatThrownBy(() -> new NmfImputer(1).deviations(HIDDEN))
        .hasMessage("the imputer of features must be fitted first");
    assertThatThrownBy(() -> new NmfImputer(1).draws(0))
        .hasMessage("the imputer of features must be fitted first");
    assertThatThrownBy(() -> fitted().transform(Nd4j.ones(2, 5)))
        .hasMessage("features must have 4 columns, got 5");
    assertThatThrownBy(() -> fitted().transform(Nd4j.ones(DataType.INT, 2, 4)))
        .hasMessageContaining("floating-point");
    assertThatThrownBy(() -> fitted().transform(Nd4j.create(DataType.DOUBLE, 0, 4)))
        .hasMessageEndingWith("and not empty, got DOUBLE [0, 4]");
    assertThatThrownBy(() -> fitted().transform(Nd4j.ones(2, 4), Nd4j.ones(3, 1)))
        .hasMessage(
            "mask of features must have one number an entry or a row, got [3, 1] for [2, 4]");
    assertThatThrownBy(
            () -> fitted().transform(Nd4j.createFromArray(new double[][] {{1, 1, 1 / 0.0, 1}})))
        .hasMessage("features must be NaN or in [-1e100, 1e100], got Infinity in row 0, column 2");
    assertThatThrownBy(
            () -> fitted().transform(HIDDEN.dup().reshape('c', 50, 4, 3), Nd4j.ones(3, 50)))
        .hasMessage(
            "mask of features must have one number an entry or a row, got [3, 50] for [50, 4, 3]");
    assertThatThrownBy(() -> fitted().preProcess(new DataSet(null, HIDDEN)))
        .hasMessage("features must not be null");
    INDArray nothing = Nd4j.valueArrayOf(new long[] {3, 2}, Double.NaN, DataType.DOUBLE);
    assertThatThrownBy(() -> new NmfImputer(1).fit(new DataSet(nothing, nothing)))
        .hasMessage("features must have an observed number, got none");
  }
}
