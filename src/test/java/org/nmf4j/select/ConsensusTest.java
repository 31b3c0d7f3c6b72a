package org.nmf4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.Nmf;
import org.nmf4j.internal.cluster.Matching;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;

class ConsensusTest {

  private static final INDArray A = Known.matrix(60, 40, 3, 0.1, 0.05, 4);

  @Test
  void whatAllStartsFindIsStable() {
    Consensus.Result found = Consensus.of(Nmf.ofRank(3), 6).fit(A);
    assertThat(found.starts()).isEqualTo(6);
    assertThat(found.stabilities()).hasSize(3).allMatch(s -> s > 0.99 && s <= 1);
    assertThat(found.silhouettes()).hasSize(3).allMatch(s -> s > 0.9 && s <= 1);
    assertThat(found.model().rmse(MaskedMatrix.of(A)))
        .isLessThan(1.03 * found.best().rmse(MaskedMatrix.of(A)));
    assertThat(found.model().objective().constraintH())
        .hasToString(found.best().objective().constraintH().toString());
    assertThat(found.toString()).startsWith("3 components of 6 starts, with stabilities [");
  }

  /** Three components are found each time; a fourth is something else each time. */
  @Test
  void theMostStableComponentsAreThoseOfTheMatrix() {
    Consensus.Result four = Consensus.of(Nmf.ofRank(4), 12).fit(A);
    assertThat(four.stabilities()).isSortedAccordingTo((one, other) -> Double.compare(other, one));
    assertThat(four.stabilities().get(3)).isLessThan(0.97);
    Consensus.Result three = Consensus.of(Nmf.ofRank(3), 4).fit(A);
    double[][] cosines = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        INDArray one = three.model().h().getRow(i);
        INDArray other = four.model().h().getRow(j);
        cosines[i][j] =
            one.mul(other).sumNumber().doubleValue()
                / one.norm2Number().doubleValue()
                / other.norm2Number().doubleValue();
      }
    }
    int[] matched = Matching.of(cosines);
    for (int i = 0; i < 3; i++) {
      assertThat(cosines[i][matched[i]]).isGreaterThan(0.9);
    }
  }

  @Test
  void theResultDoesNotDependOnThreadsAndKeepsNames() {
    MaskedMatrix a =
        MaskedMatrix.of(Nd4j.create(new double[][] {{1, 2, 3}, {2, 4, 6}, {5, 1, 1}, {10, 2, 2}}))
            .withLabels(List.of("a", "b", "c", "d"), List.of("x", "y", "z"));
    Consensus.Result one = Consensus.of(Nmf.ofRank(2), 5).threads(1).fit(a);
    Consensus.Result three = Consensus.of(Nmf.ofRank(2), 5).threads(3).fit(a);
    assertThat(three.model().w()).isEqualTo(one.model().w());
    assertThat(three.model().h()).isEqualTo(one.model().h());
    assertThat(three.stabilities()).isEqualTo(one.stabilities());
    assertThat(one.model().columnLabels()).containsExactly("x", "y", "z");
    assertThat(one.model().rowLabels()).containsExactly("a", "b", "c", "d");
    assertThat(Consensus.of(Nmf.ofRank(1), 2).fit(a).silhouettes()).containsExactly(1.0);
  }

  @Test
  void startsThatEndedHighestCanBeLeftOut() {
    Consensus all = Consensus.of(Nmf.ofRank(4), 8).seed(3);
    assertThat(all.leaveOutWorst(0.5).fit(A).starts()).isEqualTo(4);
    assertThat(all.leaveOutWorst(0.99).fit(A.castTo(DataType.FLOAT)).starts()).isEqualTo(2);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> Consensus.of(Nmf.ofRank(2), 1))
        .hasMessage("starts must be ≥ 2, got 1");
    assertThatThrownBy(() -> Consensus.of(null, 2)).hasMessage("nmf");
    assertThatThrownBy(() -> Consensus.of(Nmf.ofRank(2), 2).leaveOutWorst(1))
        .hasMessage("part must be in [0, 1), got 1.0");
    assertThatThrownBy(() -> Consensus.of(Nmf.ofRank(2), 2).threads(0))
        .hasMessage("threads must be ≥ 1, got 0");
    assertThatThrownBy(() -> Consensus.of(Nmf.ofRank(2).offsets(), 2).fit(A))
        .hasMessageStartingWith("a consensus is of components alone");
    MaskedMatrix sparse = SparseMatrix.from(MaskedMatrix.of(A));
    assertThatThrownBy(() -> Consensus.of(Nmf.ofRank(2), 2).fit(sparse))
        .hasMessageContaining("variational Bayes");
  }
}
