package org.nmf4j.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nmf4j.TestMatrices;

/** What each rule finds in a small program, what it leaves alone, and that numbers stay. */
class RewriteRulesTest {

  private static final Map<String, INDArray> INPUTS =
      Map.of(
          "x", TestMatrices.random(DataType.DOUBLE, 3, 3, 1),
          "y", TestMatrices.random(DataType.DOUBLE, 3, 3, 2),
          "row", TestMatrices.random(DataType.DOUBLE, 1, 3, 3));

  /** Builds a scalar from the inputs. */
  private interface Scalar {
    SDVariable of(SameDiff sd, SDVariable x, SDVariable y, SDVariable row);
  }

  /** The derived program of a scalar and its gradients by the inputs, scalars already folded. */
  private static Program derived(Scalar scalar, String... differentiated) {
    SameDiff sd = SameDiff.create();
    Map<String, SDVariable> placeholders = new HashMap<>();
    INPUTS.forEach(
        (name, array) ->
            placeholders.put(name, sd.placeHolder(name, DataType.DOUBLE, array.shape())));
    SDVariable value =
        scalar.of(sd, placeholders.get("x"), placeholders.get("y"), placeholders.get("row"));
    value.markAsLoss();
    Derivation.derive(sd, List.of(differentiated));
    List<String> results = new ArrayList<>();
    results.add(value.name());
    for (String name : differentiated) {
      results.add(sd.getVariable(name).gradient().name());
    }
    Program program = SameDiffProgram.read(sd.getFunction("grad"), INPUTS, results);
    return new FoldScalars().apply(program.withoutUnused());
  }

  /** A program of 3×3 matrices. */
  private static Program program(String result, Operation... operations) {
    Map<String, LongShapeDescriptor> shapes = new HashMap<>();
    for (String name : List.of("x", "y", "a", "b", "r")) {
      shapes.put(name, LongShapeDescriptor.fromShape(new long[] {3, 3}, DataType.DOUBLE));
    }
    return new Program(List.of(operations), shapes, Map.of(), List.of(result));
  }

  /** Applies a rule and checks that the results have not changed. */
  private static Program rewrite(RewriteRule rule, Program program) {
    Program rewritten = rule.apply(program).withoutUnused();
    BoundProgram before = new BoundProgram(program, INPUTS, new Scratch());
    BoundProgram after = new BoundProgram(rewritten, INPUTS, new Scratch());
    before.run();
    after.run();
    for (String result : program.results()) {
      INDArray expected = before.array(result);
      assertThat(after.array(result).distance2(expected))
          .as(result)
          .isLessThan(1e-14 * (1 + expected.norm2Number().doubleValue()));
    }
    return rewritten;
  }

  private static List<String> names(Program program) {
    return program.operations().stream()
        .map(
            operation ->
                operation instanceof Operation.Native node
                    ? node.name()
                    : operation.getClass().getSimpleName())
        .toList();
  }

  private static void assertLeavesAlone(RewriteRule rule, Program program) {
    assertThat(rule.apply(program).operations()).isEqualTo(program.operations());
  }

  @Test
  void foldScalars() {
    Program program =
        derived((sd, x, y, row) -> x.mul(sd.math().exp(sd.constant(2.0)).add(1)).sum(), "x");
    assertThat(names(program)).doesNotContain("exp", "add_scalar");
    assertThat(program.constants().values())
        .anySatisfy(value -> assertThat(value.getDouble(0)).isEqualTo(Math.exp(2) + 1));
  }

  @Test
  void foldScalarsLeavesWhatDependsOnInputs() {
    Program program = derived((sd, x, y, row) -> sd.math().exp(x.sum()).add(1), "x");
    assertThat(names(program)).contains("exp");
    assertLeavesAlone(new FoldScalars(), program);
  }

  @Test
  void splitMultiplyBackprop() {
    Program program = derived((sd, x, y, row) -> x.mul(y).norm2(), "x");
    assertThat(names(program)).contains("multiply_bp");
    Program rewritten = rewrite(new SplitMultiplyBackprop(), program);
    assertThat(names(rewritten)).doesNotContain("multiply_bp");
    assertThat(names(rewritten)).filteredOn("Multiply"::equals).hasSize(2);
    assertLeavesAlone(
        new SplitMultiplyBackprop(), derived((sd, x, y, row) -> x.mul(row).norm2(), "x", "row"));
  }

  @Test
  void splitAddBackprop() {
    Program sum = derived((sd, x, y, row) -> x.add(y).norm2(), "x", "y");
    assertThat(names(rewrite(new SplitAddBackprop(), sum)))
        .doesNotContain("add_bp")
        .filteredOn("Scale"::equals)
        .hasSize(2);
    Program difference = derived((sd, x, y, row) -> x.sub(y).norm2(), "x", "y");
    assertThat(rewrite(new SplitAddBackprop(), difference).operations())
        .filteredOn(Operation.Scale.class::isInstance)
        .extracting(operation -> ((Operation.Scale) operation).factor())
        .containsExactly(1.0, -1.0);
    assertLeavesAlone(
        new SplitAddBackprop(), derived((sd, x, y, row) -> x.sub(row).norm2(), "x", "row"));
  }

