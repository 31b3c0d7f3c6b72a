package org.nmf4j.spark;

import java.io.Serializable;
import org.nmf4j.internal.compute.EntryTally;
import org.nmf4j.matrix.Background;

/**
 * What the entries count for that are not listed: zeros of a weight, 0 if they are missing.
 *
 * @param weight of each
 */
record Others(double weight) implements Serializable {

  static final Others MISSING = new Others(0);
  static final Others ZEROS = new Others(1);

  Background background() {
    return Background.weak(weight);
  }

  /** The weight of a line of so many places. */
  double weight(double listedWeight, int listed, int length) {
    return listedWeight + weight * (length - listed);
  }

  /** The weight of all entries of a matrix with so many places. */
  double totalWeight(EntryTally listed, double places) {
    return listed.totalWeight() + weight * (places - listed.observed());
  }

  /** The mean of all entries that count. */
  double mean(EntryTally listed, double places) {
    double part = weight * (places - listed.observed()) / totalWeight(listed, places);
    return (1 - part) * listed.mean();
  }
}
