package org.nmf4j.plot;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.nmf4j.internal.format.WholeFile;

/**
 * A picture, which {@link Plots} makes, in any size: of pixels, or a file. Immutable. Draws without
 * a screen.
 */
public final class Plot {

  /** The width that pictures have by themselves: that of a page's text. */
  static final int WIDTH = 560;

  private static final int LARGEST = 10_000;

  /** Ends of the names of files that pictures can be. */
  private static final List<String> FORMATS = List.of(".png", ".svg");

  private final Painter painter;
  private final int width;
  private final int height;

  Plot(Painter painter, int height) {
    this(painter, WIDTH, height);
  }

  private Plot(Painter painter, int width, int height) {
    this.painter = painter;
    this.width = width;
    this.height = height;
  }

  /** What draws it. */
  Painter painter() {
    return painter;
  }

  /**
   * The same picture in another size; each has one of its own, 560 pixels wide.
   *
   * @param width in pixels, from 1 to 10,000
   * @param height likewise
   * @return a changed copy
   * @throws IllegalArgumentException if a size is out of range
   */
  public Plot size(int width, int height) {
    return new Plot(painter, checked("width", width), checked("height", height));
  }

  private static int checked(String name, int size) {
    if (size < 1 || size > LARGEST) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be in [1, %d], got %d", name, LARGEST, size));
    }
    return size;
  }

  /** {@return the width in pixels} */
  public int width() {
    return width;
  }

  /** {@return the height in pixels} */
  public int height() {
    return height;
  }

  /** {@return the picture's pixels, in an image of its own} */
  public BufferedImage image() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      paint(graphics);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private void paint(Graphics2D graphics) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Palette.PAPER);
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(Palette.INK);
    graphics.setFont(Palette.TEXT);
    painter.paint(graphics, width, height);
  }

  /** {@return the picture as the bytes of a PNG file} */
  public byte[] png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image(), "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * {@return the picture as the text of an SVG file}
   *
   * @throws NoClassDefFoundError if Batik's svggen is not on the class path
   */
  public String svg() {
    return Svg.of(this::paint, width, height);
  }

  /**
   * Writes the picture as PNG or SVG, by the end of the file's name. The file appears whole or not
   * at all; one of that name is replaced.
   *
   * @param file whose name ends in .png or .svg
   * @throws IllegalArgumentException if its name ends in anything else
   * @throws IOException if it can't be written
   */
  public void save(Path file) throws IOException {
    String name = Objects.requireNonNull(file, "file").toString().toLowerCase(Locale.ROOT);
    if (FORMATS.stream().noneMatch(name::endsWith)) {
      throw new IllegalArgumentException(
          file + ": a picture's name must end in " + String.join(" or ", FORMATS));
    }
    byte[] bytes = name.endsWith(".svg") ? svg().getBytes(StandardCharsets.UTF_8) : png();
    WholeFile.write(file, true, out -> out.write(bytes));
  }

  /** {@return the size in words} */
  @Override
  public String toString() {
    return "Plot of " + width + "×" + height + " pixels";
  }
}
