package org.nmf4j.internal.graph;

import java.util.Optional;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.TransformSameOp;
import org.nd4j.linalg.api.ops.TransformStrictOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.BoundOperation;
import org.nmf4j.internal.compute.NativeArray;

/**
 * What an operation does. Those that the rewrite rules look into have a type of their own; all
 * others stay as SameDiff made them, in {@link Native}.
 */
sealed interface Kernel {

  /** Ties the kernel to the arrays that it reads and writes at each run. */
  Runnable bind(INDArray[] in, INDArray[] out);

  /** How many inputs, from the first on, may share their array with the output. */
  default int overwritable() {
    return 0;
  }

  /** The kernel that takes over a factor of an input, if this one has a place for it. */
  default Optional<Kernel> absorbing(double factor, int input) {
    return Optional.empty();
  }

  /** An operation of ND4J, executed as it is. */
  record Native(DifferentialFunction function) implements Kernel {

    @Override
    public Runnable bind(INDArray[] in, INDArray[] out) {
      if (function instanceof CustomOp custom) {
        return new BoundOperation(custom, in, out);
      }
      Op legacy = (Op) function;
      OpContext context = Nd4j.getExecutioner().buildContext();
      context.setInputArrays(in);
      context.setOutputArrays(out);
      return () -> Nd4j.getExecutioner().exec(legacy, context);
    }

    @Override
    public int overwritable() {
      boolean entryByEntry =
          function instanceof TransformSameOp
              || function instanceof TransformStrictOp
              || function instanceof ScalarOp;
      return entryByEntry ? 1 : 0;
    }
  }

  /**
   * {@code alpha · op(left)·op(right) + beta · output} of matrices, op the transpose or nothing.
   */
  record Matmul(double alpha, boolean transposeLeft, boolean transposeRight, double beta)
      implements Kernel {

    @Override
    public Runnable bind(INDArray[] in, INDArray[] out) {
      NativeArray result = NativeArray.of(out[0]);
      NativeArray left = NativeArray.of(in[0]);
      NativeArray right = NativeArray.of(in[1]);
      return () -> result.multiply(alpha, left, transposeLeft, right, transposeRight, beta);
    }

    @Override
    public Optional<Kernel> absorbing(double factor, int input) {
      return Optional.of(new Matmul(factor * alpha, transposeLeft, transposeRight, beta));
    }

    Matmul adding() {
      return new Matmul(alpha, transposeLeft, transposeRight, 1);
    }
  }

  /** {@code x ∘ y}, entry by entry, of arrays of one shape. */
  record Multiply() implements Kernel {

    @Override
    public Runnable bind(INDArray[] in, INDArray[] out) {
      return new BoundOperation(new MulOp(), in, out);
    }

    @Override
    public int overwritable() {
      return 2;
    }
  }

  /** {@code x + factor · y} of arrays of one shape. */
  record AddScaled(double factor) implements Kernel {

    @Override
    public Runnable bind(INDArray[] in, INDArray[] out) {
      NativeArray result = NativeArray.of(out[0]);
      NativeArray addend = NativeArray.of(in[1]);
      return startingFrom(in[0], result, () -> result.addScaled(factor, addend));
    }

    @Override
    public int overwritable() {
      return 1;
    }

    @Override
    public Optional<Kernel> absorbing(double scale, int input) {
      return input == 1 ? Optional.of(new AddScaled(scale * factor)) : Optional.empty();
    }
  }

  /** {@code factor · x}. */
  record Scale(double factor) implements Kernel {

    @Override
    public Runnable bind(INDArray[] in, INDArray[] out) {
      NativeArray result = NativeArray.of(out[0]);
      return startingFrom(in[0], result, () -> result.scale(factor));
    }

    @Override
    public int overwritable() {
      return 1;
    }

    @Override
    public Optional<Kernel> absorbing(double scale, int input) {
      return Optional.of(new Scale(scale * factor));
    }
  }

  /** {@code Σ x ∘ y}, a scalar. */
  record Dot() implements Kernel {

    @Override
    public Runnable bind(INDArray[] in, INDArray[] out) {
      NativeArray left = NativeArray.of(in[0]);
      NativeArray right = NativeArray.of(in[1]);
      return () -> out[0].putScalar(0, left.dot(right));
    }
  }

  /** A change of the result in place, after it has been filled from an input that it may be. */
  private static Runnable startingFrom(INDArray input, NativeArray result, Runnable change) {
    if (input == result.array()) {
      return change;
    }
    NativeArray start = NativeArray.of(input);
    return () -> {
      result.copyFrom(start);
      change.run();
    };
  }
}
