package org.nmf4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nmf4j.internal.format.JsonFields;
import org.nmf4j.internal.rows.OpenRows;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.ColumnUnits;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Offsets;
import org.nmf4j.objective.Penalties;
import org.nmf4j.objective.Penalty;

/**
 * The terms of a model among its metadata. A part that is not there has its neutral value; a part
 * of the objective that was the caller's own is {@code custom}. Of constraints there is what they
 * ask of new rows and columns.
 */
final class ModelTermsJson {

  private static final String CUSTOM = "custom";

  private ModelTermsJson() {}

  static Map<String, Object> write(ModelTerms terms) {
    Objective objective = terms.objective();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("loss", Losses.id(objective.loss()).orElse(CUSTOM));
    json.put("lossName", objective.loss().name());
    json.put("constraintW", id(objective.constraintW().forNewRows()));
    json.put("constraintH", id(objective.constraintH().forNewColumns()));
    json.put("mean", terms.mean());
    json.put("offsets", terms.offsets().present());
    json.put("offsetsOfColumnsOnly", terms.offsets().present() && !terms.offsets().hasRows());
    json.put("penaltyW", strengths(objective.penaltyW()));
    json.put("penaltyH", strengths(objective.penaltyH()));
    json.put("penaltyOffsets", strengths(terms.offsets().penalty()));
    json.put("penaltyMultiplier", terms.multiplier());
    json.put("openRidge", terms.openRidge());
    if (!terms.background().isMissing()) {
      json.put("background", List.of(terms.background().value(), terms.background().weight()));
    }
    if (!terms.range().equals(ModelTerms.Range.ALL)) {
      json.put("range", List.of(terms.range().smallest(), terms.range().largest()));
    }
    return json;
  }

  private static String id(Constraint constraint) {
    return Constraints.id(constraint).orElse(CUSTOM);
  }

  private static Object strengths(Penalty penalty) {
    return penalty instanceof ElasticNet net
        ? List.of(net.l1(), net.l2(), net.l1PerObservation(), net.l2PerObservation())
        : CUSTOM;
  }

  /**
   * @param components of the factors in the file
   * @param units in the file
   * @param mean to use if the metadata have none
   * @throws IllegalArgumentException if a part is there and makes no sense
   */
  static ModelTerms read(JsonFields json, int components, ColumnUnits units, double mean) {
    Objective objective =
        new Objective(
            loss(json),
            penalty(json, "penaltyW"),
            penalty(json, "penaltyH"),
            constraint(json, "constraintW", "nonNegativeW"),
            constraint(json, "constraintH", "nonNegativeH"));
    double itsMean = json.number("mean", mean);
    Offsets offsets =
        json.flag("offsets", false) ? offsets(components, json, itsMean) : Offsets.none(components);
    double multiplier = json.number("penaltyMultiplier", 1);
    if (multiplier < 0) {
      throw new IllegalArgumentException("penaltyMultiplier must be ≥ 0, got " + multiplier);
    }
    // Earlier builds knew one ridge only.
    double usual = json.flag("holdsOpenLines", false) ? OpenRows.MOST_RIDGE : 0;
    double ridge = json.number("openRidge", usual);
    if (ridge < 0) {
      throw new IllegalArgumentException("openRidge must be ≥ 0, got " + ridge);
    }
    return new ModelTerms(
        objective, offsets, background(json), multiplier, units, itsMean, range(json), ridge);
  }

  private static Background background(JsonFields json) {
    if (!json.has("background")) {
      return Background.missing();
    }
    double[] numbers = json.numbers("background", 2);
    return new Background(numbers[0], numbers[1]);
  }

  private static Offsets offsets(int components, JsonFields json, double mean) {
    ElasticNet penalty = net(json, "penaltyOffsets");
    return json.flag("offsetsOfColumnsOnly", false)
        ? Offsets.ofColumns(components, penalty, mean)
        : Offsets.of(components, penalty, mean);
  }

  private static ModelTerms.Range range(JsonFields json) {
    if (!json.has("range")) {
      return ModelTerms.Range.ALL;
    }
    double[] ends = json.numbers("range", 2);
    if (!(ends[0] < ends[1])) {
      throw new IllegalArgumentException(
          "range must be ascending, got " + ends[0] + " and " + ends[1]);
    }
    return ModelTerms.Range.of(ends[0], ends[1]);
  }

  private static Loss loss(JsonFields json) {
    String id = json.text("loss", "");
    return id.equals(CUSTOM)
        ? new Forgotten("loss", json.text("lossName", CUSTOM))
        : Losses.named(id);
  }

  /** Earlier builds wrote no more than whether the factor was non-negative. */
  private static Constraint constraint(JsonFields json, String key, String earlierKey) {
    if (!json.has(key)) {
      return json.flag(earlierKey, true) ? Constraints.nonNegative() : Constraints.none();
    }
    String id = json.text(key, "");
    return id.equals(CUSTOM) ? new Forgotten("constraint", CUSTOM) : Constraints.named(id);
  }

  private static Penalty penalty(JsonFields json, String key) {
    return json.isText(key, CUSTOM) ? new Forgotten("penalty", CUSTOM) : net(json, key);
  }

  private static ElasticNet net(JsonFields json, String key) {
    if (!json.has(key)) {
      return Penalties.none();
    }
    double[] strengths = json.numbers(key, 4);
    return new ElasticNet(strengths[0], strengths[1], strengths[2], strengths[3]);
  }
}
