package org.nmf4j.spark;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.nmf4j.NmfModel;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Offsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Seq;

/**
 * A factorization of ratings on Spark, as {@link NmfEstimator} makes it: predictions,
 * recommendations, and factors of new users.
 *
 * @serial exclude
 */
public final class NmfSparkModel extends Model<NmfSparkModel> implements MLWritable {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(NmfSparkModel.class);

  private final String uid;
  private final ModelFacts facts;
  private final transient FactorTable users;
  private final transient FactorTable items;
  private final transient NmfSparkSummary summary;

  private final Param<String> userCol;
  private final Param<String> itemCol;
  private final Param<String> predictionCol;
  private final Param<String> coldStartStrategy;

  NmfSparkModel(
      String uid, ModelFacts facts, FactorTable users, FactorTable items, NmfSparkSummary summary) {
    this.uid = uid;
    // Parameters know their parent by its uid.
    userCol = RatingParams.userCol(this);
    itemCol = RatingParams.itemCol(this);
    predictionCol = RatingParams.predictionCol(this);
    coldStartStrategy = RatingParams.coldStartStrategy(this);
    this.facts = facts;
    this.users = users;
    this.items = items;
    this.summary = summary;
    setDefault(userCol, "user");
    setDefault(itemCol, "item");
    setDefault(predictionCol, "prediction");
    setDefault(coldStartStrategy, RatingParams.AVERAGE);
  }

  /** The model of a fit. */
  static NmfSparkModel of(
      SparkSession session,
      IndexedRatings ratings,
      SparkFit.Options options,
      SparkFit.Found found) {
    Offsets offsets = found.offsets();
    FactorTable users =
        FactorTable.of(
            session,
            ratings.users(),
            found.byRows(),
            found.steps().w().rows(),
            offsets,
            offsets.ofRows(),
            options.level());
    FactorTable items =
        FactorTable.of(
            session,
            ratings.items(),
            found.byColumns(),
            found.steps().h().rows(),
            offsets,
            offsets.ofColumns(),
            options.level());
    ModelFacts facts =
        new ModelFacts(
            options.rank(),
            offsets.present(),
            Losses.id(options.objective().loss()).orElseThrow(),
            options.regParam(),
            offsets.shift(),
            found.mean(),
            users.average(options.rank()),
            items.average(options.rank()),
            options.background().weight(),
            options.alpha(),
            options.clip());
    NmfSparkSummary summary =
        new NmfSparkSummary(
            ratings.users().count(),
            ratings.items().count(),
            found.observed(),
            found.solver().name(),
            found.isPartitioned(),
            found.result().iterations(),
            Arrays.stream(found.result().history()).boxed().toList(),
            found.result().stopReason(),
            found.result().kktResidual(),
            found.result().seconds());
    LOG.info("{}", summary);
    return new NmfSparkModel(Identifiable$.MODULE$.randomUID("nmf"), facts, users, items, summary);
  }

  /**
   * A model of one machine on Spark. Its names of rows and columns, or their numbers from 0 on,
   * become the ids, as strings.
   *
   * @param session to hold it
   * @param model by squared error or another loss that has a name
   * @return the same model
   * @throws IllegalArgumentException if the model has units of columns, or a loss of the caller's
   */
  public static NmfSparkModel of(SparkSession session, NmfModel model) {
    return LocalModels.toSpark(session, model);
  }

  /**
   * {@return the model on one machine, whose {@code save} writes the {@code .npz} file} The ids are
   * its names of rows and columns. Both factors have to fit into the driver.
   */
  public NmfModel toNmfModel() {
    return LocalModels.toLocal(facts, users.collect(), items.collect());
  }

  /** {@return the number of components k} */
  public int rank() {
    return facts.rank();
  }

  /**
   * {@return the users' factors: {@code id}, {@code features} of k numbers, and {@code offset} if
   * there are offsets}
   */
  public Dataset<Row> userFactors() {
    return users.shown(facts.hasOffsets());
  }

  /** {@return the items' factors, likewise} */
  public Dataset<Row> itemFactors() {
    return items.shown(facts.hasOffsets());
  }

