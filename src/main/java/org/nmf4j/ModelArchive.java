package org.nmf4j;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nmf4j.internal.compute.GivenMatrix;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.NpzReader;
import org.nmf4j.internal.format.NpzWriter;
import org.nmf4j.internal.format.WholeFile;
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

  /** Of a report: what the model tells by itself, and what may be long. */
  private static final List<String> LEFT_OUT =
      List.of("rows", "columns", "rank", "loss", "history", "heldOutHistory");

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
          if (model.terms().offsets().present()) {
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
    model
        .report()
        .ifPresent(
            report -> {
              Map<String, Object> facts = report.toMap();
              facts.keySet().removeAll(LEFT_OUT);
              metadata.put("report", facts);
            });
    return metadata;
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
      HeapMatrix rows = HeapMatrix.of(w);
      HeapMatrix columns = HeapMatrix.of(h).transpose();
      ModelTerms terms =
          ModelTermsJson.read(metadata.root, w.columns(), NmfModel.meanOf(rows, columns));
      if (terms.offsets().present()) {
        INDArray ofRows = readOffsets(npz, ROW_OFFSETS, name, w.rows(), w.dataType());
        INDArray ofColumns = readOffsets(npz, COLUMN_OFFSETS, name, h.columns(), h.dataType());
        rows = HeapMatrix.of(terms.offsets().extendW(w, ofRows));
        columns = HeapMatrix.of(terms.offsets().extendH(h, ofColumns)).transpose();
      }
      return model(rows, columns, terms, metadata);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(name, e.getMessage());
    }
  }

  private static INDArray readFactor(NpzReader npz, String member, String file) throws IOException {
    INDArray factor = npz.array(member);
    if (factor.rank() != 2) {
      throw FileFormatException.of(file + "!" + member, "a matrix is needed");
    }
    if (!GivenMatrix.isFinite(factor)) {
      throw FileFormatException.of(file + "!" + member, "all numbers must be finite");
    }
    return factor.dup('c');
  }

  private static INDArray readOffsets(
      NpzReader npz, String member, String file, long count, DataType type) throws IOException {
    INDArray offsets = npz.array(member);
    if (offsets.length() != count || offsets.dataType() != type || !GivenMatrix.isFinite(offsets)) {
      throw FileFormatException.of(
          file + "!" + member, "%d finite numbers of type %s are needed".formatted(count, type));
    }
    return offsets;
  }

  private static NmfModel model(HeapMatrix w, HeapMatrix h, ModelTerms terms, Metadata metadata)
      throws IOException {
    metadata.require("format", "nmf4j");
    metadata.require("formatVersion", Integer.toString(FORMAT_VERSION));
    return new NmfModel(
        w,
        h,
        terms,
        metadata.labels("rowLabels", w.rows()),
        metadata.labels("columnLabels", h.rows()),
        report(w.rows(), h.rows(), terms, metadata.root.path("report")),
        Runtime.getRuntime().availableProcessors());
  }

  private static FitReport report(int rows, int columns, ModelTerms terms, JsonNode node) {
    if (!node.isObject()) {
      return null;
    }
    FitReport.Builder report = new FitReport.Builder();
    report.rows = rows;
    report.columns = columns;
    report.observed = node.path("observed").asLong();
    report.rank = terms.offsets().rank();
    report.solver = node.path("solver").asText();
    report.loss = terms.objective().loss().name();
    report.penalised = node.path("penalised").asBoolean(false);
    report.iterations = node.path("iterations").asInt();
    report.objective = node.path("objective").asDouble(Double.NaN);
    report.heldOutLoss = node.path("heldOutLoss").asDouble(Double.NaN);
    report.fitSeconds = node.path("fitSeconds").asDouble(Double.NaN);
    report.stopReason =
        new StopReason(code(node.path("stopCode").asText()), node.path("stopReason").asText());
    report.kktResidual = node.path("kktResidual").asDouble(Double.NaN);
    report.deadComponents = integers(node.path("deadComponents"));
    report.unobservedRows = integers(node.path("unobservedRows"));
    report.unobservedColumns = integers(node.path("unobservedColumns"));
    return report.build();
  }

  /** Earlier builds wrote codes in small letters, and had others for what was asked for. */
  private static StopReason.Code code(String text) {
    return Arrays.stream(StopReason.Code.values())
        .filter(code -> code.name().equalsIgnoreCase(text))
        .findFirst()
        .orElse(StopReason.Code.REQUESTED);
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
