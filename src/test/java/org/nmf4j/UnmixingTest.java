package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.als.ReweightedLeastSquares;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

/** Pixels as mixtures of spectra: shares that are not negative and sum to 1. */
class UnmixingTest {

  private static final int BANDS = 200;
  private static final int ENDMEMBERS = 5;
  private static final Constraint SIMPLEX = Constraints.simplexRows();

  /** Three broad bumps each on a common slope, so that all are alike. */
  private static INDArray spectra(long seed) {
    Random random = new Random(seed);
    INDArray spectra = Nd4j.create(DataType.DOUBLE, ENDMEMBERS, BANDS);
    for (int p = 0; p < ENDMEMBERS; p++) {
      for (int bump = 0; bump < 3; bump++) {
        double centre = random.nextDouble();
        double width = 0.1 + 0.2 * random.nextDouble();
        double height = 0.1 + random.nextDouble();
        for (int band = 0; band < BANDS; band++) {
          double distance = ((double) band / BANDS - centre) / width;
          double value = height * Math.exp(-distance * distance / 2) + 0.1 + 0.2 * band / BANDS;
          spectra.putScalar(p, band, spectra.getDouble(p, band) + value);
        }
      }
    }
    return spectra;
  }

  /** Uniform on the simplex. */
  private static INDArray shares(int pixels, long seed) {
    Random random = new Random(seed);
    INDArray shares = Nd4j.create(DataType.DOUBLE, pixels, ENDMEMBERS);
    for (int i = 0; i < pixels; i++) {
      for (int p = 0; p < ENDMEMBERS; p++) {
        shares.putScalar(i, p, -Math.log(1 - random.nextDouble()));
      }
    }
    return shares.diviColumnVector(shares.sum(true, 1));
  }

  private static INDArray noise(INDArray like, double size, long seed) {
    Random random = new Random(seed);
    INDArray noise = like.dup();
    for (int i = 0; i < noise.rows(); i++) {
      for (int j = 0; j < noise.columns(); j++) {
        noise.putScalar(i, j, size * random.nextGaussian());
      }
    }
    return noise;
  }

  private static double largestDifference(INDArray a, INDArray b) {
    return a.sub(b).normmaxNumber().doubleValue();
  }

  private static Nmf withSpectra(INDArray spectra) {
    return Nmf.ofRank(ENDMEMBERS)
        .constraint(
            SIMPLEX, Constraints.nonNegative().and(Constraints.fixedRows(spectra, 0, 1, 2, 3, 4)));
  }

