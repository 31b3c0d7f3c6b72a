package org.nmf4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.Interval;
import org.nmf4j.Intervals;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.select.ConsensusMatrix;
import org.nmf4j.select.RankSurvey;
import org.w3c.dom.Document;

/** Pictures, by what is in them. */
class PlotsTest {

  private static final MaskedMatrix A =
      MaskedMatrix.of(TestMatrices.withHoles(DataType.FLOAT, 12, 6, 2, 0.2, 3))
          .withLabels(List.of(), List.of("a", "b", "c", "d", "e", "f"));

  private static final NmfModel MODEL = Nmf.ofRank(2).iterations(30).holdOut(0.1).fit(A);

  /** Two runs of four things; the third is in either cluster once. */
  private static final ConsensusMatrix CONSENSUS =
      ConsensusMatrix.of(List.of(new int[] {0, 1, 0, 1}, new int[] {0, 1, 1, 1}));

  /** Of rank 3 a single start is known. */
  private static final RankSurvey SURVEY =
      RankSurvey.of(
          "rmse",
          List.of(
              atRank(1, 4, 2, List.of(1.0)),
              atRank(2, 1, 1.2, List.of(0.9, 0.7)),
              atRank(3, 1.1, 1.3, List.of())),
          OptionalInt.empty());

  private static RankSurvey.AtRank atRank(int rank, double one, double other, List<Double> stable) {
    return new RankSurvey.AtRank(
        rank, List.of(one, other), 1.0 / rank, 0.9, stable, CONSENSUS, CONSENSUS);
  }

  @TempDir private Path folder;

  static List<Plot> all() {
    LossHistory history = new LossHistory();
    Nmf.ofRank(2).iterations(5).listener(history).fit(A);
    return List.of(
        Plots.loss(MODEL),
        Plots.lossBySeconds(Map.of("fit", history)),
        Plots.factors(MODEL),
        Plots.factors(MODEL, Order.CLUSTERED),
        Plots.completed(A, MODEL),
        Plots.residuals(A, MODEL, Order.CLUSTERED),
        Plots.matrix(A),
        Plots.parts(MODEL, 2, 3),
        Plots.images(A, 3, 2),
        Plots.topColumns(MODEL, 3),
        Plots.topRows(MODEL, 3),
        Plots.calibration(new double[] {0.5, 0.9}, Map.of("it", new double[] {0.4, 0.8})),
        Plots.spectrum(A),
        Plots.survey(SURVEY),
        Plots.consensus(CONSENSUS, "row"),
        Plots.bars("kind", "how many", List.of("these", "those"), 3, 4),
        Plots.lines("x", new double[] {1, 2}, "y", Map.of("it", new double[] {3, 4})));
  }

