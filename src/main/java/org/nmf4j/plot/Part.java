package org.nmf4j.plot;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;

/**
 * A small image under a title, its pixels square.
 *
 * @param title above it
 * @param pixels row by row
 * @param scale of their numbers
 */
record Part(String title, double[][] pixels, ColorScale scale) implements Painter {

  private static final int MARGIN = 4;

  /** The title's height. */
  static final int HEAD = MARGIN + Axis.LINE + MARGIN;

  @Override
  public void paint(Graphics2D graphics, int width, int height) {
    FontMetrics metrics = graphics.getFontMetrics();
    double room =
        Math.min(
            (width - 2.0 * MARGIN) / pixels[0].length,
            (height - HEAD - MARGIN) / (double) pixels.length);
    double side = room >= 1 ? Math.floor(room) : room;
    Rectangle body =
        new Rectangle(
            0,
            HEAD,
            Math.max((int) (side * pixels[0].length), 1),
            Math.max((int) (side * pixels.length), 1));
    body.x = (width - body.width) / 2;
    Cells.paint(graphics, body, pixels, scale);
    graphics.setColor(Palette.INK);
    String text = Text.fitting(metrics, title, width);
    Text.centred(graphics, text, width / 2, MARGIN + Axis.LINE / 2);
  }
}