  @Test
  void findsTheSharesOfKnownSpectra() {
    for (int seed = 0; seed < 20; seed++) {
      INDArray spectra = spectra(seed);
      INDArray shares = shares(1000, seed);
      NmfModel model = withSpectra(spectra).seed(seed).fit(shares.mmul(spectra));
      assertThat(largestDifference(model.w(), shares)).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kl", "huber:0.1"})
  void findsTheSharesByOtherLosses(String loss) {
    INDArray spectra = spectra(1);
    INDArray shares = shares(50, 1);
    INDArray mixed = shares.mmul(spectra);
    NmfModel model = withSpectra(spectra).loss(Losses.named(loss)).tolerance(1e-12).fit(mixed);
    assertThat(model.report().orElseThrow().solver())
        .isEqualTo(ReweightedLeastSquares.withDefaults().name());
    assertThat(largestDifference(model.w(), shares)).isLessThan(1e-3);
    assertThat(largestDifference(model.transform(mixed), shares)).isLessThan(1e-3);
  }

  /** And so does a fit, of which each row is at its minimum. */
  @Test
  void givesNewPixelsSharesThatSumToOne() {
    INDArray spectra = spectra(3);
    INDArray mixed = shares(100, 4).mmul(spectra);
    INDArray pixels = Transforms.max(mixed.add(noise(mixed, 0.3, 5)), 0);
    NmfModel model = withSpectra(spectra).fit(pixels);
    INDArray shares = model.transform(pixels);
    assertThat(largestDifference(shares, model.w())).isLessThan(1e-8);
    for (int i = 0; i < 100; i++) {
      assertThat(shares.getRow(i).sumNumber().doubleValue()).isCloseTo(1, within(1e-14));
    }
    assertThat(shares.minNumber().doubleValue()).isZero();
    NmfModel transposed =
        Nmf.ofRank(ENDMEMBERS)
            .constraint(
                Constraints.fixedColumns(spectra.transpose(), 0, 1, 2, 3, 4),
                Constraints.simplexColumns())
            .fit(pixels.transpose());
    assertThat(
            largestDifference(transposed.transformColumns(pixels.transpose()), shares.transpose()))
        .isLessThan(1e-8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmse", "mse", "kl"})
  void endsNotAboveDescentFromTheSameStart(String name) {
    Loss loss = Losses.named(name);
    for (Constraint ofSpectra :
        List.of(
            Constraints.nonNegative(),
            Constraints.upperBound(1.5),
            Constraints.nonNegative().and(Constraints.fixedRows(spectra(0).getRow(0, true), 0)))) {
      INDArray pixels = shares(40, 1).mmul(spectra(0));
      pixels.addi(noise(pixels, 0.02, 2));
      Nmf nmf =
          Nmf.ofRank(ENDMEMBERS)
              .loss(loss)
              .constraint(SIMPLEX, ofSpectra)
              .initial(shares(40, 3), spectra(4))
              .iterations(200);
      FitReport found = nmf.fit(pixels).report().orElseThrow();
      FitReport descent =
          nmf.solver(ProjectedGradientDescent.withDefaults()).fit(pixels).report().orElseThrow();
      assertThat(found.objective()).isLessThanOrEqualTo(descent.objective() * (1 + 1e-4));
      assertThat(found.history()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }
  }

  /** Rows that are fixed are as given, the others on the simplex. */
  @Test
  void leavesFixedRowsAsTheyAre() {
    INDArray given = Nd4j.createFromArray(new double[][] {{3, 0, 0.5, 0, 0}});
    INDArray pixels = shares(40, 1).mmul(spectra(0));
    NmfModel model =
        Nmf.ofRank(ENDMEMBERS)
            .solver(AlternatingLeastSquares.withDefaults())
            .constraint(SIMPLEX.and(Constraints.fixedRows(given, 7)), Constraints.nonNegative())
            .iterations(20)
            .fit(pixels);
    assertThat(model.w().getRow(7, true)).isEqualTo(given);
    assertThat(model.w().getRow(8).sumNumber().doubleValue()).isCloseTo(1, within(1e-14));
  }

  /** Next to nothing of a spectrum, which is rounding, would ask for next to everything of it. */
  @Test
  void leavesNoTraceOfSpectraThatPixelsDoNotHave() {
    Random random = new Random(4);
    for (int seed = 0; seed < 40; seed++) {
      INDArray counts = Nd4j.create(DataType.DOUBLE, 15, 3);
      for (int i = 0; i < 45; i++) {
        boolean isMissing = random.nextInt(8) == 0;
        counts.putScalar(i / 3, i % 3, isMissing ? Double.NaN : random.nextInt(5));
      }
      NmfModel model =
          Nmf.ofRank(5)
              .penalty(Penalties.none())
              .constraint(SIMPLEX, Constraints.nonNegative())
              .seed(seed)
              .fit(counts);
      assertThat(model.h().maxNumber().doubleValue()).isLessThan(1e6);
      assertThat(model.rmse(MaskedMatrix.of(counts))).isLessThan(1);
      for (double share : model.w().dup('c').data().asDouble()) {
        assertThat(share)
            .satisfiesAnyOf(s -> assertThat(s).isZero(), s -> assertThat(s).isGreaterThan(1e-14));
      }
    }
  }
}