  /** {@return what happened during the fit, unless the model was loaded or made otherwise} */
  public Optional<NmfSparkSummary> summary() {
    return Optional.ofNullable(summary);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public NmfSparkModel copy(ParamMap extra) {
    NmfSparkModel copy = new NmfSparkModel(uid, facts, users, items, summary);
    return copyValues(copy, extra).setParent(parent());
  }

  @Override
  public StructType transformSchema(StructType schema) {
    RatingColumns.type("userCol", getUserCol(), schema);
    RatingColumns.type("itemCol", getItemCol(), schema);
    return withPrediction(schema, getPredictionCol());
  }

  static StructType withPrediction(StructType schema, String column) {
    if (Arrays.asList(schema.fieldNames()).contains(column)) {
      throw new IllegalArgumentException(
          "predictionCol must name a new column, got \"" + column + "\", which is there");
    }
    return schema.add(column, DataTypes.DoubleType);
  }

  /**
   * Predicts ratings.
   *
   * @param dataset with users and items
   * @return the same with a column of predictions
   * @throws IllegalArgumentException if a column is not there
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    Dataset<Row> ofUsers = named(users, "nmf_u");
    Dataset<Row> ofItems = named(items, "nmf_i");
    Dataset<Row> joined =
        dataset
            .toDF()
            .join(ofUsers, id(users, dataset, getUserCol()).equalTo(col("nmf_u_id")), "left")
            .join(ofItems, id(items, dataset, getItemCol()).equalTo(col("nmf_i_id")), "left");
    Column[] given = Arrays.stream(dataset.columns()).map(RatingColumns::at).toArray(Column[]::new);
    Column prediction =
        predictor()
            .apply(
                col("nmf_u_features"),
                col("nmf_u_offset"),
                col("nmf_i_features"),
                col("nmf_i_offset"))
            .as(getPredictionCol());
    Column[] all = Arrays.copyOf(given, given.length + 1);
    all[given.length] = prediction;
    Dataset<Row> predicted = joined.select(all);
    return getColdStartStrategy().equals(RatingParams.DROP)
        ? predicted.filter(RatingColumns.at(getPredictionCol()).isNaN().unary_$bang())
        : predicted;
  }

  private static Column id(FactorTable table, Dataset<?> dataset, String column) {
    return table.asId(RatingColumns.at(column), dataset.schema().apply(column).dataType());
  }

  private static Dataset<Row> named(FactorTable table, String prefix) {
    return table
        .beside()
        .select(
            col(FactorTable.ID).as(prefix + "_id"),
            col(FactorTable.FEATURES).as(prefix + "_features"),
            col(FactorTable.OFFSET).as(prefix + "_offset"));
  }

  private UserDefinedFunction predictor() {
    ModelFacts known = facts;
    boolean takesAverage = getColdStartStrategy().equals(RatingParams.AVERAGE);
    UDF4<Seq<Double>, Double, Seq<Double>, Double, Double> predict =
        (user, ofUser, item, ofItem) ->
            takesAverage || (user != null && item != null)
                ? known.predict(numbers(user, ofUser), numbers(item, ofItem))
                : Double.NaN;
    return functions.udf(predict, DataTypes.DoubleType);
  }

  private static double[] numbers(Seq<Double> features, Double offset) {
    if (features == null) {
      return null;
    }
    double[] numbers = new double[features.length() + 1];
    for (int c = 0; c < features.length(); c++) {
      numbers[c] = features.apply(c);
    }
    numbers[features.length()] = offset;
    return numbers;
  }

  /**
   * The best items of each user.
   *
   * @param count how many, ≥ 1
   * @return users, and an array {@code recommendations} of items and predicted ratings, the highest
   *     first; of equal ones in the order of the items' ids
   */
  public Dataset<Row> recommendForAllUsers(int count) {
    return ofUsers().recommend(users.rows(), count, Optional.empty());
  }

  /**
   * The best items of each user among those not seen yet.
   *
   * @param count how many at most, ≥ 1
   * @param seen users and the items to leave out, such as the ratings of the fit
   * @return as {@link #recommendForAllUsers(int)}
   */
  public Dataset<Row> recommendForAllUsers(int count, Dataset<?> seen) {
    return ofUsers().recommend(users.rows(), count, Optional.of(seen));
  }

  /**
   * The best items of some users.
   *
   * @param subset with a column of users; ids that the model has not are left out
   * @param count how many, ≥ 1
   * @return as {@link #recommendForAllUsers(int)}
   */
  public Dataset<Row> recommendForUserSubset(Dataset<?> subset, int count) {
    return ofUsers()
        .recommend(chosen(users, subset, "userCol", getUserCol()), count, Optional.empty());
  }

  /**
   * The best items of some users among those not seen yet.
   *
   * @param subset with a column of users; ids that the model has not are left out
   * @param count how many at most, ≥ 1
   * @param seen users and the items to leave out
   * @return as {@link #recommendForAllUsers(int)}
   */
  public Dataset<Row> recommendForUserSubset(Dataset<?> subset, int count, Dataset<?> seen) {
    return ofUsers()
        .recommend(chosen(users, subset, "userCol", getUserCol()), count, Optional.of(seen));
  }

  /**
   * The users that an item suits best, for each item.
   *
   * @param count how many, ≥ 1
   * @return items, and an array {@code recommendations} of users and predicted ratings
   */
  public Dataset<Row> recommendForAllItems(int count) {
    return ofItems().recommend(items.rows(), count, Optional.empty());
  }

  /**
   * The users that an item suits best among those who have not seen it, for each item.
   *
   * @param count how many at most, ≥ 1
   * @param seen users and items to leave out
   * @return as {@link #recommendForAllItems(int)}
   */
  public Dataset<Row> recommendForAllItems(int count, Dataset<?> seen) {
    return ofItems().recommend(items.rows(), count, Optional.of(seen));
  }

  /**
   * The users that some items suit best.
   *
   * @param subset with a column of items; ids that the model has not are left out
   * @param count how many, ≥ 1
   * @return as {@link #recommendForAllItems(int)}
   */
  public Dataset<Row> recommendForItemSubset(Dataset<?> subset, int count) {
    return ofItems()
        .recommend(chosen(items, subset, "itemCol", getItemCol()), count, Optional.empty());
  }

  /**
   * The users that some items suit best among those who have not seen them.
   *
   * @param subset with a column of items; ids that the model has not are left out
   * @param count how many at most, ≥ 1
   * @param seen users and items to leave out
   * @return as {@link #recommendForAllItems(int)}
   */
  public Dataset<Row> recommendForItemSubset(Dataset<?> subset, int count, Dataset<?> seen) {
    return ofItems()
        .recommend(chosen(items, subset, "itemCol", getItemCol()), count, Optional.of(seen));
  }

  private Recommendations ofUsers() {
    return new Recommendations(facts, items, true, getUserCol(), getItemCol());
  }

  private Recommendations ofItems() {
    return new Recommendations(facts, users, false, getItemCol(), getUserCol());
  }

  private static Dataset<Row> chosen(
      FactorTable table, Dataset<?> subset, String parameter, String column) {
    RatingColumns.type(parameter, column, subset.schema());
    Dataset<Row> ids = subset.select(id(table, subset, column).as("chosen")).distinct();
    return table.rows().join(ids, col(FactorTable.ID).equalTo(col("chosen")), "leftsemi");
  }

  /**
   * The model of other users, found by their ratings while the items' factors stay: each by itself,
   * as {@link NmfModel#withRows} does.
   *
   * @param ratings of the other users; of items that the model has not they are left out
   * @param ratingCol the column of the ratings
   * @return the same model of these users
   * @throws IllegalArgumentException if a column or a rating is not as it must be
   */
  public NmfSparkModel withUsers(Dataset<?> ratings, String ratingCol) {
    RatingColumns columns = new RatingColumns(getUserCol(), getItemCol(), ratingCol, "");
    columns.require(ratings.schema());
    FactorTable others = new UserFoldIn(facts, items).fold(columns, ratings);
    return copyValues(new NmfSparkModel(uid, facts, others, items, null), ParamMap.empty());
  }

  /**
   * Reads a model that {@link #save} has written.
   *
   * @param path where
   * @return the model
   */
  public static NmfSparkModel load(String path) {
    return read().load(path);
  }

  /** {@return a reader of models} */
  public static MLReader<NmfSparkModel> read() {
    return new ModelFiles.Reader();
  }

  @Override
  public MLWriter write() {
    return new ModelFiles.Writer(this, facts, users, items);
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
   * @param value as of the estimator
   * @return this model
   */
  public NmfSparkModel setUserCol(String value) {
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
   * @param value as of the estimator
   * @return this model
   */
  public NmfSparkModel setItemCol(String value) {
    set(itemCol, value);
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
   * @param value as of the estimator
   * @return this model
   */
  public NmfSparkModel setPredictionCol(String value) {
    set(predictionCol, value);
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
   * @param value as of the estimator
   * @return this model
   */
  public NmfSparkModel setColdStartStrategy(String value) {
    set(coldStartStrategy, value);
    return this;
  }
}
