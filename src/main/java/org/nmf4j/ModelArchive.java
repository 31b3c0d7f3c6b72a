package org.nmf4j;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nmf4j.internal.compute.GivenMatrix;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.JsonFields;
import org.nmf4j.internal.format.NpzReader;
import org.nmf4j.internal.format.NpzWriter;
import org.nmf4j.internal.format.OneLine;
import org.nmf4j.internal.format.WholeFile;
import org.nmf4j.internal.rows.Components;
import org.nmf4j.matrix.ColumnUnits;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.StopReason;
import org.nmf4j.solver.Uncertainty;

/**
 * A model as a {@code .npz} file: a zip of {@code W.npy}, {@code H.npy}, the offsets {@code
 * row_offsets.npy} and {@code column_offsets.npy} if there are any, the columns' units {@code
 * column_shifts.npy} and {@code column_scales.npy} if they have such, the report's histories, and
 * {@code metadata.json}.
 */
final class ModelArchive {

  private static final int FORMAT_VERSION = 1;

  /** Of columns with units, which a reader that knows none would leave out. */
  private static final int VERSION_WITH_UNITS = 2;

  private static final String W = "W.npy";
  private static final String H = "H.npy";
  private static final String ROW_OFFSETS = "row_offsets.npy";
  private static final String COLUMN_OFFSETS = "column_offsets.npy";
  private static final String COLUMN_SHIFTS = "column_shifts.npy";
  private static final String COLUMN_SCALES = "column_scales.npy";
  private static final String COLUMNS_NON_NEGATIVE = "columns_non_negative.npy";

  // Of a model that knows how its factors are distributed:

  private static final String W_SPREAD = "W_spread.npy";
  private static final String H_SPREAD = "H_spread.npy";
  private static final String W_PRIORS = "W_priors.npy";
  private static final String H_PRIORS = "H_priors.npy";
  private static final String NOISE = "noise.npy";
  private static final String ERRORS = "error_quantiles.npy";

  private static final String EFFECTIVE_RANK = "effectiveRank";
  private static final String LOG_EVIDENCE = "logEvidence";

  // The sums of the weights of the entries that each row and column was fitted to:

  private static final String ROW_WEIGHTS = "row_weights.npy";
  private static final String COLUMN_WEIGHTS = "column_weights.npy";

  // The report's histories, which begin with the initial factors:

  private static final String HISTORY = "history.npy";
  private static final String HELD_OUT_HISTORY = "held_out_history.npy";

  private static final String METADATA = "metadata.json";

  /** Of a report: what the model tells by itself, and what is long or an array of its own. */
  private static final List<String> LEFT_OUT =
      List.of("rows", "columns", "rank", "loss", "starts", "history", "heldOutHistory");

  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelArchive() {}

  static void write(NmfModel model, Path file) throws IOException {
    WholeFile.write(file, true, out -> write(model, out));
  }

  static void write(NmfModel model, OutputStream out) throws IOException {
    byte[] metadata = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(metadata(model));
    NpzWriter npz = new NpzWriter(out);
    npz.array(W, model.w());
    npz.array(H, model.h());
    if (model.terms().offsets().present()) {
      npz.array(ROW_OFFSETS, model.rowOffsets().orElseThrow());
      npz.array(COLUMN_OFFSETS, model.columnOffsets().orElseThrow());
    }
    if (model.columnUnits().isPresent()) {
      ColumnUnits units = model.columnUnits().get();
      npz.array(COLUMN_SHIFTS, Nd4j.createFromArray(units.shifts()));
      npz.array(COLUMN_SCALES, Nd4j.createFromArray(units.scales()));
      npz.array(COLUMNS_NON_NEGATIVE, flags(units.nonNegative()));
    }
    if (model.knowsUncertainty()) {
      write(model.posterior(), npz);
    }
    npz.array(ROW_WEIGHTS, Nd4j.createFromArray(model.rowLines().weights()));
    npz.array(COLUMN_WEIGHTS, Nd4j.createFromArray(model.columnLines().weights()));
    if (model.report().isPresent()) {
      int count = model.report().get().iterations() + 1;
      write(HISTORY, model.report().get().history(), count, npz);
      write(HELD_OUT_HISTORY, model.report().get().heldOutHistory(), count, npz);
    }
    npz.bytes(METADATA, metadata);
    npz.finish();
  }

