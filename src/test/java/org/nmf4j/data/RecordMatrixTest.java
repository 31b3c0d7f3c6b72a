package org.nmf4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.records.reader.impl.collection.CollectionRecordReader;
import org.datavec.api.records.reader.impl.csv.CSVRecordReader;
import org.datavec.api.records.reader.impl.csv.CSVSequenceRecordReader;
import org.datavec.api.records.reader.impl.transform.TransformProcessRecordReader;
import org.datavec.api.split.FileSplit;
import org.datavec.api.split.StringSplit;
import org.datavec.api.transform.TransformProcess;
import org.datavec.api.transform.schema.Schema;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.NullWritable;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;

class RecordMatrixTest {

  private static final Path FILE = Path.of("notebooks/data/iris.csv");

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
                    List.of(new Text("nan"), new Text(""), new Text(" 1e1 ")),
                    Arrays.asList(null, new IntWritable(4), null))));
    assertThat(Arrays.deepToString(a.toArray().toDoubleMatrix()))
        .isEqualTo("[[1.5, 2.0, NaN], [NaN, NaN, NaN], [NaN, NaN, 10.0], [NaN, 4.0, NaN]]");
  }

  @Test
  void modelsAreFittedToReadersThatWereReadBefore() throws Exception {
    RecordReader csv = new CSVRecordReader(1);
    csv.initialize(new FileSplit(FILE.toFile()));
    csv.next();
    NmfModel model = Nmf.ofRank(2).fit(RecordMatrix.read(csv));
    assertThat(csv.hasNext()).isTrue();
    MaskedMatrix flowers = RecordMatrix.read(csv);
    assertThat(flowers.rows()).isEqualTo(150);
    assertThat(model.h()).isEqualTo(Nmf.ofRank(2).fit(flowers).h());
  }

  @Test
  void numbersOfArraysAreEntries() {
    INDArray picture =
        Nd4j.createFromArray(new float[][] {{1, 2}, {3, Float.NaN}}).reshape(1, 2, 2);
    DenseMatrix a =
        RecordMatrix.read(
            records(
                List.of(List.of(new NDArrayWritable(picture.permute(0, 2, 1)), new Text("9")))));
    assertThat(a.toArray().toDoubleVector()).containsExactly(1, 3, 2, Double.NaN, 9);
  }

  @Test
  void refusesWhatIsNoMatrix() {
    assertThatThrownBy(
            () -> RecordMatrix.read(records(List.of(List.of(new Text("1"), new Text("x"))))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("record 0, field 1 must be a number or missing, got \"x\"");
    for (String text : List.of("1d", "0x1p3", "١", "１", "1f", "1e", "Infinity")) {
      assertThatThrownBy(() -> RecordMatrix.read(records(List.of(List.of(new Text(text))))))
          .hasMessage("record 0, field 0 must be a number or missing, got \"%s\"", text);
    }
    assertThatThrownBy(
            () ->
                RecordMatrix.read(
                    records(
                        List.of(List.of(new Text("1")), List.of(new Text("1"), new Text("2"))))))
        .hasMessage("record 1 must have 1 numbers as the first, got 2");
    assertThatThrownBy(() -> RecordMatrix.read(records(List.of())))
        .hasMessage("reader must have a record, got none");
    assertThatThrownBy(() -> RecordMatrix.read(new CSVSequenceRecordReader()))
        .hasMessage(
            "reader must give single records, got the reader of sequences CSVSequenceRecordReader");
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
