package org.nmf4j.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class TruncatedNormalTest {

  private static final double ACCURACY = 1e-14;

  private final TruncatedNormal normal = new TruncatedNormal();

  /** mpmath at 400 digits (golden/truncated_normal.py), for z from −1e8 to 1e8. */
  @Test
  void agreesWithArbitraryPrecisionInBothTailsAndAnyUnit() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/golden/truncated_normal.json")) {
      for (JsonNode value : new ObjectMapper().readTree(in).get("values")) {
        for (double unit : new double[] {1, 0x1p-60, 0x1p60}) {
          double z = value.get("z").asDouble();
          normal.set(z * unit, unit);
          assertClose("mean", z, normal.mean() / unit, value, ACCURACY);
          assertClose("variance", z, normal.variance() / unit / unit, value, ACCURACY);
          // Of z²/2 in an exponent a part of 1e-16 is lost.
          double exponent = z > 0 ? Math.min(z * z, 1500) * 1e-16 : 0;
          assertClose("logNormaliser", z, normal.logNormaliser(), value, ACCURACY + exponent);
          assertThat(normal.entropy() - Math.log(unit))
              .as("entropy at " + z)
              .isCloseTo(value.get("entropy").asDouble(), within(1e-13));
        }
      }
    }
  }

  private static void assertClose(
      String name, double z, double found, JsonNode value, double accuracy) {
    double expected = value.get(name).asDouble();
    assertThat(Math.abs(found - expected))
        .as("%s at %s: %s for %s", name, z, found, expected)
        .isLessThanOrEqualTo(accuracy * Math.abs(expected));
  }

  @Test
  void isFiniteAndOrderedForAnyMeanAndDeviation() {
    for (double mean : new double[] {-1e300, -1e30, -1e12, -1e-300, -0.0, 0, 1e-300, 39, 1e200}) {
      for (double deviation : new double[] {1e-150, 1, 1e150}) {
        normal.set(mean, deviation);
        assertThat(normal.mean()).isFinite().isGreaterThanOrEqualTo(Math.max(mean, 0));
        assertThat(normal.variance()).isBetween(0., deviation * deviation);
      }
    }
  }
}
