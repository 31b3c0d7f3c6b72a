package org.nmf4j.internal.graph;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Intermediate arrays of one thread. Programs that run one after another on the thread share them,
 * so that they stay in the processor's cache.
 */
public final class Scratch {

  private record Key(LongShapeDescriptor shape, int number) {}

  private final Map<Key, INDArray> arrays = new HashMap<>();

  /** The array of this shape and number: the same one at each call. */
  public INDArray get(LongShapeDescriptor shape, int number) {
    return arrays.computeIfAbsent(
        new Key(shape, number),
        key -> Nd4j.createUninitialized(shape.dataType(), shape.getShape(), 'c'));
  }
}
