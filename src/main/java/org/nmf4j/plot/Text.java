package org.nmf4j.plot;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.math.BigDecimal;
import java.math.MathContext;

/** Writes short texts where they belong. */
final class Text {

  /** Distance from what is beside. */
  static final int GAP = 5;

  private Text() {}

  private static final MathContext DIGITS = new MathContext(3);
  private static final double LEAST_PLAIN = 1e-4;
  private static final double MOST_PLAIN = 1e7;

  /** A finite number, with three digits. */
  static String of(double number) {
    BigDecimal rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
    double size = Math.abs(number);
    boolean isPlain = number == 0 || (size >= LEAST_PLAIN && size < MOST_PLAIN);
    return isPlain ? rounded.toPlainString() : rounded.toString();
  }

  /**
   * The text, or as much of its beginning and its end as there is room for, with an ellipsis
   * between, as names that begin alike differ in their ends; nothing in no room.
   */
  static String fitting(FontMetrics metrics, String text, int width) {
    if (metrics.stringWidth(text) <= width) {
      return text;
    }
    int[] characters = text.codePoints().toArray();
    int kept = characters.length - 1;
    while (kept >= 0 && metrics.stringWidth(shortened(characters, kept)) > width) {
      kept--;
    }
    return kept < 0 ? "" : shortened(characters, kept);
  }

  private static String shortened(int[] characters, int kept) {
    int end = kept / 2;
    return new String(characters, 0, kept - end)
        + "…"
        + new String(characters, characters.length - end, end);
  }

  static void left(Graphics2D graphics, String text, int x, int middle) {
    graphics.drawString(text, x, baseline(graphics, middle));
  }

  static void right(Graphics2D graphics, String text, int x, int middle) {
    left(graphics, text, x - graphics.getFontMetrics().stringWidth(text), middle);
  }

  static void centred(Graphics2D graphics, String text, int x, int middle) {
    left(graphics, text, x - graphics.getFontMetrics().stringWidth(text) / 2, middle);
  }

  /** From below upwards, ending at y. */
  static void upwards(Graphics2D graphics, String text, int middle, int y) {
    Graphics2D turned = (Graphics2D) graphics.create();
    turned.translate(middle, y);
    turned.rotate(-Math.PI / 2);
    right(turned, text, 0, 0);
    turned.dispose();
  }

  private static int baseline(Graphics2D graphics, int middle) {
    FontMetrics metrics = graphics.getFontMetrics();
    return middle + (metrics.getAscent() - metrics.getDescent()) / 2;
  }
}
