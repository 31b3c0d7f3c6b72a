package org.nmf4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.common.util.SerializationUtils;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.data.FeatureMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;

class NmfFeaturesTest {

  private static final INDArray HIDDEN = Iris.hidden(0.25, 0);
  private static final NmfModel MODEL = Nmf.ofRank(2).iterations(200).fit(HIDDEN);
  private static final NmfFeatures FEATURES = new NmfFeatures(MODEL);

  @Test
  void areFactorsOfTheRows() {
    INDArray before = HIDDEN.dup();
    DataSet data = Iris.dataSet(HIDDEN);
    FEATURES.preProcess(data);
    assertThat(data.getFeatures()).isEqualTo(MODEL.transform(before));
    assertThat(data.getFeatures().shape()).containsExactly(150, 2);
    assertThat(data.getFeatures().minNumber().doubleValue()).isNotNegative();
    assertThat(data.getLabels()).isEqualTo(Iris.labels());
    assertThat(HIDDEN.isNaN()).isEqualTo(before.isNaN());
  }

  @Test
  void ofAnExampleDoNotDependOnThoseBesideIt() {
    for (Loss loss : List.of(Losses.rmse(), Losses.kullbackLeibler())) {
      NmfFeatures features = new NmfFeatures(Nmf.ofRank(2).loss(loss).iterations(50).fit(HIDDEN));
      INDArray all = features.transform(HIDDEN);
      for (int i : new int[] {0, 7, 149}) {
        INDArray alone = features.transform(HIDDEN.getRow(i, true).dup());
        assertThat(alone).isEqualTo(all.getRow(i, true));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"DOUBLE", "FLOAT", "HALF"})
  void keepTheTypeOfTheRows(DataType type) {
    assertThat(FEATURES.transform(HIDDEN.castTo(type)).dataType()).isEqualTo(type);
  }

  @Test
  void areZeroWhereNothingIsObserved() {
    INDArray batch = Nd4j.valueArrayOf(new long[] {1, 4}, Double.NaN, DataType.DOUBLE);
    assertThat(FEATURES.transform(batch)).isEqualTo(Nd4j.zeros(DataType.DOUBLE, 1, 2));
  }

  /** Steps of sequences are rows; what a mask hides is not looked at. */
  @Test
  void ofSequencesHaveStepsToo() {
    INDArray sequences = HIDDEN.dup().reshape('c', 50, 3, 4).permute(0, 2, 1).dup();
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 50, 3);
    sequences.putScalar(7, 2, 1, Double.POSITIVE_INFINITY);
    mask.putScalar(7, 1, 0);
    DataSet data = new DataSet(sequences, Iris.labels(), mask, null);
    FEATURES.preProcess(data);
    INDArray expected = MODEL.transform(HIDDEN);
    expected.getRow(7 * 3 + 1).assign(0);
    assertThat(data.getFeatures().shape()).containsExactly(50, 2, 3);
    assertThat(data.getFeatures().permute(0, 2, 1).dup('c').reshape('c', 150, 2))
        .isEqualTo(expected);
    assertThat(data.getFeaturesMaskArray()).isEqualTo(mask);
  }

  @Test
  void goByAMaskOfEntries() {
    INDArray mask = HIDDEN.isNaN().castTo(DataType.DOUBLE).rsub(1);
    DataSet data = new DataSet(Iris.features(), Iris.labels(), mask, null);
    FEATURES.preProcess(data);
    assertThat(data.getFeatures()).isEqualTo(MODEL.transform(HIDDEN));
    assertThat(data.getFeaturesMaskArray()).isNull();
  }

  @Test
  void changeOneInputOfSeveral() {
    MultiDataSet data =
        new MultiDataSet(
            new INDArray[] {Nd4j.ones(150, 7), HIDDEN.dup()}, new INDArray[] {Iris.labels()});
    new NmfFeatures(MODEL, 1).preProcess(data);
    assertThat(data.getFeatures(0)).isEqualTo(Nd4j.ones(150, 7));
    assertThat(data.getFeatures(1)).isEqualTo(MODEL.transform(HIDDEN));
  }

  @Test
  void areTheSameAfterSerialization() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SerializationUtils.serialize(FEATURES, out);
    NmfFeatures read = SerializationUtils.deserialize(new ByteArrayInputStream(out.toByteArray()));
    assertThat(read.transform(HIDDEN)).isEqualTo(FEATURES.transform(HIDDEN));
  }

  @Test
  void refuseOtherWidths() {
    assertThatThrownBy(() -> FEATURES.transform(Nd4j.ones(2, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("features must have 4 columns, got 5");
    assertThatThrownBy(() -> new NmfFeatures(MODEL, -1)).hasMessage("input must be ≥ 0, got -1");
    assertThatThrownBy(() -> new NmfFeatures(MODEL, 1).preProcess(new MultiDataSet(HIDDEN, HIDDEN)))
        .hasMessage("data set must have more inputs than 1, got 1");
  }

  @Test
  void modelsAreFittedToWhatPipelinesHave() {
    Nmf nmf = Nmf.ofRank(2).iterations(20);
    INDArray mask = HIDDEN.isNaN().castTo(DataType.DOUBLE).rsub(1);
    NmfModel expected = nmf.fit(MaskedMatrix.of(Iris.features(), mask));
    assertThat(nmf.fit(FeatureMatrix.of(Iris.dataSet(HIDDEN))).h()).isEqualTo(expected.h());
    DataSet masked = new DataSet(Iris.features(), Iris.labels(), mask, null);
    assertThat(nmf.fit(FeatureMatrix.of(masked)).h()).isEqualTo(expected.h());
    assertThat(nmf.fit(FeatureMatrix.of(new ListDataSetIterator<>(masked.asList(), 40))).h())
        .isEqualTo(expected.h());
    DataSet ill = new DataSet(Iris.features(), Iris.labels(), Nd4j.ones(7, 1), null);
    assertThatThrownBy(() -> FeatureMatrix.of(ill))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "mask of features must have one number an entry or a row, got [7, 1] for [150, 4]");
    DataSet single = Iris.dataSet(HIDDEN.castTo(DataType.FLOAT));
    assertThatThrownBy(
            () ->
                FeatureMatrix.of(
                    new ListDataSetIterator<>(List.of(Iris.dataSet(HIDDEN), single), 1)))
        .hasMessage("features must be of one type in all batches, got FLOAT after DOUBLE");
  }
}
