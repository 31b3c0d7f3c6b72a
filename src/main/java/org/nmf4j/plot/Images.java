package org.nmf4j.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Rows of numbers as small images beside and below each other. */
final class Images {

  private static final int MOST = 200;

  /** An image is about as wide, in pixels of the screen. */
  private static final int SIDE = 90;

  private Images() {}

  static Plot of(double[][] rows, List<String> titles, int height, int width) {
    requireCount(rows.length);
    requirePixels(rows[0].length, height, width);
    List<Painter> parts = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      double[][] pixels = new double[height][];
      for (int y = 0; y < height; y++) {
        pixels[y] = Arrays.copyOfRange(rows[i], y * width, (y + 1) * width);
      }
      parts.add(new Part(titles.get(i), pixels, ColorScale.sequential(pixels)));
    }
    int columns = Math.min(rows.length, Math.max(Plot.WIDTH / SIDE, 1));
    int lines = (rows.length + columns - 1) / columns;
    int column = Plot.WIDTH / columns;
    int line = Math.min(Math.max(column * height / width, SIDE / 2), 2 * SIDE) + Part.HEAD;
    return new Plot(new Panels(parts, columns), lines * line);
  }

  static void requireCount(int count) {
    if (count > MOST) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "at most %d images fit into a picture, got %d", MOST, count));
    }
  }

  private static void requirePixels(int columns, int height, int width) {
    if (height < 1 || width < 1 || (long) height * width != columns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "images must have height·width = %d pixels, one for each column, got %d×%d",
              columns,
              height,
              width));
    }
  }
}
