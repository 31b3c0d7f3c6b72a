package org.nmf4j.spark;

import java.util.Locale;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.Duplicates;
import org.nmf4j.matrix.Implicit;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;

/**
 * Factorizes ratings of items by users, {@code rating_ui ≈ w_u·h_i} with {@code w, h ≥ 0}, on
 * Spark: with the numbers that {@link org.nmf4j.Nmf} finds on one machine, to the last bit, on any
 * number of executors and partitions.
 *
 * <pre>{@code
 * NmfSparkModel model =
 *     new NmfEstimator().setUserCol("user").setItemCol("item").setRatingCol("rating").fit(ratings);
 * Dataset<Row> predicted = model.transform(others);
 * }</pre>
 *
 * Minimised is {@code Σ weight·ℓ + λ·Σ_ui weight·(‖w_u‖² + ‖h_i‖²)}, over the ratings; of squared
 * error it is what Spark's ALS minimises. The matrix has the users as rows and the items as
 * columns, in ascending order of their ids.
 *
 * @serial exclude
 */
public final class NmfEstimator extends Estimator<NmfSparkModel> implements DefaultParamsWritable {

  private static final long serialVersionUID = 1;

  private static final long MEGABYTE = 1 << 20;

  private final String uid;

  private final Param<String> userCol;
  private final Param<String> itemCol;
  private final Param<String> predictionCol;
  private final Param<String> coldStartStrategy;
  private final Param<String> ratingCol;
  private final Param<String> weightCol;
  private final IntParam rank;
  private final IntParam maxIter;
  private final DoubleParam tol;
  private final DoubleParam regParam;
  private final Param<String> loss;
  private final BooleanParam offsets;
  private final BooleanParam implicitPrefs;
  private final DoubleParam alpha;
  private final DoubleArrayParam clip;
  private final LongParam seed;
  private final Param<String> duplicates;
  private final IntParam numPartitions;
  private final DoubleParam maxBroadcastMB;
  private final Param<String> intermediateStorageLevel;
  private final Param<String> checkpointDir;
  private final IntParam checkpointInterval;

  /** An estimator with default parameters. */
  public NmfEstimator() {
    this(Identifiable$.MODULE$.randomUID("nmf"));
  }

