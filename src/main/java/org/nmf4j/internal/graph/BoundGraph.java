package org.nmf4j.internal.graph;

import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** A graph tied to arrays whose numbers change from one evaluation to the next. For one thread. */
public final class BoundGraph {

  private final Function<Boolean, DoubleSupplier> binding;
  private DoubleSupplier value;
  private DoubleSupplier valueAndGradients;

  BoundGraph(Function<Boolean, DoubleSupplier> binding) {
    this.binding = binding;
  }

  /** The value at what the inputs now hold. With gradients, these are then in their arrays. */
  public double value(boolean withGradients) {
    if (withGradients) {
      valueAndGradients = valueAndGradients == null ? binding.apply(true) : valueAndGradients;
      return valueAndGradients.getAsDouble();
    }
    value = value == null ? binding.apply(false) : value;
    return value.getAsDouble();
  }
}
