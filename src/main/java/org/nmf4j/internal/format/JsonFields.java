package org.nmf4j.internal.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.nd4j.shade.jackson.core.JsonParseException;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.core.util.JsonParserDelegate;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * The fields of a JSON object, each of which is what it should be or refused: by an
 * IllegalArgumentException that names field, rule and value. A field that is not there has a
 * neutral value.
 */
public final class JsonFields {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  /** What Jackson writes for numbers that JSON has not, and reads. */
  private static final Set<String> MEASURES = Set.of("NaN", "Infinity", "-Infinity");

  private final JsonNode object;

  private JsonFields(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads a text that is one object and nothing else, in UTF-8.
   *
   * @param mostTokens brackets, names and values that it may have, by which its memory is bounded
   * @throws IllegalArgumentException if it isn't, in one line
   */
  static JsonFields parse(byte[] text, long mostTokens) throws IOException {
    InputStreamReader characters =
        new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser parser =
        new LimitedParser(JSON.getFactory().createParser(characters), mostTokens)) {
      JsonNode node = JSON.readTree(parser);
      if (node == null || !node.isObject() || parser.nextToken() != null) {
        throw new IllegalArgumentException("one JSON object is needed, and nothing after it");
      }
      return new JsonFields(node);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(OneLine.of(e.getOriginalMessage()), e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it is not in UTF-8", e);
    }
  }

  /** Jackson has such limits of its own from 2.15 on; ND4J brings 2.13. */
  private static final class LimitedParser extends JsonParserDelegate {

    private static final int DEEPEST = 20;

    /** Digits cost more than their number: a million of them some 15 seconds. */
    private static final int MOST_DIGITS = 1000;

    private long left;
    private int depth;

    LimitedParser(JsonParser parser, long mostTokens) {
      super(parser);
      left = mostTokens;
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      if (token == null) {
        return null;
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      boolean isLong = token.isNumeric() && getTextLength() > MOST_DIGITS;
      if (--left < 0 || depth > DEEPEST || isLong) {
        throw new JsonParseException(
            this,
            isLong
                ? "a number has more than " + MOST_DIGITS + " digits"
                : depth > DEEPEST ? "it is nested too deeply" : "it has too many values");
      }
      return token;
    }
  }

  public boolean has(String key) {
    return object.has(key);
  }

  public boolean isText(String key, String text) {
    JsonNode value = object.path(key);
    return value.isTextual() && value.asText().equals(text);
  }

  public Optional<JsonFields> object(String key) {
    JsonNode value = field(key, "an object", JsonNode::isObject);
    return value.isMissingNode() ? Optional.empty() : Optional.of(new JsonFields(value));
  }

  public String text(String key, String neutral) {
    return field(key, "a text", JsonNode::isTextual).asText(neutral);
  }

  public boolean flag(String key, boolean neutral) {
    return field(key, "true or false", JsonNode::isBoolean).asBoolean(neutral);
  }

  public double number(String key, double neutral) {
    return field(key, "a finite number", JsonFields::isFinite).asDouble(neutral);
  }

  /** A number, or NaN: where there is none JSON has null, or Jackson's text for it. */
  public double measure(String key) {
    return field(
            key,
            "a number or null",
            value -> isFinite(value) || value.isNull() || MEASURES.contains(value.asText()))
        .asDouble(Double.NaN);
  }

  /** A whole number in [0, largest]; 0 if it is not there. */
  public long count(String key, long largest) {
    return field(key, "a whole number in [0, " + largest + "]", value -> isCount(value, largest))
        .asLong();
  }

  public double[] numbers(String key, int count) {
    return elements(
            key, count + " finite numbers", list -> list.size() == count, JsonFields::isFinite)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  /** Whole numbers in [0, below). */
  public List<Integer> places(String key, int below) {
    return elements(
            key,
            "whole numbers in [0, " + below + ")",
            list -> true,
            value -> isCount(value, below - 1L))
        .map(JsonNode::asInt)
        .toList();
  }

  /** No names, or so many, none of them twice. */
  public List<String> names(String key, int count) {
    Set<String> seen = new HashSet<>();
    return elements(
            key,
            "none or " + count + " different texts",
            list -> list.isEmpty() || list.size() == count,
            value -> value.isTextual() && seen.add(value.asText()))
        .map(JsonNode::asText)
        .toList();
  }

  private Stream<JsonNode> elements(
      String key, String needed, Predicate<JsonNode> suits, Predicate<JsonNode> isElement) {
    JsonNode list =
        field(
            key,
            needed,
            value -> value.isArray() && suits.test(value) && stream(value).allMatch(isElement));
    return stream(list);
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static boolean isFinite(JsonNode value) {
    return value.isNumber() && Double.isFinite(value.asDouble());
  }

  private static boolean isCount(JsonNode value, long largest) {
    return value.isIntegralNumber()
        && value.canConvertToLong()
        && value.asLong() >= 0
        && value.asLong() <= largest;
  }

  /** Of lists only the length is told: they may be long. */
  private JsonNode field(String key, String needed, Predicate<JsonNode> rule) {
    JsonNode value = object.path(key);
    if (!value.isMissingNode() && !rule.test(value)) {
      String got =
          value.isContainerNode() ? "a list of " + value.size() : OneLine.start(value.toString());
      throw new IllegalArgumentException(key + " must be " + needed + ", got " + got);
    }
    return value;
  }

  @Override
  public String toString() {
    return object.toString();
  }
}
