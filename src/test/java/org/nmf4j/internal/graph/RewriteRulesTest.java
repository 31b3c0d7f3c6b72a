package org.nmf4j.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
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

  /** The derived program of a scalar and its gradients by the inputs. */
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
    return TestPrograms.derived(sd, INPUTS, value.name(), List.of(differentiated));
  }

  private static Variable matrix(String name) {
    return Variable.like(name, INPUTS.get("x"));
  }

  /** An operation on 3×3 matrices. */
  private static Operation operation(String output, Kernel kernel, String... inputs) {
    return new Operation(
        kernel, Stream.of(inputs).map(RewriteRulesTest::matrix).toList(), matrix(output));
  }

  private static Program program(String result, Operation... operations) {
    return new Program(List.of(operations), Map.of(), List.of(matrix(result)));
  }

  /** Applies a rule and checks that the results have not changed. */
  private static Program rewrite(RewriteRule rule, Program program) {
    Program rewritten = program.rewritten(rule);
    List<INDArray> before = TestPrograms.run(program, INPUTS);
    List<INDArray> after = TestPrograms.run(rewritten, INPUTS);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i).distance2(before.get(i)))
          .as(program.results().get(i).name())
          .isLessThan(1e-14 * (1 + before.get(i).norm2Number().doubleValue()));
    }
    return rewritten;
  }

  private static List<String> names(Program program) {
    return program.operations().stream()
        .map(
            operation ->
                operation.kernel() instanceof Kernel.Native node
                    ? node.function().opName()
                    : operation.kernel().getClass().getSimpleName())
        .toList();
  }

  private static void assertLeavesAlone(RewriteRule rule, Program program) {
    assertThat(program.rewritten(rule).operations()).isEqualTo(program.operations());
  }

  @Test
  void knowsNumbersOfConstantsBeforehand() {
    Program program =
        derived((sd, x, y, row) -> x.mul(sd.math().exp(sd.constant(2.0)).add(1)).sum(), "x");
    assertThat(names(program)).doesNotContain("exp", "add_scalar");
    assertThat(program.constants().values())
        .anySatisfy(value -> assertThat(value.getDouble(0)).isEqualTo(Math.exp(2) + 1));
    assertThat(names(derived((sd, x, y, row) -> sd.math().exp(x.sum()).add(1), "x")))
        .contains("exp");
  }

  @Test
  void splitsTheGradientOfAProduct() {
    Program program = derived((sd, x, y, row) -> x.mul(y).norm2(), "x");
    assertThat(names(program)).contains("multiply_bp");
    Program rewritten = rewrite(new SplitBackprop(), program);
    assertThat(names(rewritten)).doesNotContain("multiply_bp");
    assertThat(names(rewritten)).filteredOn("Multiply"::equals).hasSize(2);
    assertLeavesAlone(
        new SplitBackprop(), derived((sd, x, y, row) -> x.mul(row).norm2(), "x", "row"));
  }

  @Test
  void splitsTheGradientOfASum() {
    Program sum = derived((sd, x, y, row) -> x.add(y).norm2(), "x", "y");
    assertThat(names(rewrite(new SplitBackprop(), sum)))
        .doesNotContain("add_bp")
        .filteredOn("Scale"::equals)
        .hasSize(2);
    Program difference = derived((sd, x, y, row) -> x.sub(y).norm2(), "x", "y");
    assertThat(rewrite(new SplitBackprop(), difference).operations())
        .extracting(Operation::kernel)
        .filteredOn(Kernel.Scale.class::isInstance)
        .containsExactly(new Kernel.Scale(1), new Kernel.Scale(-1));
    assertLeavesAlone(
        new SplitBackprop(), derived((sd, x, y, row) -> x.sub(row).norm2(), "x", "row"));
  }

  @Test
  void splitsTheGradientOfAMatrixProduct() {
    Program program = derived((sd, x, y, row) -> x.mmul(y).norm2(), "x", "y");
    assertThat(names(rewrite(new SplitBackprop(), program)))
        .doesNotContain("matmul_bp")
        .filteredOn("Matmul"::equals)
        .hasSize(3);
    assertLeavesAlone(
        new SplitBackprop(),
        derived((sd, x, y, row) -> sd.mmul(x, y, true, false, false).norm2(), "x", "y"));
  }

  @Test
  void splitsTheGradientOfADotProduct() {
    Program dot = derived((sd, x, y, row) -> sd.dot(x, y), "x", "y");
    assertThat(names(rewrite(new SplitBackprop(), dot)))
        .doesNotContain("reduce_dot_bp")
        .filteredOn("Scale"::equals)
        .hasSize(2);
    assertLeavesAlone(
        new SplitBackprop(), derived((sd, x, y, row) -> sd.math().exp(sd.dot(x, y)), "x", "y"));
  }

  @Test
  void squareByProduct() {
    Scalar power = (sd, x, y, row) -> sd.math().pow(x, 2).norm2();
    Scalar square = (sd, x, y, row) -> sd.math().square(x).norm2();
    for (Scalar scalar : List.of(power, square)) {
      assertThat(names(rewrite(new SquareByProduct(), derived(scalar, "x"))))
          .contains("Multiply", "Scale")
          .doesNotContain("pow", "square", "_powderivative");
    }
    assertLeavesAlone(
        new SquareByProduct(), derived((sd, x, y, row) -> sd.math().pow(x, 3).norm2(), "x"));
    assertLeavesAlone(
        new SquareByProduct(), derived((sd, x, y, row) -> sd.math().pow(x, y).norm2(), "x"));
  }

  @Test
  void squaredDifferenceByProduct() {
    Scalar scalar = (sd, x, y, row) -> sd.math().squaredDifference(x, y).norm2();
    for (String[] differentiated : new String[][] {{"x"}, {"y"}, {"x", "y"}}) {
      assertThat(names(rewrite(new SquaredDifferenceByProduct(), derived(scalar, differentiated))))
          .contains("AddScaled", "Multiply", "Scale")
          .doesNotContain("squaredsubtract", "squaredsubtract_bp");
    }
    assertLeavesAlone(
        new SquaredDifferenceByProduct(),
        derived((sd, x, y, row) -> sd.math().squaredDifference(x, row).norm2(), "x"));
  }

  @Test
  void multiplyBySpreadNumber() {
    Scalar scalar = (sd, x, y, row) -> sd.math().abs(x).sum().mul(2.5);
    Program program = derived(scalar, "x");
    Program rewritten = rewrite(new MultiplyBySpreadNumber(), program);
    assertThat(names(rewritten)).doesNotContain("reduce_sum_bp");
    assertThat(rewritten.operations())
        .extracting(Operation::kernel)
        .contains(new Kernel.Scale(2.5));
    assertLeavesAlone(
        new MultiplyBySpreadNumber(),
        derived((sd, x, y, row) -> sd.math().exp(sd.math().abs(x).sum()), "x"));
    assertLeavesAlone(
        new MultiplyBySpreadNumber(),
        program("r", operation("r", new Kernel.Multiply(), "x", "y")));
  }

  @Test
  void copiesAreReadWhereTheyComeFrom() {
    Program program =
        program(
            "r",
            operation("a", new Kernel.Scale(1), "x"),
            operation("r", new Kernel.Multiply(), "a", "y"));
    RewriteRule none = (operation, all) -> List.of(operation);
    assertThat(rewrite(none, program).operations())
        .containsExactly(operation("r", new Kernel.Multiply(), "x", "y"));
    assertLeavesAlone(none, program("r", operation("r", new Kernel.Scale(1), "x")));
  }

  @Test
  void mergeEqualOperations() {
    Program program =
        program(
            "r",
            operation("a", new Kernel.Multiply(), "x", "y"),
            operation("b", new Kernel.Multiply(), "y", "x"),
            operation("r", new Kernel.AddScaled(3), "a", "b"));
    assertThat(rewrite(new MergeEqualOperations(), program).operations())
        .containsExactly(
            operation("a", new Kernel.Multiply(), "x", "y"),
            operation("r", new Kernel.AddScaled(3), "a", "a"));
    assertLeavesAlone(
        new MergeEqualOperations(),
        program(
            "r",
            operation("a", new Kernel.AddScaled(-1), "x", "y"),
            operation("b", new Kernel.AddScaled(-1), "y", "x"),
            operation("r", new Kernel.Multiply(), "a", "b")));
  }

  @Test
  void addEqualTerms() {
    Program program = program("r", operation("r", new Kernel.AddScaled(0.5), "x", "x"));
    assertThat(rewrite(new AddEqualTerms(), program).operations())
        .containsExactly(operation("r", new Kernel.Scale(1.5), "x"));
    assertLeavesAlone(
        new AddEqualTerms(), program("r", operation("r", new Kernel.AddScaled(0.5), "x", "y")));
  }

  @Test
  void moveScaleIntoWhatHasAPlaceForIt() {
    Kernel product = new Kernel.Matmul(0.5, true, false, 0);
    Program program =
        program(
            "r",
            operation("a", new Kernel.Scale(2), "x"),
            operation("b", new Kernel.Scale(-3), "y"),
            operation("c", product, "a", "b"),
            operation("d", new Kernel.Scale(4), "c"),
            operation("r", new Kernel.AddScaled(0.5), "x", "d"));
    Program once = rewrite(new MoveScale(), program);
    Program twice = rewrite(new MoveScale(), once);
    assertThat(rewrite(new MoveScale(), twice).operations())
        .containsExactly(
            operation("c", new Kernel.Matmul(-3, true, false, 0), "x", "y"),
            operation("r", new Kernel.AddScaled(2), "x", "c"));
    assertLeavesAlone(new MoveScale(), program("r", operation("r", product, "x", "y")));
  }

  /** Both factors, of which one operand is read twice. */
  @Test
  void moveScaleBehindAProduct() {
    Program program =
        program(
            "r",
            operation("a", new Kernel.Scale(2), "x"),
            operation("r", new Kernel.Multiply(), "a", "a"));
    Program once = rewrite(new MoveScale(), program);
    assertThat(names(once)).containsExactly("Scale", "Multiply", "Scale");
    Program twice = rewrite(new MoveScale(), rewrite(new MoveScale(), once));
    assertThat(names(twice)).containsExactly("Multiply", "Scale");
    assertThat(twice.operations().get(1).kernel()).isEqualTo(new Kernel.Scale(4));
    assertLeavesAlone(
        new MoveScale(),
        program(
            "r",
            operation("a", new Kernel.Scale(2), "x"),
            operation("r", new Kernel.AddScaled(3), "a", "y")));
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
