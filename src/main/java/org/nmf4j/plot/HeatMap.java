package org.nmf4j.plot;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.util.List;

/**
 * Matrices with the same rows side by side, with one scale of colours.
 *
 * @param rows along the left side
 * @param panels the matrices
 * @param scale of all numbers
 */
record HeatMap(Axis rows, List<Panel> panels, ColorScale scale) implements Painter {

  private static final int TITLE_HEIGHT = 26;
  private static final int MARGIN = 8;
  private static final int BETWEEN = 14;
  private static final int BAR = 12;
  private static final int LARGEST_CELL = 26;
  private static final int LEAST_BODY = 180;
  private static final int MOST_BODY = 420;

  /** For names of columns, which stand upright. */
  private static final int NAMES = 80;

  /** Ticks of the scale. */
  private static final int TICKS = 4;

  /**
   * One of the matrices.
   *
   * @param title above it
   * @param columns below it
   * @param numbers NaN where missing
   */
  record Panel(String title, Axis columns, double[][] numbers) {

    boolean hasNames(double cell) {
      return cell >= Axis.LINE && !columns.areNumbers();
    }
  }

  /** A height with cells that are about as high as wide, within reason. */
  int height() {
    int columns = panels.stream().mapToInt(panel -> panel.columns().count()).sum();
    double cell = Math.min((Plot.WIDTH - 150.0) / columns, LARGEST_CELL);
    int names = panels.stream().anyMatch(panel -> panel.hasNames(cell)) ? NAMES : 0;
    return TITLE_HEIGHT
        + (int) Math.min(Math.max(rows.count() * cell, LEAST_BODY), MOST_BODY)
        + 70
        + names;
  }

  @Override
  public void paint(Graphics2D graphics, int width, int height) {
    FontMetrics metrics = graphics.getFontMetrics();
    int names = rows.width(metrics, width / 4) + Text.GAP;
    int besideNames = bodyHeight(metrics, panelWidth(metrics, width, names), height);
    int rowLabels = rows.step(besideNames, Axis.LINE) == 0 ? 0 : names;
    int left = left(rowLabels);
    int panelWidth = panelWidth(metrics, width, rowLabels);
    int bodyHeight = bodyHeight(metrics, panelWidth, height);
    for (int i = 0; i < panels.size(); i++) {
      int x = left + i * (panelWidth + BETWEEN);
      paint(
          graphics, panels.get(i), new Rectangle(x, TITLE_HEIGHT, panelWidth, bodyHeight), height);
    }
    paintRows(graphics, left, bodyHeight, rowLabels);
    int barX = width - right(metrics) + BETWEEN;
    paintScale(graphics, new Rectangle(barX, TITLE_HEIGHT, BAR, bodyHeight));
  }

  private static int left(int rowLabels) {
    return MARGIN + Axis.LINE + Text.GAP + rowLabels;
  }

  private int right(FontMetrics metrics) {
    return BETWEEN + BAR + Text.GAP + barLabels(metrics) + MARGIN;
  }

  private int panelWidth(FontMetrics metrics, int width, int rowLabels) {
    int count = panels.size();
    int room = width - left(rowLabels) - right(metrics) - (count - 1) * BETWEEN;
    return Math.max(room / count, 1);
  }

  /** What the labels of columns leave. */
  private int bodyHeight(FontMetrics metrics, int panelWidth, int height) {
    int columnLabels =
        panels.stream()
            .mapToInt(panel -> below(metrics, panel, panelWidth, height))
            .max()
            .orElse(0);
    int bottom = columnLabels + Axis.LINE + Text.GAP + MARGIN;
    return Math.max(height - TITLE_HEIGHT - bottom, 1);
  }

  private int barLabels(FontMetrics metrics) {
    int widest = 0;
    for (int tick = 0; tick <= TICKS; tick++) {
      widest = Math.max(widest, metrics.stringWidth(Text.of(tick(tick))));
    }
    return widest;
  }

  private double tick(int tick) {
    return scale.least() + (scale.most() - scale.least()) * tick / TICKS;
  }