  /** Whatever the size, also one in which there is no room for anything. */
  @ParameterizedTest
  @MethodSource("all")
  void isDrawnInAnySize(Plot plot) throws Exception {
    assertThat(plot.width()).isEqualTo(560);
    assertThat(plot.height()).isBetween(50, 1000);
    for (int side : new int[] {1, 20, 300}) {
      BufferedImage image = plot.size(side, side).image();
      assertThat(image.getWidth()).isEqualTo(side);
      assertThat(image.getHeight()).isEqualTo(side);
    }
    assertThat(pixels(plot.image())).isEqualTo(pixels(plot.image()));
    assertThat(Arrays.stream(pixels(plot.image())).distinct().count()).isGreaterThan(10);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(plot.png()));
    assertThat(pixels(read)).isEqualTo(pixels(plot.image()));
    Document svg = parsed(plot.svg());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(svg.getDocumentElement().getAttribute("viewBox"))
        .isEqualTo("0 0 560 " + plot.height());
    assertThat(svg.getElementsByTagName("*").getLength()).isGreaterThan(10);
  }

  @Test
  void isSavedByTheEndOfItsName() throws Exception {
    Plot plot = Plots.factors(MODEL);
    plot.save(folder.resolve("a.PNG"));
    assertThat(ImageIO.read(folder.resolve("a.PNG").toFile()).getWidth()).isEqualTo(560);
    plot.save(folder.resolve("a.svg"));
    assertThat(Files.readString(folder.resolve("a.svg"))).contains("component", "<svg");
    Path other = folder.resolve("a.jpg");
    assertThatThrownBy(() -> plot.save(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(other + ": a picture's name must end in .png or .svg");
    assertThatThrownBy(() -> plot.size(0, 10)).hasMessage("width must be in [1, 10000], got 0");
    assertThatThrownBy(() -> plot.size(10, 10_001))
        .hasMessage("height must be in [1, 10000], got 10001");
  }

  @Test
  void lossesAreLinesOfAllIterations() {
    XYChart chart = chart(Plots.loss(MODEL));
    assertThat(chart.getSeriesCollection())
        .extracting(series -> series.getName())
        .containsExactly("training", "held out");
    assertThat(chart.getSeries("training").getYData())
        .containsExactly(numbers(MODEL.report().orElseThrow().history()));
    assertThat(chart.getSeries("held out").getYData())
        .containsExactly(numbers(MODEL.report().orElseThrow().heldOutHistory()));
    assertThat(chart.getSeries("training").getXData()[30]).isEqualTo(30);
    assertThat(chart.getXAxisTitle()).isEqualTo("iteration");
    assertThat(chart.getYAxisTitle()).isEqualTo("rmse");
    assertThat(chart.getStyler().isXAxisLogarithmic()).isFalse();
  }

  /** On a logarithmic axis there is no place for the first. */
  @Test
  void longFitsAreDrawnOnALogarithmicAxis() {
    NmfModel model =
        Nmf.ofRank(2).updater(new org.nd4j.linalg.learning.config.Sgd(0.01)).iterations(600).fit(A);
    XYChart chart = chart(Plots.loss(model));
    assertThat(chart.getStyler().isXAxisLogarithmic()).isTrue();
    assertThat(chart.getSeries("training").getXData()).hasSize(600).startsWith(1);
    assertThat(chart.getStyler().isLegendVisible()).isFalse();
  }

  @Test
  void lossesOfSeveralFitsAreDrawnBySeconds() {
    Map<String, LossHistory> histories = new LinkedHashMap<>();
    for (String name : List.of("one", "other")) {
      LossHistory history = new LossHistory();
      Nmf.ofRank(2).iterations(7).listener(history).fit(A);
      histories.put(name, history);
    }
    XYChart chart = chart(Plots.lossBySeconds(histories));
    assertThat(chart.getSeriesCollection())
        .extracting(series -> series.getName())
        .containsExactly("one, training", "other, training");
    assertThat(chart.getSeries("one, training").getXData())
        .containsExactly(numbers(histories.get("one").seconds()))
        .isSorted();
    assertThat(histories.get("one").iterations()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  /** A cell's colour is that of its number, at its middle. */
  @Test
  void cellsHaveTheColoursOfTheirNumbers() {
    double[][] numbers = {{0, 4, Double.NaN}, {1, 2, 3}};
    ColorScale scale = ColorScale.sequential(numbers);
    BufferedImage image = painted(numbers, 60, 40, scale);
    assertThat(image.getRGB(10, 10)).isEqualTo(Palette.SEQUENTIAL[0].getRGB());
    assertThat(image.getRGB(30, 10)).isEqualTo(Palette.SEQUENTIAL[8].getRGB());
    assertThat(image.getRGB(50, 10)).isEqualTo(Palette.MISSING.getRGB());
    assertThat(image.getRGB(10, 30)).isEqualTo(Palette.SEQUENTIAL[2].getRGB());
    assertThat(image.getRGB(30, 30)).isEqualTo(Palette.SEQUENTIAL[4].getRGB());
    assertThat(image.getRGB(59, 39)).isEqualTo(Palette.SEQUENTIAL[6].getRGB());
    assertThat(ColorScale.diverging(new double[][] {{-1, 4}}).of(0)).isEqualTo(Palette.PAPER);
    assertThat(ColorScale.diverging(new double[][] {{-1, 4}}).of(-4))
        .isEqualTo(Palette.DIVERGING[0]);
    assertThat(ColorScale.sequential(new double[][] {{Double.NaN}}).of(0))
        .isEqualTo(Palette.SEQUENTIAL[0]);
  }

  /** A pixel of many cells is the mean of those that are not missing. */
  @Test
  void moreCellsThanPixelsAreMeans() {
    double[][] numbers = {{0, 8, 8, 2}, {4, Double.NaN, Double.NaN, Double.NaN}};
    BufferedImage image = painted(numbers, 2, 1, new ColorScale(0, 8, Palette.SEQUENTIAL));
    assertThat(image.getRGB(0, 0)).isEqualTo(Palette.SEQUENTIAL[4].getRGB());
    assertThat(image.getRGB(1, 0))
        .isEqualTo(new ColorScale(0, 8, Palette.SEQUENTIAL).of(5).getRGB());
  }

  /** As much grey as entries are missing, and in W and H at most that of the letters' edges. */
  @Test
  void missingEntriesAreGrey() {
    int[] body = pixels(Plots.matrix(A).size(2000, 1000).image());
    long grey = Arrays.stream(body).filter(p -> p == Palette.MISSING.getRGB()).count();
    MaskedMatrix half = A.split(0.5, 1).train();
    long greyOfHalf =
        Arrays.stream(pixels(Plots.matrix(half).size(2000, 1000).image()))
            .filter(p -> p == Palette.MISSING.getRGB())
            .count();
    double ratio = (72.0 - half.observed()) / (72 - A.observed());
    assertThat((double) greyOfHalf / grey).isCloseTo(ratio, within(0.01));
    long ofLetters =
        Arrays.stream(pixels(Plots.factors(MODEL).image()))
            .filter(p -> p == Palette.MISSING.getRGB())
            .count();
    assertThat(ofLetters).isLessThan(100);
  }

  @Test
  void partsAreTheRowsOfHAsImages() {
    INDArray h = Nd4j.createFromArray(new double[][] {{0, 0, 0, 0, 0, 4}, {1, 0, 0, 0, 0, 0}});
    NmfModel model = NmfModel.of(Nd4j.ones(DataType.DOUBLE, 3, 2), h);
    Panels panels = (Panels) Plots.parts(model, 2, 3).painter();
    assertThat(panels.painters()).hasSize(2);
    Part first = (Part) panels.painters().get(0);
    assertThat(first.pixels()).isDeepEqualTo(new double[][] {{0, 0, 0}, {0, 0, 4}});
    assertThat(first.scale().of(4)).isEqualTo(Palette.SEQUENTIAL[8]);
    assertThat(((Part) panels.painters().get(1)).scale().of(1)).isEqualTo(Palette.SEQUENTIAL[8]);
    Plot drawn = new Plot(first, 300).size(302, 300);
    assertThat(drawn.image().getRGB(250, 200)).isEqualTo(Palette.SEQUENTIAL[8].getRGB());
    assertThat(drawn.image().getRGB(50, 60)).isEqualTo(Palette.SEQUENTIAL[0].getRGB());
  }

  /** Twice the number, twice the bar, from the same left end. */
  @Test
  void barsAreAsLongAsTheirNumbers() {
    BufferedImage image =
        new Plot(new Bars("", List.of("one", "two"), new double[] {2, 1}, 0), 80).image();
    int color = Palette.series(0).getRGB();
    int[] first = row(image, Bars.HEAD + Bars.ROW / 2, color);
    int[] second = row(image, Bars.HEAD + Bars.ROW + Bars.ROW / 2, color);
    assertThat(first[0]).isEqualTo(second[0]);
    assertThat(first.length).isGreaterThan(300).isCloseTo(2 * second.length, within(1));
  }

  @Test
  void theLargestAreOnTop() {
    Panels panels = (Panels) Plots.topColumns(MODEL, 3).painter();
    assertThat(panels.painters()).hasSize(2);
    double[][] h = MODEL.h().toDoubleMatrix();
    for (int c = 0; c < 2; c++) {
      Bars bars = (Bars) panels.painters().get(c);
      assertThat(bars.numbers())
          .containsExactly(
              Arrays.stream(h[c])
                  .boxed()
                  .sorted((x, y) -> Double.compare(y, x))
                  .limit(3)
                  .mapToDouble(x -> x)
                  .toArray());
      double[] row = h[c];
      assertThat(bars.names())
          .extracting(name -> row["abcdef".indexOf(name)])
          .containsExactlyElementsOf(Arrays.stream(bars.numbers()).boxed().toList());
    }
    assertThat(((Bars) ((Panels) Plots.topRows(MODEL, 99).painter()).painters().get(0)).names())
        .hasSize(12);
  }

  /** Intervals that are [0, p] of entries that are evenly spread over [0, 1]. */
  @Test
  void calibrationCountsWhatIsInside() {
    MaskedMatrix evenly =
        MaskedMatrix.of(Nd4j.linspace(0.5, 99.5, 100, DataType.DOUBLE).div(100).reshape(10, 10));
    XYChart chart = chart(Plots.calibration(Map.of("it", new Evenly()), evenly));
    assertThat(chart.getSeriesCollection()).hasSize(2);
    assertThat(chart.getSeries("it").getXData())
        .containsExactly(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95);
    assertThat(chart.getSeries("it").getYData())
        .containsExactly(chart.getSeries("it").getXData(), within(1e-9));
  }

  private static final class Evenly implements Intervals {
    @Override
    public int rows() {
      return 10;
    }

    @Override
    public int columns() {
      return 10;
    }

    @Override
    public DataType dataType() {
      return DataType.DOUBLE;
    }

    @Override
    public Interval interval(int row, int column, double probability) {
      return new Interval(0, probability);
    }

    @Override
    public String describe(double probability) {
      return "";
    }
  }

  /** diag(3, 2, 1) beside zeros; and a matrix of rank 1, whose missing entries are as its means. */
  @Test
  void spectrumIsOfSingularValues() {
    double[][] diagonal = {{3, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 2, 0}};
    assertThat(Spectrum.of(MaskedMatrix.of(Nd4j.createFromArray(diagonal))))
        .containsExactly(new double[] {3, 2, 1}, within(1e-9));
    INDArray tall = Nd4j.createFromArray(diagonal).transpose();
    assertThat(Spectrum.of(MaskedMatrix.of(tall)))
        .containsExactly(new double[] {3, 2, 1}, within(1e-9));
    INDArray ones = Nd4j.ones(DataType.DOUBLE, 4, 5).putScalar(1, 2, Double.NaN);
    assertThat(Spectrum.of(MaskedMatrix.of(ones))[0]).isCloseTo(Math.sqrt(20), within(1e-6));
    assertThat(Spectrum.of(MaskedMatrix.of(ones))[1]).isCloseTo(0, within(1e-6));
    CategoryChart chart = (CategoryChart) drawn(Plots.spectrum(MaskedMatrix.of(tall)));
    assertThat(chart.getStyler().getYAxisMin()).isZero();
    assertThat(chart.getSeries("singular value").getYData()).hasSize(3);
  }

  @Test
  void aSurveyShowsErrorsAgreementAndTheChoice() {
    Panels panels = (Panels) Plots.survey(SURVEY).painter();
    assertThat(SURVEY.choice()).isEqualTo(2);
    XYChart errors = (XYChart) ((Charts.ChartPainter) panels.painters().get(0)).chart().get();
    assertThat(errors.getSeriesCollection())
        .extracting(series -> series.getName())
        .containsExactly("held out", "training", "choice: 2");
    assertThat(errors.getSeries("held out").getXData()).containsExactly(1, 2, 3);
    assertThat(errors.getSeries("held out").getYData())
        .containsExactly(new double[] {3, 1.1, 1.2}, within(1e-9));
    assertThat(errors.getSeries("held out").getExtraValues())
        .containsExactly(new double[] {1, 0.1, 0.1}, within(1e-9));
    assertThat(errors.getSeries("choice: 2").getXData()).containsExactly(2, 2);
    XYChart agreement = (XYChart) ((Charts.ChartPainter) panels.painters().get(1)).chart().get();
    assertThat(agreement.getSeriesCollection())
        .extracting(series -> series.getName())
        .containsExactly("cophenetic, rows", "cophenetic, columns", "stability", "explained");
    assertThat(agreement.getSeries("stability").getXData()).containsExactly(1, 2);
    assertThat(agreement.getStyler().getXAxisTickMarkSpacingHint()).isEqualTo(460 / 2);
    ConsensusMatrix alone = ConsensusMatrix.of(List.of(new int[] {0, 1}));
    RankSurvey.AtRank explained =
        new RankSurvey.AtRank(
            1, List.of(4.0, 2.0), 0.1, 0.960385337919878, List.of(), alone, alone);
    RankSurvey ofOne = RankSurvey.of("rmse", List.of(explained), OptionalInt.empty());
    Panels alonePanels = (Panels) Plots.survey(ofOne).painter();
    XYChart one = (XYChart) ((Charts.ChartPainter) alonePanels.painters().get(1)).chart().get();
    assertThat(one.getSeriesCollection())
        .extracting(series -> series.getName())
        .containsExactly("explained");
    assertThat(one.getStyler().isLegendVisible()).isTrue();
    assertThat(one.getStyler().getYAxisDecimalPattern()).isEqualTo("0.####");
    assertThat(agreement.getSeries("stability").getYData())
        .containsExactly(new double[] {1, 0.8}, within(1e-9));
  }

  @Test
  void aConsensusIsDrawnInTheOrderOfItsClusters() {
    HeatMap map = (HeatMap) Plots.consensus(CONSENSUS, "row").painter();
    List<String> order = map.rows().labels();
    assertThat(order).containsExactlyInAnyOrder("0", "1", "2", "3");
    assertThat(Math.abs(order.indexOf("1") - order.indexOf("3"))).isEqualTo(1);
    double[][] numbers = map.panels().get(0).numbers();
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        int row = Integer.parseInt(order.get(i));
        assertThat(numbers[i][j]).isEqualTo(CONSENSUS.value(row, Integer.parseInt(order.get(j))));
      }
    }
    assertThat(map.scale().of(1)).isEqualTo(Palette.SEQUENTIAL[8]);
  }

  @Test
  void barsHaveThreeDigits() {
    assertThat(pattern(0.100238986363898, 0.175604926792107)).isEqualTo("#,##0.###");
    assertThat(pattern(1.23456789, -2)).isEqualTo("#,##0.##");
    assertThat(pattern(1234567.891, 99)).isEqualTo("#,##0");
    assertThat(pattern(0.000012345)).isEqualTo("0.##E0");
  }

  private static String pattern(double... numbers) {
    List<String> names = Arrays.stream(numbers).mapToObj(Double::toString).toList();
    CategoryChart chart = (CategoryChart) drawn(Plots.bars("way", "accuracy", names, numbers));
    return chart.getStyler().getYAxisDecimalPattern();
  }

  @Test
  void barsBeginAtZero() {
    CategoryChart chart =
        (CategoryChart) drawn(Plots.bars("way", "accuracy", List.of("a", "b"), 0.88, 0.9));
    assertThat(chart.getStyler().getYAxisMin()).isZero();
  }

  /** Rows of two kinds, in turn: each kind ends up beside itself. */
  @Test
  void likeRowsAreBesideEachOther() {
    double[][] lines = new double[20][];
    for (int i = 0; i < lines.length; i++) {
      double size = 1 + i;
      lines[i] = i % 2 == 0 ? new double[] {size, 0.1 * size} : new double[] {0.1 * size, size};
    }
    int[] order = Order.CLUSTERED.of("rows", lines);
    assertThat(order).containsExactlyInAnyOrder(IntStream.range(0, 20).toArray());
    int changes = 0;
    for (int i = 1; i < order.length; i++) {
      changes += order[i] % 2 == order[i - 1] % 2 ? 0 : 1;
    }
    assertThat(changes).isEqualTo(1);
  }

  @Test
  void heatMapsAreInTheOrderThatWasAskedFor() {
    Panels panels = (Panels) Plots.factors(MODEL, Order.CLUSTERED).painter();
    HeatMap w = (HeatMap) panels.painters().get(0);
    double[][] factor = MODEL.w().toDoubleMatrix();
    List<Integer> order = w.rows().labels().stream().map(Integer::valueOf).toList();
    assertThat(order).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 12).boxed().toList());
    for (int i = 0; i < 12; i++) {
      assertThat(w.panels().get(0).numbers()[i]).containsExactly(factor[order.get(i)]);
    }
  }

  @Test
  void residualsAreWhatTheModelLeaves() {
    HeatMap map = (HeatMap) Plots.residuals(A, MODEL).painter();
    double[][] left = map.panels().get(0).numbers();
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 6; j++) {
        assertThat(Double.isNaN(left[i][j])).isEqualTo(!A.isObserved(i, j));
        if (A.isObserved(i, j)) {
          assertThat(left[i][j]).isEqualTo(A.value(i, j) - MODEL.predict(i, j));
        }
      }
    }
    assertThat(map.scale().least()).isEqualTo(-map.scale().most());
  }

  /** At the width that pictures have; what is left out then is not written at all. */
  @ParameterizedTest
  @ValueSource(ints = {12, 24, 30, 60})
  void namesOfRowsDoNotOverlap(int rows) throws Exception {
    List<String> rowNames =
        IntStream.range(0, rows).mapToObj(i -> "a long name, row " + i).toList();
    List<String> columnNames =
        IntStream.range(0, 12).mapToObj(j -> "a name as long as this, column " + j).toList();
    MaskedMatrix named =
        MaskedMatrix.of(TestMatrices.random(DataType.FLOAT, rows, 12, 1))
            .withLabels(rowNames, columnNames);
    Plot plot = Plots.matrix(named);
    for (int height : new int[] {plot.height(), 300, 520}) {
      var nodes = parsed(plot.size(560, height).svg()).getElementsByTagName("text");
      List<Integer> baselines = new ArrayList<>();
      for (int i = 0; i < nodes.getLength(); i++) {
        if (nodes.item(i).getTextContent().matches("a.*row \\d+")) {
          baselines.add(
              Integer.parseInt(nodes.item(i).getAttributes().getNamedItem("y").getNodeValue()));
        }
      }
      assertThat(baselines.size()).isIn(0, rows);
      for (int i = 1; i < baselines.size(); i++) {
        assertThat(baselines.get(i) - baselines.get(i - 1)).isGreaterThanOrEqualTo(Axis.LINE - 1);
      }
      if (height == plot.height()) {
        assertThat(baselines.isEmpty()).isEqualTo(rows == 60);
      }
    }
  }

  @Test
  void namesThatBeginAlikeDifferWhereTheyAreShortened() {
    FontMetrics metrics =
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
            .createGraphics()
            .getFontMetrics(Palette.TEXT);
    String one = Text.fitting(metrics, "a very long name of row 17", 80);
    assertThat(one).startsWith("a ").endsWith("17").contains("…");
    assertThat(metrics.stringWidth(one)).isLessThanOrEqualTo(80);
    for (int width = 0; width < 100; width++) {
      assertThat(Text.fitting(metrics, "🚀🚀🚀🚀🚀🚀🚀", width).replace("🚀", "")).isIn("", "…");
    }
    assertThat(Text.fitting(metrics, "short", 80)).isEqualTo("short");
    assertThat(Text.fitting(metrics, "short", 0)).isEmpty();
  }

  /** A logarithmic axis has numbers at powers of ten alone. */
  @Test
  void anAxisIsLogarithmicIfTwoPowersOfTenAreOnIt() {
    double[] x = {1, 2};
    assertThat(chart(Plots.lines("x", x, "y", Map.of("it", new double[] {0.15, 4}))).getStyler())
        .matches(styler -> !styler.isYAxisLogarithmic());
    assertThat(chart(Plots.lines("x", x, "y", Map.of("it", new double[] {0.15, 16}))).getStyler())
        .matches(styler -> styler.isYAxisLogarithmic());
  }

  @Test
  void labelsThatFitAreWritten() throws Exception {
    List<String> texts = texts(Plots.completed(A, MODEL));
    assertThat(texts).contains("A", "W·H", "a", "f", "0", "11", "row", "column");
    MaskedMatrix wide = MaskedMatrix.of(TestMatrices.random(DataType.FLOAT, 3, 400, 1));
    assertThat(texts(Plots.matrix(wide)))
        .contains("column (400)", "100", "300")
        .doesNotContain("101");
  }

  @Test
  void saysInOneLineWhatIsMissing() {
    NmfModel bare = NmfModel.of(MODEL.w(), MODEL.h());
    MaskedMatrix other = MaskedMatrix.of(TestMatrices.random(DataType.FLOAT, 3, 4, 1));
    MaskedMatrix large = MaskedMatrix.sparse(DataType.FLOAT).add(0, 0, 1).build(3000, 3000);
    assertRefused(
        () -> Plots.loss(bare), "the model has no report of a fit, and so no loss to draw");
    assertRefused(
        () -> Plots.parts(MODEL, 8, 8),
        "images must have height·width = 6 pixels, one for each column, got 8×8");
    assertRefused(() -> Plots.completed(other, MODEL), "A must be 12×6 as the model, got 3×4");
    assertRefused(() -> Plots.residuals(other, MODEL), "A must be 12×6 as the model, got 3×4");
    assertRefused(
        () -> Plots.matrix(large), "a heat map is of at most 4000000 entries, got 3000×3000");
    assertRefused(
        () -> Plots.spectrum(large),
        "a singular spectrum is of at most 1000 rows or columns, got 3000×3000");
    assertRefused(() -> Plots.topRows(MODEL, 0), "count must be ≥ 1, got 0");
    assertRefused(
        () -> Plots.images(MaskedMatrix.of(Nd4j.ones(DataType.FLOAT, 201, 4)), 2, 2),
        "at most 200 images fit into a picture, got 201");
    assertRefused(() -> Plots.bars("", "", List.of()), "numbers must be finite numbers, got []");
    assertRefused(
        () -> Plots.lines("", new double[] {1}, "", Map.of("y", new double[] {1, 2})),
        "y must be 1 numbers, got 2");
    assertRefused(
        () -> Plots.lossBySeconds(Map.of("it", new LossHistory())),
        "the history has seen no iteration: nmf.listener(history) lets it see a fit");
    assertRefused(
        () -> Order.CLUSTERED.of("rows", new double[5001][1]),
        "at most 5000 rows can be ordered, got 5001");
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void missingIsNoColourOfAScale() {
    for (Color[] stops : List.of(Palette.SEQUENTIAL, Palette.DIVERGING)) {
      ColorScale scale = new ColorScale(0, 1000, stops);
      for (int i = 0; i <= 1000; i++) {
        Color color = scale.of(i);
        int distance =
            Math.abs(color.getRed() - Palette.MISSING.getRed())
                + Math.abs(color.getGreen() - Palette.MISSING.getGreen())
                + Math.abs(color.getBlue() - Palette.MISSING.getBlue());
        assertThat(distance).isGreaterThan(50);
      }
    }
  }

  private static BufferedImage painted(
      double[][] numbers, int width, int height, ColorScale scale) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Cells.paint(image.createGraphics(), new Rectangle(0, 0, width, height), numbers, scale);
    return image;
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  /** Where a colour is in a line of pixels. */
  private static int[] row(BufferedImage image, int y, int color) {
    return IntStream.range(0, image.getWidth()).filter(x -> image.getRGB(x, y) == color).toArray();
  }

  private static Object drawn(Plot plot) {
    return ((Charts.ChartPainter) plot.painter()).chart().get();
  }

  private static XYChart chart(Plot plot) {
    return (XYChart) drawn(plot);
  }

  private static double[] numbers(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(Plot plot) throws Exception {
    var nodes = parsed(plot.svg()).getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().strip());
    }
    return texts;
  }
}
