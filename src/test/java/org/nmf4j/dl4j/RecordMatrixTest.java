package org.nmf4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.records.reader.impl.collection.CollectionRecordReader;
import org.datavec.api.records.reader.impl.csv.CSVRecordReader;
import org.datavec.api.records.reader.impl.transform.TransformProcessRecordReader;
import org.datavec.api.split.StringSplit;
import org.datavec.api.transform.TransformProcess;
import org.datavec.api.transform.schema.Schema;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.NullWritable;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.DenseMatrix;

class RecordMatrixTest {

  private static RecordReader records(List<List<Writable>> records) {
    return new CollectionRecordReader(records);
  }

  @Test
  void readsWhatIsMissingAsMissing() {
    DenseMatrix a =
        RecordMatrix.read(
            records(
                List.of(
                    List.of(new Text("1.5"), new IntWritable(2), new Text(" ")),
                    List.of(new Text("NA"), NullWritable.INSTANCE, new Text("?")),
                    List.of(new Text("nan"), new Text(""), new Text(" 1e1 ")))));
    assertThat(Arrays.deepToString(a.toArray().toDoubleMatrix()))
        .isEqualTo("[[1.5, 2.0, NaN], [NaN, NaN, NaN], [NaN, NaN, 10.0]]");
  }

  @Test
  void refusesWhatIsNoMatrix() {
    assertThatThrownBy(
            () -> RecordMatrix.read(records(List.of(List.of(new Text("1"), new Text("x"))))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("record 0, field 1 must be a number or missing, got \"x\"");
    assertThatThrownBy(
            () ->
                RecordMatrix.read(
                    records(
                        List.of(List.of(new Text("1")), List.of(new Text("1"), new Text("2"))))))
        .hasMessage("record 1 must have 1 fields as the first, got 2");
    assertThatThrownBy(() -> RecordMatrix.read(records(List.of())))
        .hasMessage("reader must have a record left, got none");
  }

  /** In a pipeline: fields that DataVec stops at are NaN after a step for each column. */
  @Test
  void aTransformStepKeepsIteratorsGoing() throws Exception {
    Schema schema = new Schema.Builder().addColumnsString("width", "height", "kind").build();
    TransformProcess process =
        new TransformProcess.Builder(schema)
            .transform(new MissingToNaN("width"))
            .transform(new MissingToNaN("height"))
            .build();
    RecordReader csv = new CSVRecordReader();
    csv.initialize(new StringSplit("1.5,,1"));
    RecordReader reader =
        new TransformProcessRecordReader(csv, TransformProcess.fromJson(process.toJson()));
    INDArray features = new RecordReaderDataSetIterator(reader, 2, 2, 2).next().getFeatures();
    assertThat(features.getDouble(0, 0)).isEqualTo(1.5);
    assertThat(features.getDouble(0, 1)).isNaN();
  }
}
