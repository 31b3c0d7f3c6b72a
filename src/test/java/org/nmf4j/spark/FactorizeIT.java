package org.nmf4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Spark's Hadoop needs programs of its own")
class FactorizeIT {

  @BeforeEach
  void session() {
    LocalSpark.session();
  }

  @Test
  void factorizesAFile(@TempDir Path folder) throws Exception {
    Path csv = folder.resolve("ratings.csv");
    Files.writeString(csv, "userId,movieId,rating\nann,1,4\nann,2,2\nbob,1,2\nbob,3,5\n");
    String output = folder.resolve("model").toString();
    Factorize.main(
        new String[] {
          csv.toString(),
          output,
          "userCol=userId",
          "itemCol=movieId",
          "rank=2",
          "clip=1,5",
          "regParam=1"
        });
    NmfSparkModel model = NmfSparkModel.load(output);
    assertThat(model.rank()).isEqualTo(2);
    assertThat(model.userFactors().count()).isEqualTo(2);
    assertThat(model.getUserCol()).isEqualTo("userId");
    assertThatThrownBy(() -> Factorize.main(new String[] {csv.toString(), output}))
        .hasMessage("OUTPUT must not be there yet, got " + output + ": delete it or name another");
    Factorize.main(new String[] {"--help"});
  }

  @Test
  void saysWhatItTakes() {
    assertThatThrownBy(() -> Factorize.main(new String[] {"x"})).hasMessageContaining("usage:");
    assertThatThrownBy(() -> Factorize.main(new String[] {"x", "y", "k=3"}))
        .hasMessageContaining("got k=3");
    assertThatThrownBy(() -> Factorize.main(new String[] {"x", "y", "rank=many"}))
        .hasMessageContaining("rank: number of components");
    assertThatThrownBy(() -> Factorize.main(new String[] {"x", "y", "rank=2.5"}))
        .hasMessageContaining("rank: number of components");
  }
}
