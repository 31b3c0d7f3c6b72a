package org.nmf4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;

/** The terms of a model among its metadata. A part that is not there has its neutral value. */
final class ModelTermsJson {

  private ModelTermsJson() {}

  static Map<String, Object> write(ModelTerms terms) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("loss", terms.loss().name());
    json.put("nonNegativeW", terms.nonNegativeW());
    json.put("nonNegativeH", terms.nonNegativeH());
    json.put("mean", terms.mean());
    json.put("offsets", terms.offsets());
    json.put("penaltyW", numbers(terms.penaltyW()));
    json.put("penaltyH", numbers(terms.penaltyH()));
    json.put("penaltyOffsets", numbers(terms.penaltyOffsets()));
    if (Double.isFinite(terms.smallest())) {
      json.put("range", List.of(terms.smallest(), terms.largest()));
    }
    return json;
  }

  private static List<Double> numbers(ElasticNet penalty) {
    return List.of(
        penalty.l1(), penalty.l2(), penalty.l1PerObservation(), penalty.l2PerObservation());
  }

  /**
   * @param mean to use if the metadata have none
   * @throws IllegalArgumentException if a part is there and makes no sense
   */
  static ModelTerms read(JsonNode json, double mean) {
    String name = json.path("loss").asText();
    Loss loss = name.equals("custom") ? new ForgottenLoss() : Losses.named(name);
    ModelTerms terms =
        new ModelTerms(
            loss,
            flag(json, "nonNegativeW", true),
            flag(json, "nonNegativeH", true),
            penalty(json, "penaltyW"),
            penalty(json, "penaltyH"),
            flag(json, "offsets", false),
            penalty(json, "penaltyOffsets"),
            number(json, "mean", mean),
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY);
    if (json.path("range").isMissingNode()) {
      return terms;
    }
    double[] range = numbers(json, "range", 2);
    if (!(range[0] < range[1])) {
      throw new IllegalArgumentException(
          "range must be ascending, got %s and %s".formatted(range[0], range[1]));
    }
    return terms.clippedTo(range[0], range[1]);
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

  private static ElasticNet penalty(JsonNode json, String key) {
    if (json.path(key).isMissingNode()) {
      return Penalties.none();
    }
    double[] strengths = numbers(json, key, 4);
    return new ElasticNet(strengths[0], strengths[1], strengths[2], strengths[3]);
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
