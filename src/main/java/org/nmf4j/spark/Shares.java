package org.nmf4j.spark;

import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * What the blocks of a partition's rows add to the objective.
 *
 * @param loss of each block, or what differs from it by a constant
 * @param penalty outside the mean
 * @param penaltyInsideMean likewise
 */
record Shares(double[] loss, double[] penalty, double[] penaltyInsideMean) implements Serializable {

  /** Those of all partitions. */
  static Shares of(List<Shares> ofPartitions) {
    return new Shares(
        joined(ofPartitions, Shares::loss),
        joined(ofPartitions, Shares::penalty),
        joined(ofPartitions, Shares::penaltyInsideMean));
  }

  /** The numbers of all blocks, in their order. */
  static <T> double[] joined(List<T> ofPartitions, Function<T, double[]> numbers) {
    return ofPartitions.stream().map(numbers).flatMapToDouble(DoubleStream::of).toArray();
  }
}
