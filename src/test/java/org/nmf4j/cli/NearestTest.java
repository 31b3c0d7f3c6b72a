package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  private static final List<String> NAMES =
      List.of("--rank", "--iterations", "--w", "--h", "factorize", "complete", "update");

  @ParameterizedTest
  @CsvSource({
    "--rnak, --rank",
    "--rang, --rank",
    "--iteration, --iterations",
    "--iter,",
    "facorize, factorize",
    "factorise, factorize",
    "competle, complete",
    "--x, --h",
    "frobnicate,"
  })
  void isTheNameThatWasMeant(String word, String name) {
    assertThat(Nearest.to(word, NAMES).orElse(null)).isEqualTo(name);
  }
}
