package org.nmf4j.spark;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.nmf4j.impute.RowImputer;

/**
 * Fills the holes of a table in a DataFrame, or makes features of its rows: learnt on the driver
 * from rows that pass by, of which only sums are kept, as {@link RowImputer} does; then each
 * executor takes its rows one by one. The table is a column of vectors or arrays, or some columns
 * of numbers; null and NaN are missing.
 *
 * <pre>{@code
 * new NmfVectors().setInputCols("age", "income", "rooms").setOutputCol("completed").fit(table)
 * }</pre>
 *
 * @serial exclude
 */
public final class NmfVectors extends Estimator<NmfVectorsModel> implements DefaultParamsWritable {

  private static final long serialVersionUID = 1;

  private static final long MOST_ROWS_ON_DRIVER = 20_000;

  private final String uid;
  private final StringArrayParam inputCols;
  private final Param<String> outputCol;
  private final Param<String> output;
  private final IntParam rank;
  private final IntParam maxIter;
  private final LongParam seed;

  /** An estimator with default parameters. */
  public NmfVectors() {
    this(Identifiable$.MODULE$.randomUID("nmfVectors"));
  }

  /**
   * An estimator with default parameters.
   *
   * @param uid its name among the stages of a pipeline
   */
  public NmfVectors(String uid) {
    this.uid = uid;
    // Parameters know their parent by its uid.
    inputCols = VectorColumns.inputCols(this);
    outputCol = VectorColumns.outputCol(this);
    output = VectorColumns.output(this);
    rank =
        new IntParam(
            this,
            "rank",
            "most components, ≥ 1; those that the rows do not support die out",
            ParamValidators.gtEq(1));
    maxIter = new IntParam(this, "maxIter", "most passes, ≥ 1", ParamValidators.gtEq(1));
    seed = new LongParam(this, "seed", "of the start");
    setDefault(inputCols, new String[] {"features"});
    setDefault(outputCol, "completed");
    setDefault(output, VectorColumns.COMPLETED);
    setDefault(rank, 10);
    setDefault(maxIter, 100);
    setDefault(seed, 0L);
  }

  /**
   * Reads an estimator that {@link #save} has written.
   *
   * @param path where
   * @return the estimator
   */
  public static NmfVectors load(String path) {
    return read().load(path);
  }

  /** {@return a reader of estimators} */
  public static MLReader<NmfVectors> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public NmfVectors copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return new VectorColumns(getInputCols()).withOutput(schema, getOutputCol());
  }

  /**
   * Learns from a table.
   *
   * @param table with the columns that the parameters name
   * @return fills tables of these columns
   * @throws IllegalArgumentException if a column is not there or holds no numbers, rows differ in
   *     width, or nothing is observed
   */
  @Override
  public NmfVectorsModel fit(Dataset<?> table) {
    transformSchema(table.schema());
    VectorColumns columns = new VectorColumns(getInputCols());
    Dataset<Row> selected = table.select(columns.all()).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Supplier<Iterator<Row>> passes = passes(selected);
      RowImputer imputer =
          RowImputer.fit(
              columns.toString(),
              visitor -> {
                Iterator<Row> rows = passes.get();
                boolean goesOn = true;
                while (goesOn && rows.hasNext()) {
                  double[] numbers = columns.numbers(rows.next());
                  goesOn = numbers.length == 0 || visitor.test(numbers);
                }
              },
              new RowImputer.Options(getRank(), getMaxIter(), getSeed()));
      NmfVectorsModel model =
          new NmfVectorsModel(Identifiable$.MODULE$.randomUID("nmfVectors"), imputer);
      return copyValues(model.setParent(this), extractParamMap());
    } finally {
      selected.unpersist();
    }
  }

  /** Few rows come to the driver once, many in each pass. */
  private static Supplier<Iterator<Row>> passes(Dataset<Row> table) {
    if (table.count() > MOST_ROWS_ON_DRIVER) {
      return table::toLocalIterator;
    }
    List<Row> rows = table.collectAsList();
    return rows::iterator;
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
   * @return this estimator
   */
  public NmfVectors setInputCols(String... value) {
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
   * @return this estimator
   */
  public NmfVectors setOutputCol(String value) {
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
   * @return this estimator
   */
  public NmfVectors setOutput(String value) {
    set(output, value);
    return this;
  }

  /** {@return the parameter: the most components} */
  public IntParam rank() {
    return rank;
  }

  /** {@return the most components} */
  public int getRank() {
    return (Integer) getOrDefault(rank);
  }

  /**
   * Sets the most components.
   *
   * @param value ≥ 1; 10 by default
   * @return this estimator
   */
  public NmfVectors setRank(int value) {
    set(rank, value);
    return this;
  }

  /** {@return the parameter: the most passes over the rows} */
  public IntParam maxIter() {
    return maxIter;
  }

  /** {@return the most passes over the rows} */
  public int getMaxIter() {
    return (Integer) getOrDefault(maxIter);
  }

  /**
   * Sets the most passes over the rows.
   *
   * @param value ≥ 1; 100 by default
   * @return this estimator
   */
  public NmfVectors setMaxIter(int value) {
    set(maxIter, value);
    return this;
  }

  /** {@return the parameter: the seed of the start} */
  public LongParam seed() {
    return seed;
  }

  /** {@return the seed of the start} */
  public long getSeed() {
    return (Long) getOrDefault(seed);
  }

  /**
   * Sets the seed of the start.
   *
   * @param value 0 by default
   * @return this estimator
   */
  public NmfVectors setSeed(long value) {
    set(seed, value);
    return this;
  }
}