  private static boolean areLevel(FontMetrics metrics, Panel panel, int width) {
    int widest = panel.columns().width(metrics, width);
    return panel.columns().step(width, widest + Text.GAP) > 0;
  }

  private static int stepOf(FontMetrics metrics, Panel panel, int width) {
    Axis columns = panel.columns();
    return areLevel(metrics, panel, width)
        ? columns.step(width, columns.width(metrics, width) + Text.GAP)
        : columns.step(width, Axis.LINE);
  }

  /** The room for the labels of columns. */
  private static int below(FontMetrics metrics, Panel panel, int width, int height) {
    if (stepOf(metrics, panel, width) == 0) {
      return 0;
    }
    return Text.GAP
        + (areLevel(metrics, panel, width)
            ? Axis.LINE
            : panel.columns().width(metrics, height / 4));
  }

  private void paint(Graphics2D graphics, Panel panel, Rectangle body, int height) {
    graphics.setFont(Palette.TITLE);
    graphics.setColor(Palette.INK);
    String title = Text.fitting(graphics.getFontMetrics(), panel.title(), body.width);
    Text.centred(graphics, title, body.x + body.width / 2, TITLE_HEIGHT / 2);
    graphics.setFont(Palette.TEXT);
    Cells.paint(graphics, body, panel.numbers(), scale);
    graphics.setColor(Palette.INK);
    FontMetrics metrics = graphics.getFontMetrics();
    Axis columns = panel.columns();
    int step = stepOf(metrics, panel, body.width);
    boolean areLevel = areLevel(metrics, panel, body.width);
    int labelsY = body.y + body.height + Text.GAP;
    for (int j = 0; step > 0 && j < columns.count(); j += step) {
      int middle = middle(body.x, body.width, j, columns.count());
      if (areLevel) {
        Text.centred(graphics, columns.labels().get(j), middle, labelsY + Axis.LINE / 2);
      } else {
        String label = Text.fitting(metrics, columns.labels().get(j), height / 4);
        Text.upwards(graphics, label, middle, labelsY);
      }
    }
    graphics.setColor(Palette.FAINT_INK);
    int titleY = labelsY + below(metrics, panel, body.width, height) + Axis.LINE / 2;
    Text.centred(graphics, columns.title(step), body.x + body.width / 2, titleY);
  }

  private void paintRows(Graphics2D graphics, int left, int bodyHeight, int room) {
    FontMetrics metrics = graphics.getFontMetrics();
    int step = room == 0 ? 0 : rows.step(bodyHeight, Axis.LINE);
    graphics.setColor(Palette.INK);
    for (int i = 0; step > 0 && i < rows.count(); i += step) {
      String label = Text.fitting(metrics, rows.labels().get(i), room - Text.GAP);
      int middle = middle(TITLE_HEIGHT, bodyHeight, i, rows.count());
      Text.right(graphics, label, left - Text.GAP, middle);
    }
    graphics.setColor(Palette.FAINT_INK);
    String title = rows.title(step);
    int end = TITLE_HEIGHT + (bodyHeight - metrics.stringWidth(title)) / 2;
    Text.upwards(graphics, title, MARGIN + Axis.LINE / 2, end);
  }

  private static int middle(int start, int length, int line, int count) {
    return start + (int) Math.round(length * (line + 0.5) / count);
  }

  private void paintScale(Graphics2D graphics, Rectangle bar) {
    double[][] steps = new double[bar.height][1];
    for (int y = 0; y < bar.height; y++) {
      double part = 1 - (y + 0.5) / bar.height;
      steps[y][0] = scale.least() + (scale.most() - scale.least()) * part;
    }
    Cells.paint(graphics, bar, steps, scale);
    graphics.setColor(Palette.INK);
    for (int tick = 0; tick <= TICKS; tick++) {
      int y = bar.y + bar.height - bar.height * tick / TICKS;
      Text.left(graphics, Text.of(tick(tick)), bar.x + BAR + Text.GAP, y);
    }
  }
}
