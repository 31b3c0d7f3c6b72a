package org.nmf4j.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.SingletonDataSetIterator;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;

class FactorizationGraphTest {

  @TempDir private Path folder;

  /** A trained graph is saved, loaded by SameDiff alone, and trained on there. */
  @Test
  void goesOnInPlainSameDiff() {
    DenseMatrix a = MaskedMatrix.of(TestMatrices.withHoles(DataType.DOUBLE, 12, 9, 2, 0.2, 3));
    Objective objective =
        Objective.of(Losses.rmse()).withPenalties(Penalties.l2(1e-3), Penalties.l1(1e-3));
    NmfModel model =
        Nmf.ofRank(2).penalty(objective.penaltyW(), objective.penaltyH()).iterations(3).fit(a);
    SameDiff trained = FactorizationGraph.of(a, objective, model.w(), model.h()).sameDiff();
    double fitted = model.report().orElseThrow().objective();
    assertThat(trained.getVariable("loss").eval().getDouble(0)).isCloseTo(fitted, within(1e-9));

    Path file = folder.resolve("graph.fb");
    trained.save(file.toFile(), true);
    SameDiff loaded = SameDiff.load(file.toFile(), true);
    assertThat(loaded.getVariable("W").getArr()).isEqualTo(model.w());
    loaded.setTrainingConfig(
        TrainingConfig.builder()
            .updater(new Sgd(0.02))
            .dataSetFeatureMapping("A")
            .dataSetFeatureMaskMapping("weight")
            .markLabelsUnused()
            .build());
    DataSet batch = new DataSet(a.values(), null, a.weights(), null);
    loaded.fit(new SingletonDataSetIterator(batch), 20);
    assertThat(loaded.getVariable("loss").eval().getDouble(0)).isLessThan(fitted);
  }
}
