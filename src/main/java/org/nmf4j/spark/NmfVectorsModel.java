package org.nmf4j.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.nmf4j.impute.RowImputer;
import scala.Option;

/**
 * Fills the holes of tables, or makes features of their rows, as {@link NmfVectors} has learnt.
 *
 * @serial exclude
 */
public final class NmfVectorsModel extends Model<NmfVectorsModel> implements MLWritable {

  private static final long serialVersionUID = 1;

  private static final String NUMBERS = "numbers";

  private final String uid;
  private final transient RowImputer imputer;
  private final StringArrayParam inputCols;
  private final Param<String> outputCol;
  private final Param<String> output;

  NmfVectorsModel(String uid, RowImputer imputer) {
    this.uid = uid;
    this.imputer = imputer;
    // Parameters know their parent by its uid.
    inputCols = VectorColumns.inputCols(this);
    outputCol = VectorColumns.outputCol(this);
    output = VectorColumns.output(this);
    setDefault(inputCols, new String[] {"features"});
    setDefault(outputCol, "completed");
    setDefault(output, VectorColumns.COMPLETED);
  }

  /** {@return the number of components k, of which some may have died out} */
  public int rank() {
    return imputer.rank();
  }

  /** {@return what happened during the fit, unless the model was loaded} */
  public Optional<RowImputer.Report> report() {
    return imputer.report();
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public NmfVectorsModel copy(ParamMap extra) {
    return copyValues(new NmfVectorsModel(uid, imputer), extra).setParent(parent());
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return new VectorColumns(getInputCols()).withOutput(schema, getOutputCol());
  }

  /**
   * Fills holes, or makes features.
   *
   * @param table with the columns that the parameters name
   * @return the same with a column of vectors
   * @throws IllegalArgumentException if a column is not there or holds no numbers
   */
  @Override
  public Dataset<Row> transform(Dataset<?> table) {
    StructType schema = transformSchema(table.schema());
    VectorColumns columns = new VectorColumns(getInputCols());
    int[] places = Arrays.stream(getInputCols()).mapToInt(table.schema()::fieldIndex).toArray();
    boolean isCompleted = getOutput().equals(VectorColumns.COMPLETED);
    Broadcast<double[]> numbers =
        JavaSparkContext.fromSparkContext(table.sparkSession().sparkContext())
            .broadcast(imputer.toNumbers());
    return table
        .sparkSession()
        .createDataFrame(
            table
                .toDF()
                .toJavaRDD()
                .mapPartitions(
                    rows -> {
                      Executors.prepare();
                      RowWork work = new RowWork(RowImputer.of(numbers.value()), isCompleted);
                      return new MappedRows(rows, row -> work.add(row, columns, places));
                    }),
            schema);
  }

  /** What is done with one row after the other. */
  private static final class RowWork {

    private final int width;
    private final UnaryOperator<double[]> change;

    RowWork(RowImputer imputer, boolean isCompleted) {
      width = imputer.columns();
      change = isCompleted ? filling(imputer) : imputer.features();
    }

    private static UnaryOperator<double[]> filling(RowImputer imputer) {
      ToIntFunction<double[]> filler = imputer.filler();
      return row -> {
        filler.applyAsInt(row);
        return row;
      };
    }

    Row add(Row row, VectorColumns columns, int[] places) {
      Object[] inputs = Arrays.stream(places).mapToObj(row::get).toArray();
      double[] numbers = columns.numbers(RowFactory.create(inputs));
      if (numbers.length == 0) {
        numbers = new double[width];
        Arrays.fill(numbers, Double.NaN);
      }
      if (numbers.length != width) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s must hold %d numbers in a row, got %d in %s",
                columns,
                width,
                numbers.length,
                row));
      }
      Object[] all = new Object[row.length() + 1];
      for (int place = 0; place < row.length(); place++) {
        all[place] = row.get(place);
      }
      all[row.length()] = Vectors.dense(change.apply(numbers));
      return RowFactory.create(all);
    }
  }

  /**
   * Reads a model that {@link #save} has written.
   *
   * @param path where
   * @return the model
   */
  public static NmfVectorsModel load(String path) {
    return read().load(path);
  }

  /** {@return a reader of models} */
  public static MLReader<NmfVectorsModel> read() {
    return new Reader();
  }

  @Override
  public MLWriter write() {
    NmfVectorsModel model = this;
    return new MLWriter() {
      @Override
      @SuppressWarnings("deprecation") // Spark 3 has no other.
      public void saveImpl(String path) {
        DefaultParamsWriter$.MODULE$.saveMetadata(
            model, path, sc(), Option.empty(), Option.empty());
        sparkSession()
            .createDataFrame(
                List.of(RowFactory.create(imputer.toNumbers())),
                new StructType().add(NUMBERS, FactorTable.NUMBERS, false))
            .coalesce(1)
            .write()
            .parquet(new Path(path, NUMBERS).toString());
      }
    };
  }

  private static final class Reader extends MLReader<NmfVectorsModel> {

    @Override
    @SuppressWarnings("deprecation") // Spark 3 has no other.
    public NmfVectorsModel load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader$.MODULE$.loadMetadata(path, sc(), NmfVectorsModel.class.getName());
      Row row = sparkSession().read().parquet(new Path(path, NUMBERS).toString()).head();
      double[] numbers = FactorTable.numbers(row.getList(0));
      NmfVectorsModel model = new NmfVectorsModel(metadata.uid(), RowImputer.of(numbers));
      metadata.getAndSetParams(model, Option.empty());
      return model;
    }
  }

  /** {@return the parameter: the columns of the table} */
  public StringArrayParam inputCols() {
    return inputCols;
  }

  /** {@return the columns of the table} */
  public String[] getInputCols() {
    return getOrDefault(inputCols);
  }

  /**
   * Sets the columns of the table.
   *
   * @param value one or more; "features" by default
   * @return this model
   */
  public NmfVectorsModel setInputCols(String... value) {
    set(inputCols, value);
    return this;
  }

  /** {@return the parameter: the column of vectors that the result is put in} */
  public Param<String> outputCol() {
    return outputCol;
  }

  /** {@return the column of vectors that the result is put in} */
  public String getOutputCol() {
    return getOrDefault(outputCol);
  }

  /**
   * Sets the column of vectors that the result is put in.
   *
   * @param value "completed" by default
   * @return this model
   */
  public NmfVectorsModel setOutputCol(String value) {
    set(outputCol, value);
    return this;
  }

  /** {@return the parameter: whether rows are filled or features are made} */
  public Param<String> output() {
    return output;
  }

  /** {@return whether rows are filled or features are made} */
  public String getOutput() {
    return getOrDefault(output);
  }

  /**
   * Sets whether rows are filled or features are made.
   *
   * @param value completed, the default, or features
   * @return this model
   */
  public NmfVectorsModel setOutput(String value) {
    set(output, value);
    return this;
  }
}
