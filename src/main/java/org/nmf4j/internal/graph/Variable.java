package org.nmf4j.internal.graph;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/** A variable of a program, with its shape and type. */
record Variable(String name, LongShapeDescriptor shape) {

  static Variable like(String name, INDArray array) {
    return new Variable(name, LongShapeDescriptor.fromShape(array.shape(), array.dataType()));
  }

  DataType type() {
    return shape.dataType();
  }

  boolean isShapedLike(Variable other) {
    return shape.equals(other.shape);
  }
}
