package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The 4×3 problem, held against Autograd's costs (golden/autograd_reference.py made them). */
class ReferenceProblemTest {

  static final INDArray A =
      Nd4j.createFromArray(new double[][] {{Double.NaN, 4, 5}, {4, 4, 5}, {5, 3, 4}, {2, 3, 3}});

  static List<JsonNode> starts() throws IOException {
    List<JsonNode> starts = new ArrayList<>();
    GoldenValues.read("autograd_reference").get("starts").forEach(starts::add);
    return starts;
  }

  private static NmfModel fit(JsonNode start) {
    return Nmf.ofRank(2)
        .updater(new Sgd(0.01))
        .iterations(10_000)
        .initial(GoldenValues.matrix(start.get("w0")), GoldenValues.matrix(start.get("h0")))
        .fit(A);
  }

  @ParameterizedTest
  @MethodSource("starts")
  void takesAutogradsSteps(JsonNode start) {
    List<Double> history = fit(start).report().orElseThrow().history();
    JsonNode costs = start.get("costs");
    assertThat(history).hasSize(10_001);
    for (int i = 0; i < costs.size(); i++) {
      assertThat(history.get(1000 * i))
          .as("iteration %d", 1000 * i)
          .isCloseTo(costs.get(i).asDouble(), withinPercentage(1e-7));
    }
  }

  @Test
  void fillsTheMissingEntry() {
    NmfModel model = Nmf.ofRank(2).updater(new Sgd(0.01)).iterations(10_000).seed(2).fit(A);
    assertThat(model.report().orElseThrow().objective()).isCloseTo(0.0865532, within(1e-5));
    INDArray rounded = Transforms.round(model.reconstruct(), true);
    assertThat(rounded.toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{5, 4, 5}, {4, 4, 5}, {5, 3, 4}, {2, 3, 3}});
  }

  @Test
  void needsNoTuning() {
    for (int seed = 0; seed < 5; seed++) {
      double rmse = Nmf.ofRank(2).seed(seed).fit(A).report().orElseThrow().objective();
      assertThat(rmse).as("seed %d", seed).isLessThan(1.02 * 0.0865531);
    }
  }
}
