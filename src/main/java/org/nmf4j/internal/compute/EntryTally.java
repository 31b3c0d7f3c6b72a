package org.nmf4j.internal.compute;

import java.io.Serializable;

/**
 * What is counted of entries. Sums are rounded, so that their last bits depend on how they are
 * taken: of a matrix that is given by its entries they are taken of {@link #BLOCK_ROWS} rows at a
 * time, entry by entry, and then over these blocks in their order.
 */
public final class EntryTally implements Serializable {

  public static final int BLOCK_ROWS = 64;

  private long observed;
  private double totalWeight;
  private double weightedSum;
  private double squares;
  private double min = Double.POSITIVE_INFINITY;
  private boolean unweighted = true;

  public void add(double value, double weight) {
    observed++;
    unweighted &= weight == 1;
    totalWeight += weight;
    weightedSum += weight * value;
    squares += weight * value * value;
    min = Math.min(min, value);
  }

  /** Adds what has been counted of the next block. */
  public void add(EntryTally next) {
    observed += next.observed;
    unweighted &= next.unweighted;
    totalWeight += next.totalWeight;
    weightedSum += next.weightedSum;
    squares += next.squares;
    min = Math.min(min, next.min);
  }

  public long observed() {
    return observed;
  }

  public double totalWeight() {
    return totalWeight;
  }

  public double mean() {
    return weightedSum / totalWeight;
  }

  /** {@code Σ weight·value²}. */
  public double squares() {
    return squares;
  }

  public double min() {
    return min;
  }

  /** Whether every weight is 1. */
  public boolean isUnweighted() {
    return unweighted;
  }
}