  /** None if there is not one loss for each iteration, or one on the way was not finite. */
  private static void write(String member, List<Double> history, int count, NpzWriter npz)
      throws IOException {
    if (history.size() == count && history.stream().allMatch(Double::isFinite)) {
      npz.array(
          member,
          Nd4j.createFromArray(history.stream().mapToDouble(Double::doubleValue).toArray()));
    }
  }

  private static void write(ModelPosterior posterior, NpzWriter npz) throws IOException {
    Uncertainty uncertainty = posterior.uncertainty();
    npz.array(W_SPREAD, uncertainty.w());
    npz.array(H_SPREAD, uncertainty.h());
    npz.array(W_PRIORS, uncertainty.priorW());
    npz.array(H_PRIORS, uncertainty.priorH());
    npz.array(NOISE, uncertainty.noise());
    npz.array(ERRORS, Nd4j.createFromArray(posterior.errors().toArray()));
  }

  /** Variances, or covariances, of the factors; finite and of the right shapes. */
  private static ModelPosterior readPosterior(
      NpzReader npz,
      String file,
      HeapMatrix w,
      HeapMatrix h,
      ModelTerms terms,
      double logEvidence,
      int effectiveRank)
      throws IOException {
    int rank = w.columns();
    Objective extended = terms.ofNewLines();
    Uncertainty uncertainty =
        new Uncertainty(
            readSpread(npz, W_SPREAD, file, w, Components.of(extended, true, rank)),
            readSpread(npz, H_SPREAD, file, h, Components.of(extended, false, rank)),
            readPositive(npz, W_PRIORS, file, rank),
            readPositive(npz, H_PRIORS, file, rank),
            readPositive(npz, NOISE, file, h.rows()),
            logEvidence);
    double[] errors =
        readVector(npz, ERRORS, file, ErrorQuantiles.COUNT, DataType.DOUBLE).toDoubleVector();
    return ModelPosterior.of(
        uncertainty, w, h, extended, effectiveRank, ErrorQuantiles.fromArray(errors));
  }

  private static INDArray readSpread(
      NpzReader npz, String member, String file, HeapMatrix mean, Components components)
      throws IOException {
    INDArray spread = npz.finiteArray(member);
    long columns =
        components.posterior(new HeapMatrix(DataType.DOUBLE, 1, mean.columns())).spread().columns();
    boolean fits =
        spread.rank() == 2
            && spread.rows() == mean.rows()
            && spread.columns() == columns
            && spread.dataType() == DataType.DOUBLE;
    if (!fits) {
      throw FileFormatException.of(
          file + "!" + member,
          String.format(
              Locale.ROOT, "%d×%d numbers of type DOUBLE are needed", mean.rows(), columns));
    }
    return spread.dup('c');
  }

  private static INDArray readPositive(NpzReader npz, String member, String file, long count)
      throws IOException {
    INDArray numbers = readVector(npz, member, file, count, DataType.DOUBLE);
    if (!(numbers.minNumber().doubleValue() > 0)) {
      throw FileFormatException.of(file + "!" + member, "numbers > 0 are needed");
    }
    return numbers;
  }

  private static INDArray flags(boolean[] flags) {
    double[] numbers = new double[flags.length];
    Arrays.setAll(numbers, i -> flags[i] ? 1 : 0);
    return Nd4j.createFromArray(numbers);
  }

