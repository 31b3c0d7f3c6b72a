package org.nmf4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.shade.jackson.databind.JsonNode;
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
    json.put("penaltyW", strengths(objective.penaltyW()));
    json.put("penaltyH", strengths(objective.penaltyH()));
    json.put("penaltyOffsets", strengths(terms.offsets().penalty()));
    json.put("penaltyMultiplier", terms.multiplier());
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
   * @param mean to use if the metadata have none
   * @throws IllegalArgumentException if a part is there and makes no sense
   */
  static ModelTerms read(JsonNode json, int components, double mean) {
    Objective objective =
        new Objective(
            loss(json),
            penalty(json, "penaltyW"),
            penalty(json, "penaltyH"),
            constraint(json, "constraintW", "nonNegativeW"),
            constraint(json, "constraintH", "nonNegativeH"));
    double itsMean = number(json, "mean", mean);
    Offsets offsets =
        flag(json, "offsets", false)
            ? Offsets.of(components, net(json, "penaltyOffsets"), itsMean)
            : Offsets.none(components);
    ModelTerms.Range range = ModelTerms.Range.ALL;
    if (!json.path("range").isMissingNode()) {
      double[] ends = numbers(json, "range", 2);
      if (!(ends[0] < ends[1])) {
        throw new IllegalArgumentException(
            "range must be ascending, got %s and %s".formatted(ends[0], ends[1]));
      }
      range = ModelTerms.Range.of(ends[0], ends[1]);
    }
    return new ModelTerms(objective, offsets, number(json, "penaltyMultiplier", 1), itsMean, range);
  }

  private static Loss loss(JsonNode json) {
    String id = json.path("loss").asText();
    return id.equals(CUSTOM)
        ? new Forgotten("loss", json.path("lossName").asText(CUSTOM))
        : Losses.named(id);
  }

  /** Earlier builds wrote no more than whether the factor was non-negative. */
  private static Constraint constraint(JsonNode json, String key, String earlierKey) {
    JsonNode id = json.path(key);
    if (id.isMissingNode()) {
      return flag(json, earlierKey, true) ? Constraints.nonNegative() : Constraints.none();
    }
    require(id.isTextual(), key, "a text", id);
    return id.asText().equals(CUSTOM)
        ? new Forgotten("constraint", CUSTOM)
        : Constraints.named(id.asText());
  }

  private static Penalty penalty(JsonNode json, String key) {
    return json.path(key).asText().equals(CUSTOM)
        ? new Forgotten("penalty", CUSTOM)
        : net(json, key);
  }

  private static ElasticNet net(JsonNode json, String key) {
    if (json.path(key).isMissingNode()) {
      return Penalties.none();
    }
    double[] strengths = numbers(json, key, 4);
    return new ElasticNet(strengths[0], strengths[1], strengths[2], strengths[3]);
  }

  private static boolean flag(JsonNode json, String key, boolean neutral) {
    JsonNode value = json.path(key);
    require(value.isMissingNode() || value.isBoolean(), key, "true or false", value);
    return value.asBoolean(neutral);
  }

  private static double number(JsonNode json, String key, double neutral) {
    JsonNode value = json.path(key);
    require(value.isMissingNode() || isFinite(value), key, "a finite number", value);
    return value.asDouble(neutral);
  }

  private static boolean isFinite(JsonNode value) {
    return value.isNumber() && Double.isFinite(value.asDouble());
  }

  /** Of lists only the length is told: they may be long, and deeply nested. */
  private static void require(boolean met, String key, String needed, JsonNode value) {
    if (!met) {
      throw new IllegalArgumentException(
          "%s must be %s, got %s"
              .formatted(key, needed, value.isValueNode() ? value : "a list of " + value.size()));
    }
  }

  private static double[] numbers(JsonNode json, String key, int count) {
    JsonNode list = json.path(key);
    boolean allNumbers =
        list.size() == count
            && IntStream.range(0, count).allMatch(i -> list.has(i) && isFinite(list.get(i)));
    require(allNumbers, key, count + " finite numbers", list);
    return IntStream.range(0, count).mapToDouble(i -> list.get(i).asDouble()).toArray();
  }
}
