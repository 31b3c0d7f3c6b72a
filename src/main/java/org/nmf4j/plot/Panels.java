package org.nmf4j.plot;

import java.awt.Graphics2D;
import java.util.List;

/**
 * Several pictures in one, row by row.
 *
 * @param painters of each
 * @param columns how many stand side by side
 */
record Panels(List<Painter> painters, int columns) implements Painter {

  @Override
  public void paint(Graphics2D graphics, int width, int height) {
    int rows = (painters.size() + columns - 1) / columns;
    for (int i = 0; i < painters.size(); i++) {
      int left = width * (i % columns) / columns;
      int right = width * (i % columns + 1) / columns;
      int top = height * (i / columns) / rows;
      int bottom = height * (i / columns + 1) / rows;
      Graphics2D part = (Graphics2D) graphics.create(left, top, right - left, bottom - top);
      painters.get(i).paint(part, right - left, bottom - top);
      part.dispose();
    }
  }
}