  private static Map<String, Object> metadata(NmfModel model) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("format", "nmf4j");
    metadata.put(
        "formatVersion", model.columnUnits().isPresent() ? VERSION_WITH_UNITS : FORMAT_VERSION);
    metadata.putAll(ModelTermsJson.write(model.terms()));
    if (model.knowsUncertainty()) {
      metadata.put(LOG_EVIDENCE, model.logEvidence());
      metadata.put(EFFECTIVE_RANK, model.effectiveRank());
    }
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
            String.format(
                Locale.ROOT,
                "W (%d×%d) %s and H (%d×%d) %s don't belong together",
                w.rows(),
                w.columns(),
                w.dataType(),
                h.rows(),
                h.columns(),
                h.dataType()));
      }
      JsonFields metadata = npz.json(METADATA, mostTokens(w, h));
      long version = requireFormat(metadata);
      int rowCount = w.rows();
      int columnCount = h.columns();
      HeapMatrix rows = HeapMatrix.of(w);
      HeapMatrix columns = HeapMatrix.of(h).transpose();
      ColumnUnits units =
          version == VERSION_WITH_UNITS
              ? readUnits(npz, name, h.columns())
              : ColumnUnits.none(h.columns());
      ModelTerms terms =
          ModelTermsJson.read(metadata, w.columns(), units, NmfModel.meanOf(rows, columns));
      requireSign("W", rows, metadata);
      requireSign("H", HeapMatrix.of(h), metadata);
      if (terms.offsets().present()) {
        INDArray ofRows = readVector(npz, ROW_OFFSETS, name, w.rows(), w.dataType());
        INDArray ofColumns = readVector(npz, COLUMN_OFFSETS, name, h.columns(), h.dataType());
        rows = HeapMatrix.of(terms.offsets().extendW(w, ofRows));
        columns = HeapMatrix.of(terms.offsets().extendH(h, ofColumns)).transpose();
      }
      double logEvidence = metadata.measure(LOG_EVIDENCE);
      ModelPosterior posterior =
          Double.isNaN(logEvidence)
              ? null
              : readPosterior(
                  npz,
                  name,
                  rows,
                  columns,
                  terms,
                  logEvidence,
                  (int) metadata.count(EFFECTIVE_RANK, terms.offsets().rank()));
      FitReport report =
          metadata
              .object("report")
              .map(json -> report(rowCount, columnCount, terms, json))
              .orElse(null);
      if (report != null) {
        List<Double> history = readHistory(npz, HISTORY, name, report);
        List<Double> heldOut = readHistory(npz, HELD_OUT_HISTORY, name, report);
        report =
            report.with(
                facts -> {
                  facts.history = history;
                  facts.heldOutHistory = heldOut;
                });
      }
      double observed = report == null ? (double) rowCount * columnCount : report.observed();
      return new NmfModel(
          rows,
          columns,
          terms,
          posterior,
          Lines.ofRows(
              metadata.names("rowLabels", rowCount),
              readWeights(npz, ROW_WEIGHTS, name, rowCount, observed)),
          Lines.ofColumns(
              metadata.names("columnLabels", columnCount),
              readWeights(npz, COLUMN_WEIGHTS, name, columnCount, observed)),
          report,
          Runtime.getRuntime().availableProcessors());
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(name, e.getMessage());
    }
  }

  /** Names of rows and columns, and in a report the numbers of those without entries. */
  private static long mostTokens(INDArray w, INDArray h) {
    return 1000 + 2 * (w.length() / w.columns() + h.length() / h.rows()) + w.columns();
  }

  private static long requireFormat(JsonFields metadata) {
    String format = metadata.text("format", "");
    long version = metadata.count("formatVersion", Integer.MAX_VALUE);
    if (!format.equals("nmf4j") || version < FORMAT_VERSION || version > VERSION_WITH_UNITS) {
      throw new IllegalArgumentException(
          "format must be nmf4j of version "
              + FORMAT_VERSION
              + " or "
              + VERSION_WITH_UNITS
              + ", got \""
              + OneLine.start(format)
              + "\" of version "
              + version);
    }
    return version;
  }

  /** The constraint tells of new rows alone: numbers that were kept fixed may be negative. */
  private static void requireSign(String factor, HeapMatrix numbers, JsonFields metadata) {
    if (metadata.flag("nonNegative" + factor, false)) {
      new GivenMatrix(factor, numbers.toArray()).finiteAndNotNegative();
    }
  }

  private static INDArray readFactor(NpzReader npz, String member, String file) throws IOException {
    INDArray factor = npz.finiteArray(member);
    if (factor.rank() != 2) {
      throw FileFormatException.of(file + "!" + member, "a matrix is needed");
    }
    return factor.dup('c');
  }

  private static INDArray readVector(
      NpzReader npz, String member, String file, long count, DataType type) throws IOException {
    INDArray vector = npz.finiteArray(member);
    if (vector.length() != count || vector.dataType() != type) {
      throw FileFormatException.of(
          file + "!" + member, count + " finite numbers of type " + type + " are needed");
    }
    return vector;
  }

  private static ColumnUnits readUnits(NpzReader npz, String file, long columns)
      throws IOException {
    INDArray shifts = readVector(npz, COLUMN_SHIFTS, file, columns, DataType.DOUBLE);
    INDArray scales = readVector(npz, COLUMN_SCALES, file, columns, DataType.DOUBLE);
    INDArray flags = readVector(npz, COLUMNS_NON_NEGATIVE, file, columns, DataType.DOUBLE);
    boolean[] nonNegative = new boolean[(int) columns];
    for (int j = 0; j < columns; j++) {
      nonNegative[j] = flags.getDouble(j) != 0;
    }
    return ColumnUnits.of(shifts.toDoubleVector(), scales.toDoubleVector())
        .nonNegative(nonNegative);
  }

  /** Of earlier builds' models, which hold none, the entries are taken for evenly spread. */
  private static double[] readWeights(
      NpzReader npz, String member, String file, int count, double all) throws IOException {
    if (!npz.members().contains(member)) {
      return Lines.equalWeights(count, all / count);
    }
    double[] weights = readVector(npz, member, file, count, DataType.DOUBLE).toDoubleVector();
    for (double weight : weights) {
      if (!(weight >= 0)) {
        throw FileFormatException.of(file + "!" + member, "weights must be ≥ 0, got " + weight);
      }
    }
    return weights;
  }

  /** None in models of earlier builds. */
  private static List<Double> readHistory(
      NpzReader npz, String member, String file, FitReport report) throws IOException {
    if (!npz.members().contains(member)) {
      return List.of();
    }
    INDArray history = readVector(npz, member, file, report.iterations() + 1L, DataType.DOUBLE);
    return Arrays.stream(history.toDoubleVector()).boxed().toList();
  }

  private static FitReport report(int rows, int columns, ModelTerms terms, JsonFields json) {
    FitReport.Builder report = new FitReport.Builder();
    report.rows = rows;
    report.columns = columns;
    report.observed = json.count("observed", (long) rows * columns);
    report.background = terms.background();
    report.rank = terms.offsets().rank();
    report.solver = json.text("solver", "");
    report.loss = terms.objective().loss().name();
    report.penalised = json.flag("penalised", false);
    report.scaled = json.flag("scaled", false);
    report.averaged = json.flag("averaged", false);
    report.iterations = (int) json.count("iterations", Integer.MAX_VALUE);
    report.objective = json.measure("objective");
    report.heldOutLoss = json.measure("heldOutLoss");
    report.heldOutLossOfMean = json.measure("heldOutLossOfMean");
    report.fitSeconds = json.measure("fitSeconds");
    report.stopReason =
        new StopReason(code(json.text("stopCode", "")), json.text("stopReason", ""));
    report.kktResidual = json.measure("kktResidual");
    report.deadComponents = json.places("deadComponents", report.rank);
    report.unobservedRows = json.places("unobservedRows", rows);
    report.unobservedColumns = json.places("unobservedColumns", columns);
    report.openRows = json.places("openRows", rows);
    report.openColumns = json.places("openColumns", columns);
    return report.build();
  }

  /** Earlier builds wrote codes in small letters, and had others for what was asked for. */
  private static StopReason.Code code(String text) {
    return Arrays.stream(StopReason.Code.values())
        .filter(code -> code.name().equalsIgnoreCase(text))
        .findFirst()
        .orElse(StopReason.Code.REQUESTED);
  }
}
