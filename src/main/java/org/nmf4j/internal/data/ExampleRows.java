package org.nmf4j.internal.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;

/**
 * Features or labels of a batch as rows of numbers: the examples of an array (examples × columns),
 * or the time steps of one (examples × columns × steps). What a mask hides is seen as NaN.
 */
public final class ExampleRows {

  /** A number's square and sums of such are finite. */
  private static final double LARGEST = 1e100;

  private final String name;
  private final INDArray array;
  private final double[] numbers;
  private final double[] mask;
  private final boolean hasMaskOfEntries;
  private final int columns;
  private final int steps;

  /**
   * Reads an array.
   *
   * @param name of the array, for messages
   * @param array of any floating-point type
   * @param mask 1 or 0 for each entry, each example or each example's step, or null
   * @throws IllegalArgumentException if the shapes are not such, or there is no example
   */
  public ExampleRows(String name, INDArray array, INDArray mask) {
    if (array == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    if (array.rank() < 2 || array.rank() > 3 || array.isEmpty() || !array.dataType().isFPType()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must be of rank 2 or 3 and a floating-point type, and not empty, got %s %s",
              name,
              array.dataType(),
              Arrays.toString(array.shape())));
    }
    this.name = name;
    this.array = array;
    columns = Math.toIntExact(array.size(1));
    steps = array.rank() == 3 ? Math.toIntExact(array.size(2)) : 1;
    numbers = read(array);
    hasMaskOfEntries = mask != null && Arrays.equals(mask.shape(), array.shape());
    if (mask != null
        && !hasMaskOfEntries
        && (mask.length() != count() || mask.size(0) != array.size(0))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "mask of %s must have one number an entry or a row, got %s for %s",
              name,
              Arrays.toString(mask.shape()),
              Arrays.toString(array.shape())));
    }
    this.mask = mask == null ? null : read(mask);
  }

  public static ExampleRows ofFeatures(DataSet data) {
    return new ExampleRows("features", data.getFeatures(), data.getFeaturesMaskArray());
  }

  public static ExampleRows ofLabels(DataSet data) {
    return new ExampleRows("labels", data.getLabels(), data.getLabelsMaskArray());
  }

  private static double[] read(INDArray array) {
    double[] numbers = new double[Math.toIntExact(array.length())];
    INDArray source = isPlain(array) ? array : copyOf(array);
    NativeArray.of(source).get(0, numbers, 0, numbers.length);
    if (source != array) {
      source.close();
    }
    return numbers;
  }

  /** Whether its memory can be read as it is, which spares ND4J's operations and their threads. */
  private static boolean isPlain(INDArray array) {
    return NativeArray.isContiguous(array)
        && !array.isView()
        && (array.dataType() == DataType.FLOAT || array.dataType() == DataType.DOUBLE);
  }

  private static INDArray copyOf(INDArray array) {
    return Nd4j.createUninitializedDetached(DataType.DOUBLE, 'c', array.shape()).assign(array);
  }

  private void write() {
    if (isPlain(array)) {
      NativeArray.of(array).put(0, numbers, 0, numbers.length);
    } else {
      array.assign(Nd4j.createFromArray(numbers).reshape('c', array.shape()));
    }
  }

  /**
   * @throws IllegalArgumentException if there are not so many columns
   */
  public void requireColumns(int expected) {
    if (columns != expected) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must have %d columns, got %d", name, expected, columns));
    }
  }

  public int columns() {
    return columns;
  }

  public int count() {
    return numbers.length / columns;
  }

  public boolean hasMaskOfEntries() {
    return hasMaskOfEntries;
  }

  /**
   * Reads a row.
   *
   * @param into its numbers, NaN where they are missing or hidden
   * @return whether any is observed
   * @throws IllegalArgumentException if a number is infinite, or above 1e100 in size
   */
  public boolean read(int row, double[] into) {
    boolean observed = false;
    int place = start(row);
    for (int j = 0; j < columns; j++, place += steps) {
      double number = isHidden(row, place) ? Double.NaN : numbers[place];
      if (Math.abs(number) > LARGEST) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s must be NaN or in [-1e100, 1e100], got %s in row %d, column %d",
                name,
                number,
                row,
                j));
      }
      into[j] = number;
      observed |= !Double.isNaN(number);
    }
    return observed;
  }

  /**
   * Shows the rows, in an array that the next one overwrites.
   *
   * @param visitor says whether to go on
   * @return whether all were shown
   */
  public boolean forEach(Predicate<double[]> visitor) {
    double[] row = new double[columns];
    for (int i = 0; i < count(); i++) {
      read(i, row);
      if (!visitor.test(row)) {
        return false;
      }
    }
    return true;
  }

  /** All rows, count × columns, NaN where missing or hidden; DOUBLE if the array is, or FLOAT. */
  public INDArray toMatrix() {
    double[] row = new double[columns];
    double[] all = new double[numbers.length];
    for (int i = 0; i < count(); i++) {
      read(i, row);
      System.arraycopy(row, 0, all, i * columns, columns);
    }
    DataType type = array.dataType() == DataType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
    return Nd4j.createFromArray(all).reshape('c', count(), columns).castTo(type);
  }

  /** Rows of another width, as an array of the rank and type of the one that was read. */
  public INDArray likeArray(INDArray rows) {
    INDArray typed = rows.castTo(array.dataType());
    return array.rank() == 2
        ? typed
        : typed.reshape('c', array.size(0), steps, rows.size(1)).permute(0, 2, 1).dup('c');
  }

  /**
   * Gives each row to a function, and puts what it leaves there in place of each NaN that isn't
   * hidden; all other numbers of the array keep their bits.
   *
   * @param fill fills a row in place; gives the number of entries that it has filled
   */
  public void fill(ToIntFunction<double[]> fill) {
    double[] row = new double[columns];
    int filled = 0;
    for (int i = 0; i < count(); i++) {
      read(i, row);
      filled += fill.applyAsInt(row);
      int place = start(i);
      for (int j = 0; j < columns; j++, place += steps) {
        if (Double.isNaN(numbers[place]) && !isHidden(i, place)) {
          numbers[place] = row[j];
        }
      }
    }
    if (filled > 0) {
      write();
    }
  }

  /** The place of a row's first number; the others follow at a distance of {@link #steps}. */
  private int start(int row) {
    return row / steps * columns * steps + row % steps;
  }

  private boolean isHidden(int row, int place) {
    return mask != null && mask[hasMaskOfEntries ? place : row] == 0;
  }
}
