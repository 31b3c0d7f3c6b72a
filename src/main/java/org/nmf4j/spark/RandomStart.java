package org.nmf4j.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.objective.Offsets;

/**
 * Where a partition's rows start: at the numbers that {@link
 * org.nmf4j.solver.initial.Initializers#random} would give them on one machine, W's row by row and
 * then H's component by component. The driver goes over all numbers once, without holding them, and
 * leaves a copy of the generator where each partition's begin.
 */
record RandomStart(List<Random> generators, boolean byRows, int rows, double scale, Offsets offsets)
    implements Serializable {

  /** The starts of W's partitions and of Hᵀ's. */
  static List<List<RandomStart>> of(
      long seed, double scale, Offsets offsets, RowRanges ofW, RowRanges ofH) {
    Random random = new Random(seed);
    List<RandomStart> w = new ArrayList<>();
    for (int partition = 0; partition < ofW.numPartitions(); partition++) {
      int rows = ofW.to(partition) - ofW.from(partition);
      w.add(new RandomStart(List.of(copy(random)), true, rows, scale, offsets));
      skip(random, (long) rows * offsets.rank());
    }
    List<List<Random>> ofPartitions = new ArrayList<>();
    for (int partition = 0; partition < ofH.numPartitions(); partition++) {
      ofPartitions.add(new ArrayList<>());
    }
    for (int component = 0; component < offsets.rank(); component++) {
      for (int partition = 0; partition < ofH.numPartitions(); partition++) {
        ofPartitions.get(partition).add(copy(random));
        skip(random, ofH.to(partition) - ofH.from(partition));
      }
    }
    List<RandomStart> h = new ArrayList<>();
    for (int partition = 0; partition < ofH.numPartitions(); partition++) {
      int rows = ofH.to(partition) - ofH.from(partition);
      h.add(new RandomStart(ofPartitions.get(partition), false, rows, scale, offsets));
    }
    return List.of(w, h);
  }

  private static void skip(Random random, long numbers) {
    for (long number = 0; number < numbers; number++) {
      random.nextGaussian();
    }
  }

  private static Random copy(Random random) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(random);
      }
      return (Random)
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError("a generator can be copied", e);
    }
  }

  /** The rows, offsets among their components. Leaves the generators as they are. */
  HeapMatrix make() {
    HeapMatrix x = new HeapMatrix(DataType.DOUBLE, rows, offsets.components());
    Random first = copy(generators.get(0));
    for (int row = 0; byRows && row < rows; row++) {
      for (int component = 0; component < offsets.rank(); component++) {
        x.set(row, component, scale * Math.abs(first.nextGaussian()));
      }
    }
    for (int component = 0; !byRows && component < offsets.rank(); component++) {
      Random random = copy(generators.get(component));
      for (int row = 0; row < rows; row++) {
        x.set(row, component, scale * Math.abs(random.nextGaussian()));
      }
    }
    int ones = byRows ? offsets.ofColumns() : offsets.ofRows();
    for (int row = 0; offsets.present() && row < rows; row++) {
      x.set(row, ones, offsets.unit());
    }
    return x;
  }
}
