package org.nmf4j;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.NpzReader;
import org.nmf4j.internal.format.NpzWriter;
import org.nmf4j.internal.format.WholeFile;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.StopReason;

/**
 * A model as a {@code .npz} file: a zip of {@code W.npy}, {@code H.npy}, the offsets {@code
 * row_offsets.npy} and {@code column_offsets.npy} if there are any, and {@code metadata.json}.
 */
final class ModelArchive {

  private static final int FORMAT_VERSION = 1;
  private static final String W = "W.npy";
  private static final String H = "H.npy";
  private static final String ROW_OFFSETS = "row_offsets.npy";
  private static final String COLUMN_OFFSETS = "column_offsets.npy";
  private static final String METADATA = "metadata.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelArchive() {}

  static void write(NmfModel model, Path file) throws IOException {
    byte[] metadata = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(metadata(model));
    WholeFile.write(
        file,
        true,
        out -> {
          NpzWriter npz = new NpzWriter(out);
          npz.array(W, model.w());
          npz.array(H, model.h());
          if (model.terms().offsets()) {
            npz.array(ROW_OFFSETS, model.rowOffsets().orElseThrow());
            npz.array(COLUMN_OFFSETS, model.columnOffsets().orElseThrow());
          }
          npz.bytes(METADATA, metadata);
          npz.finish();
        });
  }

  private static Map<String, Object> metadata(NmfModel model) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("format", "nmf4j");
    metadata.put("formatVersion", FORMAT_VERSION);
    metadata.putAll(ModelTermsJson.write(model.terms()));
    metadata.put("rowLabels", model.rowLabels());
    metadata.put("columnLabels", model.columnLabels());
    model.report().ifPresent(report -> metadata.put("report", reportAsMap(report)));
    return metadata;
  }

  private static Map<String, Object> reportAsMap(FitReport report) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("observed", report.observed());
    map.put("solver", report.solver());
    map.put("penalised", report.penalised());
    map.put("iterations", report.iterations());
    map.put("objective", report.objective());
    map.put("heldOutLoss", Double.isNaN(report.heldOutLoss()) ? null : report.heldOutLoss());
    map.put("fitSeconds", report.fitSeconds());
    map.put("stopCode", report.stopReason().code());
    map.put("stopReason", report.stopReason().words());
    map.put("kktResidual", report.kktResidual());
    map.put("deadComponents", report.deadComponents());
    map.put("unobservedRows", report.unobservedRows());
    map.put("unobservedColumns", report.unobservedColumns());
    return map;
  }

  static NmfModel read(Path file) throws IOException {
    String name = file.toString();
    try (NpzReader npz = new NpzReader(file)) {
      INDArray w = readFactor(npz, W, name);
      INDArray h = readFactor(npz, H, name);
      if (w.dataType() != h.dataType() || w.columns() != h.rows()) {
        throw FileFormatException.of(
            name,
            "W (%d×%d) %s and H (%d×%d) %s don't belong together"
                .formatted(
                    w.rows(), w.columns(), w.dataType(), h.rows(), h.columns(), h.dataType()));
      }
      Metadata metadata = new Metadata(name, npz.json(METADATA));
      ModelTerms terms = ModelTermsJson.read(metadata.root, mean(w, h));
      Factors factors = new Factors(w, h);
      return model(terms.offsets() ? extended(npz, factors, name) : factors, terms, metadata);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(name, e.getMessage());
    }
  }

  private static INDArray readFactor(NpzReader npz, String member, String file) throws IOException {
    INDArray factor = npz.array(member);
    if (factor.rank() != 2) {
      throw FileFormatException.of(file + "!" + member, "a matrix is needed");
    }
    if (!Double.isFinite(factor.sumNumber().doubleValue())) {
      throw FileFormatException.of(file + "!" + member, "all numbers must be finite");
    }
    return factor.dup('c');
  }

  private static double mean(INDArray w, INDArray h) {
    return w.mean(0).mul(h.mean(1)).sumNumber().doubleValue();
  }

  /** [W, b, 1] and [H; 1; c]. */
  private static Factors extended(NpzReader npz, Factors factors, String file) throws IOException {
    INDArray w = factors.w();
    INDArray h = factors.h();
    INDArray ofRows = readOffsets(npz, ROW_OFFSETS, file, w.rows(), w.dataType());
    INDArray ofColumns = readOffsets(npz, COLUMN_OFFSETS, file, h.columns(), h.dataType());
    return new Factors(
        Nd4j.hstack(w, ofRows.reshape(w.rows(), 1), Nd4j.ones(w.dataType(), w.rows(), 1)),
        Nd4j.vstack(h, Nd4j.ones(h.dataType(), 1, h.columns()), ofColumns.reshape(1, h.columns())));
  }

  private static INDArray readOffsets(
      NpzReader npz, String member, String file, long count, DataType type) throws IOException {
    INDArray offsets = npz.array(member);
    if (offsets.length() != count
        || offsets.dataType() != type
        || !Double.isFinite(offsets.sumNumber().doubleValue())) {
      throw FileFormatException.of(
          file + "!" + member, "%d finite numbers of type %s are needed".formatted(count, type));
    }
    return offsets;
  }

  private static NmfModel model(Factors factors, ModelTerms terms, Metadata metadata)
      throws IOException {
    metadata.require("format", "nmf4j");
    metadata.require("formatVersion", Integer.toString(FORMAT_VERSION));
    List<String> rowLabels = metadata.labels("rowLabels", factors.w().rows());
    List<String> columnLabels = metadata.labels("columnLabels", factors.h().columns());
    int rank = factors.rank() - terms.extraComponents();
    FitReport report = report(factors, rank, terms, metadata.root.path("report"));
    return new NmfModel(factors, terms, rowLabels, columnLabels, report);
  }

  private static FitReport report(Factors factors, int rank, ModelTerms terms, JsonNode node) {
    if (!node.isObject()) {
      return null;
    }
    return new FitReport(
        factors.w().rows(),
        factors.h().columns(),
        node.path("observed").asLong(),
        rank,
        node.path("solver").asText(),
        terms.loss().name(),
        node.path("penalised").asBoolean(false),
        node.path("iterations").asInt(),
        node.path("objective").asDouble(Double.NaN),
        node.path("heldOutLoss").asDouble(Double.NaN),
        node.path("fitSeconds").asDouble(Double.NaN),
        new StopReason(node.path("stopCode").asText(), node.path("stopReason").asText()),
        node.path("kktResidual").asDouble(Double.NaN),
        integers(node.path("deadComponents")),
        integers(node.path("unobservedRows")),
        integers(node.path("unobservedColumns")),
        List.of(),
        List.of());
  }

  private static List<Integer> integers(JsonNode node) {
    List<Integer> numbers = new ArrayList<>();
    node.forEach(element -> numbers.add(element.asInt()));
    return numbers;
  }

  /** What the metadata must say. */
  private record Metadata(String file, JsonNode root) {

    void require(String key, String expected) throws IOException {
      String found = root.path(key).asText();
      if (!found.equals(expected)) {
        throw FileFormatException.of(
            file + "!" + METADATA, "%s must be %s, got \"%s\"".formatted(key, expected, found));
      }
    }

    List<String> labels(String key, int count) throws IOException {
      List<String> labels = new ArrayList<>();
      root.path(key).forEach(label -> labels.add(label.asText()));
      if (!labels.isEmpty() && labels.size() != count) {
        throw FileFormatException.of(
            file + "!" + METADATA,
            "%s must be none or %d, got %d".formatted(key, count, labels.size()));
      }
      return labels;
    }
  }
}
