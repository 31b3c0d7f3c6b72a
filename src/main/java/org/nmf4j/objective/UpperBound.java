package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.factory.Nd4j;

/** {@code min(max(X, 0), bound)}. */
record UpperBound(double bound) implements Constraint, Stored {

  UpperBound {
    if (!(bound > 0 && bound <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("bound must be finite and > 0, got " + bound);
    }
  }

  @Override
  public void project(INDArray factor) {
    boundTo(factor).run();
  }

  @Override
  public Runnable boundTo(INDArray factor) {
    Op relu = new RectifiedLinear(factor, factor, 0.0);
    Op min = new ScalarMin(factor, null, factor, bound);
    return () -> {
      Nd4j.exec(relu);
      Nd4j.exec(min);
    };
  }

  @Override
  public Optional<Bounds> columnBounds(int column) {
    return Optional.of(new Bounds(0, bound, false));
  }

  @Override
  public Optional<Bounds> rowBounds(int row) {
    return columnBounds(row);
  }

  @Override
  public String id() {
    return "upperBound:" + Losses.shortest(bound);
  }

  @Override
  public boolean allowsNegative() {
    return false;
  }
}
