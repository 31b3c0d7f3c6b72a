package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.nmf4j.matrix.Background;

/** The observed entries of one row after another, in arrays that each row uses again. */
public final class RowEntries {

  private static final int[] NONE = {};

  /** The part of its standard error that a mean of 0 may be off by. */
  private static final double CENTRED = 1e-3;

  int count;

  /** Of each entry the row of Y, ascending; unused if the entries are at 0 to count − 1. */
  int[] places = NONE;

  double[] targets = {};

  /** Of each entry; only if {@link #isWeighted}. */
  double[] weights = {};

  boolean isWhole;
  boolean isWeighted;

  /** What all places but these and {@link #missing} count for. */
  Background others = Background.missing();

  int[] missing = NONE;

  /** Forgets the last row; there will be so many entries at most. */
  void clear(int most) {
    if (targets.length < most) {
      int room = Math.max(most, 2 * targets.length);
      places = new int[room];
      targets = new double[room];
      weights = new double[room];
    }
    count = 0;
    isWhole = false;
    countAlike = false;
    isWeighted = false;
    others = Background.missing();
    missing = NONE;
  }

  void add(int place, double target, double weight) {
    places[count] = place;
    targets[count] = target;
    if (weight != 1 && !isWeighted) {
      isWeighted = true;
      Arrays.fill(weights, 0, count, 1);
    }
    weights[count++] = weight;
  }

  void multiplyWeights(double factor) {
    if (!isWeighted) {
      Arrays.fill(weights, 0, count, 1);
    }
    isWeighted = true;
    countAlike = false;
    for (int entry = 0; entry < count; entry++) {
      weights[entry] *= factor;
    }
    others = new Background(others.value(), others.weight() * factor);
  }

  /** Takes the targets that have been written for the entries at all places. */
  void setWhole(int length, int[] missing) {
    count = length;
    isWhole = true;
    countAlike = true;
    if (missing.length > 0) {
      isWeighted = true;
      Arrays.fill(weights, 0, length, 1);
      for (int place : missing) {
        weights[place] = 0;
      }
    }
  }

  /** Whether all that counts are the places that are missing; only of entries at all places. */
  boolean countAlike;

  /** Whether the mean of so many places is 0, beside what it would be by chance. */
  boolean isCentred(int length) {
    double ofOther = others.weight() * others.value();
    double sum = (length - count) * ofOther;
    double squares = (length - count) * ofOther * ofOther;
    for (int entry = 0; entry < count; entry++) {
      double weight = isWeighted ? weights[entry] : 1;
      sum += weight * targets[entry];
      squares += Math.pow(weight * targets[entry], 2);
    }
    return Math.abs(sum) <= CENTRED * Math.sqrt(squares);
  }

  double[] weightsOrNull() {
    return isWeighted ? weights : null;
  }

  int place(int entry) {
    return isWhole ? entry : places[entry];
  }
}
