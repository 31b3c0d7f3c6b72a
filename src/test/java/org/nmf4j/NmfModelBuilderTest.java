package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Penalties;

class NmfModelBuilderTest {

  /** A model that is taken apart and put together again says and finds the same. */
  @Test
  void makesTheModelThatWasFitted() {
    ElasticNet penalty = Penalties.l2(0.1).perObservation();
    MaskedMatrix a = TestMatrices.sparse(MaskedMatrix.of(entries()));
    NmfModel fitted = Nmf.ofRank(2).penalty(penalty).offsets().clip(0, 2).iterations(20).fit(a);
    NmfModel made =
        NmfModel.builder(fitted.w(), fitted.h())
            .objective(fitted.objective())
            .offsets(
                fitted.offsetMean(),
                fitted.rowOffsets().orElseThrow().toDoubleVector(),
                fitted.columnOffsets().orElseThrow().toDoubleVector(),
                penalty)
            .mean(fitted.mean())
            .clip(0, 2)
            .weights(a.rowWeights(), a.columnWeights())
            .build();
    assertThat(made.reconstruct()).isEqualTo(fitted.reconstruct());
    assertThat(made.predict(new int[] {-1, 0, -1}, new int[] {-1, -1, 0}))
        .isEqualTo(fitted.predict(new int[] {-1, 0, -1}, new int[] {-1, -1, 0}));
    assertThat(made.transform(entries())).isEqualTo(fitted.transform(entries()));
    assertThat(made.update(a).reconstruct()).isEqualTo(fitted.update(a).reconstruct());
  }

  private static INDArray entries() {
    return TestMatrices.withHoles(DataType.DOUBLE, 12, 9, 2, 0.3, 1);
  }

  @Test
  void refusesPartsThatDoNotBelongTogether() {
    INDArray w = Nd4j.ones(DataType.DOUBLE, 3, 2);
    INDArray h = Nd4j.ones(DataType.DOUBLE, 2, 4);
    NmfModelBuilder builder = NmfModel.builder(w, h);
    assertThatThrownBy(() -> builder.labels(List.of("a", "b", "a"), List.of()))
        .hasMessage("row labels must be 3 different names or none, got 3 of which 2 differ");
    assertThatThrownBy(() -> builder.offsets(1, new double[3], new double[3], Penalties.none()))
        .hasMessage("column offsets must be 4 numbers, got 3");
    assertThatThrownBy(() -> builder.mean(Double.NaN)).hasMessage("mean must be finite, got NaN");
    assertThatThrownBy(() -> builder.clip(2, 1)).hasMessageContaining("clip");
    assertThatThrownBy(() -> NmfModel.builder(w, w).build()).hasMessageContaining("one rank k");
  }
}
