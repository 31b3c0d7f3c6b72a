package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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
 * One operation of a program: from the variables it reads to those it writes, by name.
 *
 * <p>Operations that the rewrite rules look into have a type of their own; all others stay as
 * SameDiff made them, in {@link Native}.
 */
sealed interface Operation {

  /** Names of the variables read, in the operation's order. */
  List<String> inputs();

  /** Names of the variables written. */
  List<String> outputs();

  /** The same operation on variables of other names. */
  Operation reading(UnaryOperator<String> rename);

  /**
   * Ties the operation to arrays.
   *
   * @param arrays an array for each variable, which holds the inputs at each execution
   * @return what executes the operation
   */
  Runnable bind(Map<String, INDArray> arrays);

  /** Inputs whose array the output may share, the operation then working in place. */
  default List<String> overwritable() {
    return List.of();
  }

  /** The name of the only variable written. */
  default String output() {
    return outputs().get(0);
  }

  /** An operation of ND4J, executed as it is. */
  record Native(DifferentialFunction function, List<String> inputs, List<String> outputs)
      implements Operation {

    String name() {
      return function.opName();
    }

    @Override
    public Operation reading(UnaryOperator<String> rename) {
      return new Native(function, inputs.stream().map(rename).toList(), outputs);
    }

    @Override
    public Runnable bind(Map<String, INDArray> arrays) {
      INDArray[] in = inputs.stream().map(arrays::get).toArray(INDArray[]::new);
      INDArray[] out = outputs.stream().map(arrays::get).toArray(INDArray[]::new);
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
    public List<String> overwritable() {
      boolean entryByEntry =
          function instanceof TransformSameOp
              || function instanceof TransformStrictOp
              || function instanceof ScalarOp;
      return entryByEntry ? inputs.subList(0, 1) : List.of();
    }
  }

  /** {@code output = alpha · op(left)·op(right)} of two matrices, op the transpose or nothing. */
  record Matmul(
      double alpha,
      String left,
      boolean transposeLeft,
      String right,
      boolean transposeRight,
      List<String> outputs)
      implements Operation {

    @Override
    public List<String> inputs() {
      return List.of(left, right);
    }

    @Override
    public Matmul reading(UnaryOperator<String> rename) {
      return new Matmul(
          alpha, rename.apply(left), transposeLeft, rename.apply(right), transposeRight, outputs);
    }

    @Override
    public Runnable bind(Map<String, INDArray> arrays) {
      return bind(arrays, 0);
    }

    /** Ties {@code output = product + beta · output} to arrays. */
    private Runnable bind(Map<String, INDArray> arrays, double beta) {
      NativeArray result = NativeArray.of(arrays.get(output()));
      NativeArray x = NativeArray.of(arrays.get(left));
      NativeArray y = NativeArray.of(arrays.get(right));
      return () -> result.multiply(alpha, x, transposeLeft, y, transposeRight, beta);
    }
  }

  /** {@code output = output + product}. */
  record AddMatmul(Matmul product) implements Operation {

    @Override
    public List<String> inputs() {
      return product.inputs();
    }

    @Override
    public List<String> outputs() {
      return product.outputs();
    }

    @Override
    public Operation reading(UnaryOperator<String> rename) {
      return new AddMatmul(product.reading(rename));
    }

    @Override
    public Runnable bind(Map<String, INDArray> arrays) {
      return product.bind(arrays, 1);
    }
  }

  /** {@code output = x ∘ y}, entry by entry, of two arrays of one shape. */
  record Multiply(String x, String y, List<String> outputs) implements Operation {

    @Override
    public List<String> inputs() {
      return List.of(x, y);
    }

    @Override
    public Operation reading(UnaryOperator<String> rename) {
      return new Multiply(rename.apply(x), rename.apply(y), outputs);
    }

    @Override
    public Runnable bind(Map<String, INDArray> arrays) {
      return new Native(new MulOp(), inputs(), outputs).bind(arrays);
    }

    @Override
    public List<String> overwritable() {
      return inputs();
    }
  }

  /** {@code output = x + factor · y} of two arrays of one shape. */
  record AddScaled(String x, double factor, String y, List<String> outputs) implements Operation {

    @Override
    public List<String> inputs() {
      return List.of(x, y);
    }

    @Override
    public Operation reading(UnaryOperator<String> rename) {
      return new AddScaled(rename.apply(x), factor, rename.apply(y), outputs);
    }

    @Override
    public Runnable bind(Map<String, INDArray> arrays) {
      NativeArray result = NativeArray.of(arrays.get(output()));
      NativeArray addend = NativeArray.of(arrays.get(y));
      if (arrays.get(x) == result.array()) {
        return () -> result.addScaled(factor, addend);
      }
      NativeArray start = NativeArray.of(arrays.get(x));
      return () -> {
        result.copyFrom(start);
        result.addScaled(factor, addend);
      };
    }

    @Override
    public List<String> overwritable() {
      return List.of(x);
    }
  }

  /** {@code output = factor · x}. */
  record Scale(double factor, String x, List<String> outputs) implements Operation {

    @Override
    public List<String> inputs() {
      return List.of(x);
    }

    @Override
    public Operation reading(UnaryOperator<String> rename) {
      return new Scale(factor, rename.apply(x), outputs);
    }

    @Override
    public Runnable bind(Map<String, INDArray> arrays) {
      NativeArray result = NativeArray.of(arrays.get(output()));
      if (arrays.get(x) == result.array()) {
        return () -> result.scale(factor);
      }
      NativeArray start = NativeArray.of(arrays.get(x));
      return () -> {
        result.copyFrom(start);
        result.scale(factor);
      };
    }

    @Override
    public List<String> overwritable() {
      return inputs();
    }
  }

  /**
   * {@code output = value} everywhere, in the shape of another array that is not read otherwise.
   */
  record Fill(double value, String like, List<String> outputs) implements Operation {

    @Override
    public List<String> inputs() {
      return List.of(like);
    }

    @Override
    public Operation reading(UnaryOperator<String> rename) {
      return new Fill(value, rename.apply(like), outputs);
    }

    @Override
    public Runnable bind(Map<String, INDArray> arrays) {
      INDArray result = arrays.get(output());
      return () -> result.assign(value);
    }
  }

  /** {@code output = Σ x ∘ y}, a scalar. */
  record Dot(String x, String y, List<String> outputs) implements Operation {

    @Override
    public List<String> inputs() {
      return List.of(x, y);
    }

    @Override
    public Operation reading(UnaryOperator<String> rename) {
      return new Dot(rename.apply(x), rename.apply(y), outputs);
    }

    @Override
    public Runnable bind(Map<String, INDArray> arrays) {
      INDArray result = arrays.get(output());
      NativeArray left = NativeArray.of(arrays.get(x));
      NativeArray right = NativeArray.of(arrays.get(y));
      return () -> result.putScalar(0, left.dot(right));
    }
  }
}