  /**
   * An estimator with default parameters.
   *
   * @param uid its name among the stages of a pipeline
   */
  public NmfEstimator(String uid) {
    this.uid = uid;
    // Parameters know their parent by its uid.
    userCol = RatingParams.userCol(this);
    itemCol = RatingParams.itemCol(this);
    predictionCol = RatingParams.predictionCol(this);
    coldStartStrategy = RatingParams.coldStartStrategy(this);
    ratingCol = new Param<>(this, "ratingCol", "column of the ratings, numbers");
    weightCol =
        new Param<>(
            this,
            "weightCol",
            "column of the ratings' weights, numbers ≥ 0; a rating of weight 0 is missing; \"\": each"
                + " counts 1");
    rank = new IntParam(this, "rank", "number of components, ≥ 1", ParamValidators.gtEq(1));
    maxIter = new IntParam(this, "maxIter", "most iterations, ≥ 0", ParamValidators.gtEq(0));
    tol =
        new DoubleParam(
            this,
            "tol",
            "the fit ends when ten iterations have lowered the objective by less than this part of it,"
                + " ≥ 0",
            ParamValidators.gtEq(0));
    regParam =
        new DoubleParam(
            this,
            "regParam",
            "λ ≥ 0: what a squared number of a factor costs for each rating that it has a part in",
            ParamValidators.gtEq(0));
    loss =
        new Param<>(
            this,
            "loss",
            "rmse, mse, mae, huber:NUMBER, kl or beta:NUMBER with a number in [1, 2]");
    offsets =
        new BooleanParam(
            this,
            "offsets",
            "whether users and items have offsets from the mean: ratings may then be negative");
    implicitPrefs =
        new BooleanParam(
            this,
            "implicitPrefs",
            "whether ratings are clicks or the like: each a preference of 1 that is the surer the"
                + " larger it is, over zeros for all that are not listed");
    alpha =
        new DoubleParam(
            this,
            "alpha",
            "of implicitPrefs: a preference has the weight 1 + alpha·rating, a zero the weight 1",
            ParamValidators.gtEq(0));
    clip =
        new DoubleArrayParam(
            this, "clip", "the least and the largest prediction; none: any number");
    seed = new LongParam(this, "seed", "of the start");
    duplicates =
        new Param<>(
            this,
            "duplicates",
            "what several ratings of an item by a user become: an error (refuse), their mean (mean)"
                + " or sum (sum)",
            ParamValidators.inArray(new String[] {"refuse", "mean", "sum"}));
    numPartitions =
        new IntParam(
            this,
            "numPartitions",
            "most partitions of users, and of items, ≥ 1; 0: as Spark's default parallelism",
            ParamValidators.gtEq(0));
    maxBroadcastMB =
        new DoubleParam(
            this,
            "maxBroadcastMB",
            "up to so many megabytes the driver holds the factors and sends them to the executors;"
                + " above they stay spread over these, and only the rows that a partition needs are"
                + " sent",
            ParamValidators.gtEq(0));
    intermediateStorageLevel =
        new Param<>(
            this,
            "intermediateStorageLevel",
            "how executors keep the ratings, such as MEMORY_AND_DISK; not NONE",
            NmfEstimator::keeps);
    checkpointDir =
        new Param<>(
            this,
            "checkpointDir",
            "directory that all machines see: states of the fit are kept there, from which the same"
                + " fit goes on when it is started again; \"\": none are");
    checkpointInterval =
        new IntParam(
            this,
            "checkpointInterval",
            "iterations between states, ≥ 1; -1: none are kept",
            NmfEstimator::isInterval);
    setDefault(userCol, "user");
    setDefault(itemCol, "item");
    setDefault(ratingCol, "rating");
    setDefault(weightCol, "");
    setDefault(predictionCol, "prediction");
    setDefault(coldStartStrategy, RatingParams.AVERAGE);
    setDefault(rank, 10);
    setDefault(maxIter, 100);
    setDefault(tol, 1e-4);
    setDefault(regParam, 0.1);
    setDefault(loss, "rmse");
    setDefault(offsets, false);
    setDefault(implicitPrefs, false);
    setDefault(alpha, 1.0);
    setDefault(clip, new double[0]);
    setDefault(seed, 0L);
    setDefault(duplicates, "refuse");
    setDefault(numPartitions, 0);
    setDefault(maxBroadcastMB, 128.0);
    setDefault(intermediateStorageLevel, "MEMORY_AND_DISK");
    setDefault(checkpointDir, "");
    setDefault(checkpointInterval, 10);
  }

  /**
   * Reads an estimator that {@link #save} has written.
   *
   * @param path where
   * @return the estimator
   */
  public static NmfEstimator load(String path) {
    return read().load(path);
  }

