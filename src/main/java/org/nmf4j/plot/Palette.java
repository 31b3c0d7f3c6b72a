package org.nmf4j.plot;

import java.awt.Color;
import java.awt.Font;

/** The colours and fonts of all pictures, chosen to be told apart by the colour-blind, too. */
final class Palette {

  static final Color PAPER = Color.WHITE;
  static final Color INK = new Color(0x262626);
  static final Color FAINT_INK = new Color(0x737373);
  static final Color GRID = new Color(0xE5E5E5);

  /** Of entries without a value: none of the scales has it. */
  static final Color MISSING = new Color(0xD0D0D0);

  /** Okabe and Ito's, those that are dark enough for lines first. */
  private static final Color[] SERIES = {
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0xE69F00),
    new Color(0x56B4E9),
    new Color(0x000000)
  };

  /** Viridis, in equal steps. */
  static final Color[] SEQUENTIAL = {
    new Color(0x440154),
    new Color(0x472D7B),
    new Color(0x3B528B),
    new Color(0x2C728E),
    new Color(0x21918C),
    new Color(0x28AE80),
    new Color(0x5EC962),
    new Color(0xADDC30),
    new Color(0xFDE725)
  };

  /** From blue over white to orange, the first two of {@link #SERIES} at the ends. */
  static final Color[] DIVERGING = {
    new Color(0x00507D), new Color(0x5AA0CC), PAPER, new Color(0xE89A66), new Color(0xA84A00)
  };

  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);

  private Palette() {}

  static Color series(int index) {
    return SERIES[index % SERIES.length];
  }

  static Color[] series() {
    return SERIES.clone();
  }
}
