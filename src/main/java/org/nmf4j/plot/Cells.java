package org.nmf4j.plot;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/** Numbers as coloured cells that fill a rectangle. */
final class Cells {

  private Cells() {}

  /** Where there are more cells than pixels, a pixel is the mean of those that are not missing. */
  static void paint(Graphics2D graphics, Rectangle place, double[][] numbers, ColorScale scale) {
    int rows = Math.min(numbers.length, place.height);
    int columns = Math.min(numbers[0].length, place.width);
    // All pixels, not a small image that is stretched: viewers of SVG blur that.
    BufferedImage image = new BufferedImage(place.width, place.height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int color = scale.of(mean(numbers, y, rows, x, columns)).getRGB();
        fill(
            image,
            start(x, columns, place.width),
            start(x + 1, columns, place.width),
            start(y, rows, place.height),
            start(y + 1, rows, place.height),
            color);
      }
    }
    graphics.drawImage(image, place.x, place.y, null);
  }

  private static void fill(
      BufferedImage image, int left, int right, int top, int bottom, int color) {
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        image.setRGB(x, y, color);
      }
    }
  }

  /** NaN if all are missing. */
  private static double mean(double[][] numbers, int y, int rows, int x, int columns) {
    double sum = 0;
    int count = 0;
    for (int i = start(y, rows, numbers.length); i < start(y + 1, rows, numbers.length); i++) {
      double[] row = numbers[i];
      for (int j = start(x, columns, row.length); j < start(x + 1, columns, row.length); j++) {
        if (!Double.isNaN(row[j])) {
          sum += row[j];
          count++;
        }
      }
    }
    return sum / count;
  }

  /** Where a block begins, of blocks that are as even as can be. */
  private static int start(int block, int blocks, int count) {
    return (int) ((long) block * count / blocks);
  }
}
