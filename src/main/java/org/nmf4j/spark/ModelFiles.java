package org.nmf4j.spark;

import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * Models in directories, as Spark's own are: {@code metadata} with the parameters, and as Parquet
 * {@code userFactors}, {@code itemFactors} and {@code facts}.
 */
final class ModelFiles {

  private static final String USERS = "userFactors";
  private static final String ITEMS = "itemFactors";
  private static final String FACTS = "facts";

  private static final StructType OF_FACTS =
      new StructType()
          .add("rank", DataTypes.IntegerType, false)
          .add("hasOffsets", DataTypes.BooleanType, false)
          .add("loss", DataTypes.StringType, false)
          .add("regParam", DataTypes.DoubleType, false)
          .add("shift", DataTypes.DoubleType, false)
          .add("mean", DataTypes.DoubleType, false)
          .add("averageUser", FactorTable.NUMBERS, false)
          .add("averageItem", FactorTable.NUMBERS, false)
          .add("weightOfOthers", DataTypes.DoubleType, false)
          .add("alpha", DataTypes.DoubleType, false)
          .add("clip", FactorTable.NUMBERS, false);

  private ModelFiles() {}

  /** Writes a model. */
  static final class Writer extends MLWriter {

    private final NmfSparkModel model;
    private final ModelFacts facts;
    private final FactorTable users;
    private final FactorTable items;

    Writer(NmfSparkModel model, ModelFacts facts, FactorTable users, FactorTable items) {
      this.model = model;
      this.facts = facts;
      this.users = users;
      this.items = items;
    }

    @Override
    @SuppressWarnings("deprecation") // Spark 3 has no other.
    public void saveImpl(String path) {
      DefaultParamsWriter$.MODULE$.saveMetadata(model, path, sc(), Option.empty(), Option.empty());
      users.rows().write().parquet(new Path(path, USERS).toString());
      items.rows().write().parquet(new Path(path, ITEMS).toString());
      Row row =
          RowFactory.create(
              facts.rank(),
              facts.hasOffsets(),
              facts.loss(),
              facts.regParam(),
              facts.shift(),
              facts.mean(),
              facts.averageUser(),
              facts.averageItem(),
              facts.weightOfOthers(),
              facts.alpha(),
              facts.clip());
      sparkSession()
          .createDataFrame(List.of(row), OF_FACTS)
          .coalesce(1)
          .write()
          .parquet(new Path(path, FACTS).toString());
    }
  }

  /** Reads a model. */
  static final class Reader extends MLReader<NmfSparkModel> {

    @Override
    @SuppressWarnings("deprecation") // Spark 3 has no other.
    public NmfSparkModel load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader$.MODULE$.loadMetadata(path, sc(), NmfSparkModel.class.getName());
      Row row = sparkSession().read().parquet(new Path(path, FACTS).toString()).head();
      ModelFacts facts =
          new ModelFacts(
              row.getInt(0),
              row.getBoolean(1),
              row.getString(2),
              row.getDouble(3),
              row.getDouble(4),
              row.getDouble(5),
              FactorTable.numbers(row.getList(6)),
              FactorTable.numbers(row.getList(7)),
              row.getDouble(8),
              row.getDouble(9),
              FactorTable.numbers(row.getList(10)));
      NmfSparkModel model =
          new NmfSparkModel(
              metadata.uid(),
              facts,
              new FactorTable(sparkSession().read().parquet(new Path(path, USERS).toString())),
              new FactorTable(sparkSession().read().parquet(new Path(path, ITEMS).toString())),
              null);
      metadata.getAndSetParams(model, Option.empty());
      return model;
    }
  }
}
