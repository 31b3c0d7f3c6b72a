package org.nmf4j.plot;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.util.List;

/**
 * Lying bars under a title, one below the other, each from 0 to its number, which is beside it.
 *
 * @param title above them
 * @param names on their left
 * @param numbers as many
 * @param index of their colour
 */
record Bars(String title, List<String> names, double[] numbers, int index) implements Painter {

  static final int ROW = 17;
  static final int HEAD = 26;
  private static final int MARGIN = 8;

  @Override
  public void paint(Graphics2D graphics, int width, int height) {
    graphics.setFont(Palette.TITLE);
    graphics.setColor(Palette.INK);
    Text.left(graphics, title, MARGIN, HEAD / 2);
    graphics.setFont(Palette.TEXT);
    FontMetrics metrics = graphics.getFontMetrics();
    int widest = names.stream().mapToInt(metrics::stringWidth).max().orElse(0);
    int left = MARGIN + Math.min(widest, width * 2 / 5) + Text.GAP;
    int numberWidth = metrics.stringWidth("0.0000");
    int room = Math.max(width - left - numberWidth - MARGIN, 1);
    double most = 0;
    for (double number : numbers) {
      most = Math.max(most, number);
    }
    for (int i = 0; i < numbers.length; i++) {
      int middle = HEAD + i * ROW + ROW / 2;
      int length = most > 0 ? (int) Math.round(room * Math.max(numbers[i], 0) / most) : 0;
      graphics.setColor(Palette.INK);
      String name = Text.fitting(metrics, names.get(i), left - Text.GAP - MARGIN);
      Text.right(graphics, name, left - Text.GAP, middle);
      graphics.setColor(Palette.series(index));
      graphics.fillRect(left, middle - ROW / 2 + 2, length, ROW - 4);
      graphics.setColor(Palette.FAINT_INK);
      Text.left(graphics, Text.of(numbers[i]), left + length + Text.GAP, middle);
    }
  }
}