  /** {@return a reader of estimators} */
  public static MLReader<NmfEstimator> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public NmfEstimator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    columns().require(schema);
    return NmfSparkModel.withPrediction(schema, getPredictionCol());
  }

  private static boolean keeps(Object level) {
    try {
      return StorageLevel.fromString((String) level).isValid();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isInterval(Object value) {
    return value.equals(-1) || (Integer) value >= 1;
  }

  private SparkFit.Options options() {
    Loss wanted = Losses.named(getLoss());
    if (!wanted.convexRelative().equals(wanted)) {
      throw new IllegalArgumentException(
          "loss must be convex, since starts are not chosen among on Spark, got " + wanted.name());
    }
    if (getOffsets() && !wanted.domain().equals(Loss.Domain.ALL)) {
      throw new IllegalArgumentException(
          "offsets need a loss for numbers of any sign, got " + wanted.name());
    }
    if (getImplicitPrefs() && getOffsets()) {
      throw new IllegalArgumentException(
          "implicitPrefs has zeros for what is not listed, and no offsets: setOffsets(false)");
    }
    if (getImplicitPrefs() && wanted.pointwise().flatMap(l -> l.parabola(0)).isEmpty()) {
      throw new IllegalArgumentException(
          "implicitPrefs needs the loss rmse, mse, beta:2 or kl, got " + wanted.name());
    }
    Implicit.confidence(getAlpha());
    ElasticNet penalty = Penalties.l2(getRegParam()).perObservation();
    return new SparkFit.Options(
        getRank(),
        getRegParam(),
        Objective.of(wanted).withPenalties(penalty, penalty),
        getOffsets(),
        getImplicitPrefs() ? Background.zeros() : Background.missing(),
        getAlpha(),
        ModelFacts.requireClip(getClip()),
        getMaxIter(),
        getTol(),
        getSeed(),
        Duplicates.valueOf(getDuplicates().toUpperCase(Locale.ROOT)),
        (long) (getMaxBroadcastMB() * MEGABYTE),
        getNumPartitions(),
        StorageLevel.fromString(getIntermediateStorageLevel()),
        getCheckpointDir(),
        getCheckpointInterval());
  }

  private RatingColumns columns() {
    return new RatingColumns(getUserCol(), getItemCol(), getRatingCol(), getWeightCol());
  }

  /**
   * Factorizes ratings.
   *
   * @param ratings with the columns that the parameters name
   * @return the model
   * @throws IllegalArgumentException if a parameter, a column or a rating is not as it must be; in
   *     one line, with the column and a row, before any work is done
   */
  @Override
  public NmfSparkModel fit(Dataset<?> ratings) {
    transformSchema(ratings.schema());
    NmfSparkModel model = new RatingsFit(ratings, columns(), options()).run();
    return copyValues(model.setParent(this), extractParamMap());
  }

  /** {@return the parameter: the column of the users' ids} */
  public Param<String> userCol() {
    return userCol;
  }

  /** {@return the column of the users' ids} */
  public String getUserCol() {
    return getOrDefault(userCol);
  }

  /**
   * Sets the column of the users' ids.
   *
   * @param value "user" by default
   * @return this estimator
   */
  public NmfEstimator setUserCol(String value) {
    set(userCol, value);
    return this;
  }

  /** {@return the parameter: the column of the items' ids} */
  public Param<String> itemCol() {
    return itemCol;
  }

  /** {@return the column of the items' ids} */
  public String getItemCol() {
    return getOrDefault(itemCol);
  }

  /**
   * Sets the column of the items' ids.
   *
   * @param value "item" by default
   * @return this estimator
   */
  public NmfEstimator setItemCol(String value) {
    set(itemCol, value);
    return this;
  }

  /** {@return the parameter: the column of the ratings} */
  public Param<String> ratingCol() {
    return ratingCol;
  }

  /** {@return the column of the ratings} */
  public String getRatingCol() {
    return getOrDefault(ratingCol);
  }

  /**
   * Sets the column of the ratings.
   *
   * @param value "rating" by default
   * @return this estimator
   */
  public NmfEstimator setRatingCol(String value) {
    set(ratingCol, value);
    return this;
  }

  /** {@return the parameter: the column of the ratings' weights} */
  public Param<String> weightCol() {
    return weightCol;
  }

  /** {@return the column of the ratings' weights} */
  public String getWeightCol() {
    return getOrDefault(weightCol);
  }

  /**
   * Sets the column of the ratings' weights.
   *
   * @param value "", the default, for none
   * @return this estimator
   */
  public NmfEstimator setWeightCol(String value) {
    set(weightCol, value);
    return this;
  }

  /** {@return the parameter: the column that predictions are put in} */
  public Param<String> predictionCol() {
    return predictionCol;
  }

  /** {@return the column that predictions are put in} */
  public String getPredictionCol() {
    return getOrDefault(predictionCol);
  }

  /**
   * Sets the column that predictions are put in.
   *
   * @param value "prediction" by default
   * @return this estimator
   */
  public NmfEstimator setPredictionCol(String value) {
    set(predictionCol, value);
    return this;
  }

  /** {@return the parameter: the number of components k} */
  public IntParam rank() {
    return rank;
  }

  /** {@return the number of components k} */
  public int getRank() {
    return (Integer) getOrDefault(rank);
  }

  /**
   * Sets the number of components k.
   *
   * @param value ≥ 1; 10 by default
   * @return this estimator
   */
  public NmfEstimator setRank(int value) {
    set(rank, value);
    return this;
  }

  /** {@return the parameter: the most iterations} */
  public IntParam maxIter() {
    return maxIter;
  }

  /** {@return the most iterations} */
  public int getMaxIter() {
    return (Integer) getOrDefault(maxIter);
  }

  /**
   * Sets the most iterations.
   *
   * @param value ≥ 0; 100 by default
   * @return this estimator
   */
  public NmfEstimator setMaxIter(int value) {
    set(maxIter, value);
    return this;
  }

  /**
   * {@return the parameter: the part of the objective that ten iterations lower it by at least, or
   * the fit ends}
   */
  public DoubleParam tol() {
    return tol;
  }

  /**
   * {@return the part of the objective that ten iterations lower it by at least, or the fit ends}
   */
  public double getTol() {
    return (Double) getOrDefault(tol);
  }

  /**
   * Sets the part of the objective that ten iterations lower it by at least, or the fit ends.
   *
   * @param value ≥ 0; 1e-4 by default
   * @return this estimator
   */
  public NmfEstimator setTol(double value) {
    set(tol, value);
    return this;
  }

  /**
   * {@return the parameter: λ, what a squared number of a factor costs for each rating that it has
   * a part in}
   */
  public DoubleParam regParam() {
    return regParam;
  }

  /** {@return λ, what a squared number of a factor costs for each rating that it has a part in} */
  public double getRegParam() {
    return (Double) getOrDefault(regParam);
  }

  /**
   * Sets λ, what a squared number of a factor costs for each rating that it has a part in.
   *
   * @param value ≥ 0; 0.1 by default
   * @return this estimator
   */
  public NmfEstimator setRegParam(double value) {
    set(regParam, value);
    return this;
  }

  /** {@return the parameter: the loss ℓ, by its name in {@link Losses#named}} */
  public Param<String> loss() {
    return loss;
  }

  /** {@return the loss ℓ, by its name in {@link Losses#named}} */
  public String getLoss() {
    return getOrDefault(loss);
  }

  /**
   * Sets the loss ℓ, by its name in {@link Losses#named}.
   *
   * @param value a convex one; rmse by default
   * @return this estimator
   */
  public NmfEstimator setLoss(String value) {
    set(loss, value);
    return this;
  }

  /** {@return the parameter: whether users and items have offsets from the mean} */
  public BooleanParam offsets() {
    return offsets;
  }

  /** {@return whether users and items have offsets from the mean} */
  public boolean getOffsets() {
    return (Boolean) getOrDefault(offsets);
  }

  /**
   * Sets whether users and items have offsets from the mean.
   *
   * @param value false by default
   * @return this estimator
   */
  public NmfEstimator setOffsets(boolean value) {
    set(offsets, value);
    return this;
  }

  /** {@return the parameter: the least and the largest prediction} */
  public DoubleArrayParam clip() {
    return clip;
  }

  /** {@return the least and the largest prediction} */
  public double[] getClip() {
    return getOrDefault(clip);
  }

  /**
   * Sets the least and the largest prediction.
   *
   * @param value two numbers in ascending order, or none, the default
   * @return this estimator
   */
  public NmfEstimator setClip(double[] value) {
    set(clip, value);
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
  public NmfEstimator setSeed(long value) {
    set(seed, value);
    return this;
  }

  /**
   * {@return the parameter: what is predicted for users and items that were not there in the fit}
   */
  public Param<String> coldStartStrategy() {
    return coldStartStrategy;
  }

  /** {@return what is predicted for users and items that were not there in the fit} */
  public String getColdStartStrategy() {
    return getOrDefault(coldStartStrategy);
  }

  /**
   * Sets what is predicted for users and items that were not there in the fit.
   *
   * @param value average, the default, nan or drop
   * @return this estimator
   */
  public NmfEstimator setColdStartStrategy(String value) {
    set(coldStartStrategy, value);
    return this;
  }

  /** {@return the parameter: what several ratings of an item by a user become} */
  public Param<String> duplicates() {
    return duplicates;
  }

  /** {@return what several ratings of an item by a user become} */
  public String getDuplicates() {
    return getOrDefault(duplicates);
  }

  /**
   * Sets what several ratings of an item by a user become.
   *
   * @param value refuse, the default, mean or sum
   * @return this estimator
   */
  public NmfEstimator setDuplicates(String value) {
    set(duplicates, value);
    return this;
  }

  /** {@return the parameter: the most partitions of users, and of items} */
  public IntParam numPartitions() {
    return numPartitions;
  }

  /** {@return the most partitions of users, and of items} */
  public int getNumPartitions() {
    return (Integer) getOrDefault(numPartitions);
  }

  /**
   * Sets the most partitions of users, and of items.
   *
   * @param value ≥ 1, or 0, the default, for Spark's default parallelism
   * @return this estimator
   */
  public NmfEstimator setNumPartitions(int value) {
    set(numPartitions, value);
    return this;
  }

  /** {@return the parameter: the megabytes up to which the driver holds the factors} */
  public DoubleParam maxBroadcastMB() {
    return maxBroadcastMB;
  }

  /** {@return the megabytes up to which the driver holds the factors} */
  public double getMaxBroadcastMB() {
    return (Double) getOrDefault(maxBroadcastMB);
  }

  /**
   * Sets the megabytes up to which the driver holds the factors.
   *
   * @param value ≥ 0; 128 by default
   * @return this estimator
   */
  public NmfEstimator setMaxBroadcastMB(double value) {
    set(maxBroadcastMB, value);
    return this;
  }

  /** {@return the parameter: how executors keep the ratings} */
  public Param<String> intermediateStorageLevel() {
    return intermediateStorageLevel;
  }

  /** {@return how executors keep the ratings} */
  public String getIntermediateStorageLevel() {
    return getOrDefault(intermediateStorageLevel);
  }

  /**
   * Sets how executors keep the ratings.
   *
   * @param value a storage level of Spark but NONE; MEMORY_AND_DISK by default
   * @return this estimator
   */
  public NmfEstimator setIntermediateStorageLevel(String value) {
    set(intermediateStorageLevel, value);
    return this;
  }

  /** {@return the parameter: the directory of the states that a fit goes on from} */
  public Param<String> checkpointDir() {
    return checkpointDir;
  }

  /** {@return the directory of the states that a fit goes on from} */
  public String getCheckpointDir() {
    return getOrDefault(checkpointDir);
  }

  /**
   * Sets the directory of the states that a fit goes on from.
   *
   * @param value "", the default, for none
   * @return this estimator
   */
  public NmfEstimator setCheckpointDir(String value) {
    set(checkpointDir, value);
    return this;
  }

  /** {@return the parameter: the iterations between states} */
  public IntParam checkpointInterval() {
    return checkpointInterval;
  }

  /** {@return the iterations between states} */
  public int getCheckpointInterval() {
    return (Integer) getOrDefault(checkpointInterval);
  }

  /**
   * Sets the iterations between states.
   *
   * @param value ≥ 1, or -1 for none; 10 by default
   * @return this estimator
   */
  public NmfEstimator setCheckpointInterval(int value) {
    set(checkpointInterval, value);
    return this;
  }

  /**
   * {@return the parameter: whether ratings are clicks or the like, over zeros for all that are not
   * listed (Hu, Koren and Volinsky 2008, doi:10.1109/ICDM.2008.22)}
   */
  public BooleanParam implicitPrefs() {
    return implicitPrefs;
  }

  /**
   * {@return whether ratings are clicks or the like, over zeros for all that are not listed (Hu,
   * Koren and Volinsky 2008, doi:10.1109/ICDM.2008.22)}
   */
  public boolean getImplicitPrefs() {
    return (Boolean) getOrDefault(implicitPrefs);
  }

  /**
   * Sets whether ratings are clicks or the like, over zeros for all that are not listed (Hu, Koren
   * and Volinsky 2008, doi:10.1109/ICDM.2008.22).
   *
   * @param value false by default
   * @return this estimator
   */
  public NmfEstimator setImplicitPrefs(boolean value) {
    set(implicitPrefs, value);
    return this;
  }

  /**
   * {@return the parameter: how much surer a preference is by each unit of a rating, if these are
   * implicit}
   */
  public DoubleParam alpha() {
    return alpha;
  }

  /** {@return how much surer a preference is by each unit of a rating, if these are implicit} */
  public double getAlpha() {
    return (Double) getOrDefault(alpha);
  }

  /**
   * Sets how much surer a preference is by each unit of a rating, if these are implicit.
   *
   * @param value ≥ 0; 1 by default
   * @return this estimator
   */
  public NmfEstimator setAlpha(double value) {
    set(alpha, value);
    return this;
  }
}
