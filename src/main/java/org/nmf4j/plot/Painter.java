package org.nmf4j.plot;

import java.awt.Graphics2D;

/** Draws something into a rectangle from (0, 0), in the palette's font and ink. */
@FunctionalInterface
interface Painter {

  void paint(Graphics2D graphics, int width, int height);
}