  @Test
  void splitMatmulBackprop() {
    Program program = derived((sd, x, y, row) -> x.mmul(y).norm2(), "x", "y");
    assertThat(names(rewrite(new SplitMatmulBackprop(), program)))
        .doesNotContain("matmul_bp")
        .filteredOn("Matmul"::equals)
        .hasSize(3);
    assertLeavesAlone(
        new SplitMatmulBackprop(),
        derived((sd, x, y, row) -> sd.mmul(x, y, true, false, false).norm2(), "x", "y"));
  }

  @Test
  void spreadScalarGradient() {
    Program sum = derived((sd, x, y, row) -> x.mul(y).sum(), "x");
    assertThat(names(rewrite(new SpreadScalarGradient(), sum)))
        .contains("Fill")
        .doesNotContain("reduce_sum_bp");
    Program dot = derived((sd, x, y, row) -> sd.dot(x, y), "x", "y");
    assertThat(names(rewrite(new SpreadScalarGradient(), dot)))
        .doesNotContain("reduce_dot_bp")
        .filteredOn("Scale"::equals)
        .hasSize(2);
    assertLeavesAlone(
        new SpreadScalarGradient(),
        derived((sd, x, y, row) -> sd.math().square(x.sum()).mul(2), "x"));
  }

  @Test
  void multiplyByFill() {
    Program program =
        program(
            "r",
            new Operation.Fill(2.5, "x", List.of("a")),
            new Operation.Multiply("a", "y", List.of("r")));
    assertThat(rewrite(new MultiplyByFill(), program).operations())
        .containsExactly(new Operation.Scale(2.5, "y", List.of("r")));
    assertLeavesAlone(
        new MultiplyByFill(), program("r", new Operation.Multiply("x", "y", List.of("r"))));
  }

  @Test
  void dropScaleByOne() {
    Program program =
        program(
            "r",
            new Operation.Scale(1, "x", List.of("a")),
            new Operation.Multiply("a", "y", List.of("r")));
    assertThat(rewrite(new DropScaleByOne(), program).operations())
        .containsExactly(new Operation.Multiply("x", "y", List.of("r")));
    assertLeavesAlone(
        new DropScaleByOne(), program("r", new Operation.Scale(1, "x", List.of("r"))));
    assertLeavesAlone(
        new DropScaleByOne(),
        program(
            "r",
            new Operation.Scale(-1, "x", List.of("a")),
            new Operation.Multiply("a", "y", List.of("r"))));
  }

  @Test
  void mergeEqualOperations() {
    Program program =
        program(
            "r",
            new Operation.Multiply("x", "y", List.of("a")),
            new Operation.Multiply("y", "x", List.of("b")),
            new Operation.AddScaled("a", 3, "b", List.of("r")));
    assertThat(rewrite(new MergeEqualOperations(), program).operations())
        .containsExactly(
            new Operation.Multiply("x", "y", List.of("a")),
            new Operation.AddScaled("a", 3, "a", List.of("r")));
    assertLeavesAlone(
        new MergeEqualOperations(),
        program(
            "r",
            new Operation.AddScaled("x", -1, "y", List.of("a")),
            new Operation.AddScaled("y", -1, "x", List.of("b")),
            new Operation.Multiply("a", "b", List.of("r"))));
  }

  @Test
  void addEqualTerms() {
    Program program = program("r", new Operation.AddScaled("x", 0.5, "x", List.of("r")));
    assertThat(rewrite(new AddEqualTerms(), program).operations())
        .containsExactly(new Operation.Scale(1.5, "x", List.of("r")));
    assertLeavesAlone(
        new AddEqualTerms(), program("r", new Operation.AddScaled("x", 0.5, "y", List.of("r"))));
  }

  @Test
  void scaleInsideMatmul() {
    Program program =
        program(
            "r",
            new Operation.Scale(2, "x", List.of("a")),
            new Operation.Scale(-3, "y", List.of("b")),
            new Operation.Matmul(0.5, "a", true, "b", false, List.of("r")));
    assertThat(rewrite(new ScaleInsideMatmul(), program).operations())
        .containsExactly(new Operation.Matmul(-3, "x", true, "y", false, List.of("r")));
    assertLeavesAlone(
        new ScaleInsideMatmul(),
        program("r", new Operation.Matmul(0.5, "x", false, "y", true, List.of("r"))));
  }

  @Test
  void sumOfProduct() {
    Program program = derived((sd, x, y, row) -> x.mul(y).sum(), "x");
    assertThat(names(rewrite(new SumOfProduct(), program)))
        .contains("Dot")
        .doesNotContain("reduce_sum");
    assertLeavesAlone(new SumOfProduct(), derived((sd, x, y, row) -> x.mul(y).sum(1).norm2(), "x"));
  }
}
