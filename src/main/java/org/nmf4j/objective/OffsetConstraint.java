package org.nmf4j.objective;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The constraint of a factor that offsets extend: {@code [W, b, 1]}, m×(k+2), or {@code [H; 1; c]},
 * (k+2)×n. Offsets may be any number, but 0 where the line's other numbers are fixed; the ones stay
 * 1.
 *
 * @param components of W or H
 * @param rank k
 * @param ofW whether the components are columns
 * @param hasOffsets whether its lines have offsets of their own; without, they are 0
 * @param unit what stands for the ones
 */
record OffsetConstraint(
    Constraint components, int rank, boolean ofW, boolean hasOffsets, double unit)
    implements Constraint {

  private static final Optional<Bounds> FIXED = Optional.of(Bounds.FIXED);

  @Override
  public void project(INDArray factor) {
    boundTo(factor).run();
  }

  @Override
  public Runnable boundTo(INDArray factor) {
    INDArray part = lines(factor, 0, rank);
    INDArray copy = part.dup('c');
    Runnable projection = components.boundTo(copy);
    int ones = ofW ? rank + 1 : rank;
    INDArray lineOfOnes = lines(factor, ones, ones + 1);
    int[] fixed = fixedLines(ofW ? factor.rows() : factor.columns());
    return () -> {
      copy.assign(part);
      projection.run();
      part.assign(copy);
      lineOfOnes.assign(unit);
      for (int line : fixed) {
        factor.putScalar(ofW ? line : rank + 1, ofW ? rank : line, 0);
      }
    };
  }

  private int[] fixedLines(int count) {
    return IntStream.range(0, count)
        .filter(line -> !hasOffsets || (ofW ? rowBounds(line) : columnBounds(line)).equals(FIXED))
        .toArray();
  }

  private INDArray lines(INDArray factor, int from, int to) {
    INDArrayIndex all = NDArrayIndex.all();
    INDArrayIndex some = NDArrayIndex.interval(from, to);
    return ofW ? factor.get(all, some) : factor.get(some, all);
  }

  @Override
  public Optional<Bounds> columnBounds(int column) {
    return ofW ? ofComponent(column) : ofLine(components.columnBounds(column));
  }

  @Override
  public Optional<Bounds> rowBounds(int row) {
    return ofW ? ofLine(components.rowBounds(row)) : ofComponent(row);
  }

  private Optional<Bounds> ofComponent(int component) {
    if (component < rank) {
      return ofW ? components.columnBounds(component) : components.rowBounds(component);
    }
    boolean isOffset = component == (ofW ? rank : rank + 1);
    return Optional.of(isOffset && hasOffsets ? Bounds.FREE : Bounds.FIXED);
  }

  /** The offset of a line that is not fixed is free whatever its other numbers may be. */
  private static Optional<Bounds> ofLine(Optional<Bounds> bounds) {
    return bounds.map(line -> line.fixed() ? Bounds.FIXED : Bounds.FREE);
  }

  @Override
  public OptionalDouble rowSum() {
    return components.rowSum();
  }

  @Override
  public OptionalDouble columnSum() {
    return components.columnSum();
  }

  @Override
  public Constraint forNewRows() {
    return new OffsetConstraint(components.forNewRows(), rank, ofW, hasOffsets, unit);
  }

  @Override
  public Constraint forNewColumns() {
    return new OffsetConstraint(components.forNewColumns(), rank, ofW, hasOffsets, unit);
  }

  @Override
  public void check(long rows, long columns) {
    components.check(ofW ? rows : rows - 2, ofW ? columns - 2 : columns);
  }
}
