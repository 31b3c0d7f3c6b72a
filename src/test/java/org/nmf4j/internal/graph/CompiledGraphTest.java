package org.nmf4j.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.TestMatrices;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;

/** Each rewrite rule, and all together, against SameDiff's own session. */
class CompiledGraphTest {

  private static final List<String> FACTORS = List.of("W", "H");

  private static final Map<String, INDArray> INPUTS =
      Map.of(
          "W", TestMatrices.random(DataType.DOUBLE, 7, 3, 1),
          "H", TestMatrices.random(DataType.DOUBLE, 3, 5, 2),
          "A", TestMatrices.random(DataType.DOUBLE, 7, 5, 3),
          "weight", TestMatrices.random(DataType.DOUBLE, 7, 5, 4));

  static Stream<Arguments> losses() {
    Loss logCosh = (sd, p, a, w) -> sd.math().log(sd.math().cosh(p.sub(a))).mul(w).sum();
    Loss squaredNorm = (sd, p, a, w) -> sd.math().squaredNorm(p.sub(a).mul(w));
    Loss dot = (sd, p, a, w) -> sd.dot(p.sub(a).mul(w), p.sub(a));
    Loss broadcast = (sd, p, a, w) -> p.sub(a.mean(true, 0)).mul(w).mul(p.add(1)).sum();
    Loss ofRows = (sd, p, a, w) -> sd.math().square(p.mul(w).sum(1)).sum();
    Loss reshaped = (sd, p, a, w) -> p.reshape(-1).mul(w.reshape(sd.shape(w).prod())).sum();
    Loss withoutInput =
        (sd, p, a, w) -> p.mmul(sd.math().eye(5, 5).castTo(DataType.DOUBLE)).sub(a).mul(w).norm2();
    Stream<Arguments> own =
        Stream.of(
            Arguments.of("log-cosh", logCosh),
            Arguments.of("squared norm", squaredNorm),
            Arguments.of("dot", dot),
            Arguments.of("broadcast", broadcast),
            Arguments.of("of rows", ofRows),
            Arguments.of("reshaped", reshaped),
            Arguments.of("operation without input", withoutInput));
    Stream<Arguments> builtIn =
        Stream.of("rmse", "mse", "mae", "huber:0.3", "kl", "is", "beta:0.5")
            .map(name -> Arguments.of(name, Losses.named(name)));
    return Stream.concat(builtIn, own);
  }

  static Stream<Arguments> rulesAndLosses() {
    return Optimizer.RULES.stream()
        .flatMap(rule -> losses().map(loss -> Arguments.of(rule, loss.get()[0], loss.get()[1])));
  }

  private static SameDiff graph(Loss loss) {
    return ObjectiveGraphs.ofRows(loss, DataType.DOUBLE, 7, 5, 3);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("losses")
  void agreesWithSameDiff(String name, Loss loss) {
    CompiledGraph compiled = CompiledGraph.compile(graph(loss), INPUTS, "total", FACTORS);
    assertThat(compiled.program()).as("compiled").isNotNull();
    assertSameAsSession(loss, compiled);
  }

  private static void assertSameAsSession(Loss loss, CompiledGraph compiled) {
    SameDiff plain = graph(loss);
    plain.createGradFunction("W", "H");
    var expected = plain.calculateGradientsAndOutputs(INPUTS, List.of("total"), FACTORS);
    Map<String, INDArray> arrays = new HashMap<>(INPUTS);
    arrays.put("total", Nd4j.scalar(0.0));
    for (String factor : FACTORS) {
      arrays.put(
          compiled.gradientOf(factor), Nd4j.create(DataType.DOUBLE, INPUTS.get(factor).shape()));
    }
    Execution execution = compiled.bind(arrays, new Scratch());
    execution.run();
    execution.run();
    assertClose(arrays.get("total"), expected.getOutputs().get("total"));
    for (String factor : FACTORS) {
      assertClose(arrays.get(compiled.gradientOf(factor)), expected.getGradients().get(factor));
    }
    compiled.bindAdding("H", arrays, new Scratch()).run();
    assertClose(arrays.get(compiled.gradientOf("H")), expected.getGradients().get("H").mul(2));
  }

  @Test
  void addsAGradientThatIsNoProduct() {
    CompiledGraph compiled =
        CompiledGraph.compile(graph(Losses.mse()), INPUTS, "total", List.of("A"));
    Map<String, INDArray> arrays = new HashMap<>(INPUTS);
    INDArray sum = Nd4j.create(DataType.DOUBLE, 7, 5);
    arrays.put("total", Nd4j.scalar(0.0));
    arrays.put(compiled.gradientOf("A"), sum);
    compiled.bind(arrays, new Scratch()).run();
    INDArray once = sum.dup();
    compiled.bindAdding("A", arrays, new Scratch()).run();
    assertClose(sum, once.mul(2));
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    double scale = 1 + expected.norm2Number().doubleValue();
    assertThat(actual.distance2(expected)).isLessThan(1e-12 * scale);
  }

  /** Every rule alone, after those before it, leaves the results as they are. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rulesAndLosses")
  void keepsTheResults(RewriteRule rule, String name, Loss loss) {
    Program before = beforeRule(rule, loss);
    BoundProgram expected = run(before);
    BoundProgram actual = run(rule.apply(before).withoutUnused());
    for (String result : before.results()) {
      assertClose(actual.array(result), expected.array(result));
    }
  }

  static List<RewriteRule> rules() {
    return Optimizer.RULES;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void findsSomethingToDo(RewriteRule rule) {
    assertThat(losses())
        .anySatisfy(
            loss -> {
              Program before = beforeRule(rule, (Loss) loss.get()[1]);
              assertThat(rule.apply(before).operations()).isNotEqualTo(before.operations());
            });
  }

  /** The derived program as the earlier rules leave it. */
  private static Program beforeRule(RewriteRule rule, Loss loss) {
    SameDiff graph = graph(loss);
    Derivation.derive(graph, FACTORS);
    List<String> results =
        List.of(
            "total",
            graph.getVariable("W").gradient().name(),
            graph.getVariable("H").gradient().name());
    Program program =
        SameDiffProgram.read(graph.getFunction("grad"), INPUTS, results).withoutUnused();
    for (RewriteRule earlier : Optimizer.RULES) {
      if (earlier == rule) {
        return program;
      }
      program = earlier.apply(program).withoutUnused();
    }
    throw new AssertionError("no such rule: " + rule);
  }

  private static BoundProgram run(Program program) {
    BoundProgram bound = new BoundProgram(program, INPUTS, new Scratch());
    bound.run();
    return bound;
  }

  /** What hand-written code would do: three products, a difference, the weights, a dot product. */
  @Test
  void leavesSixOperationsOfTheSquaredError() {
    Program program =
        CompiledGraph.compile(graph(Losses.rmse()), INPUTS, "total", FACTORS).program();
    assertThat(program.operations())
        .extracting(operation -> operation.getClass().getSimpleName())
        .containsExactlyInAnyOrder("Matmul", "AddScaled", "Multiply", "Dot", "Matmul", "Matmul");
  }

  static Stream<Arguments> unbindable() {
    Loss loopInGradient = (sd, p, a, w) -> sd.gather(p.mul(w), new int[] {1, 1, 2}, 0).sum();
    Loss choosingRows = (sd, p, a, w) -> sd.gather(p.mul(w), sd.argmax(a, 0), 0).sum();
    Loss counting =
        (sd, p, a, w) -> p.mul(p.gt(a).castTo(DataType.INT32).castTo(DataType.DOUBLE)).sum();
    return Stream.of(
        Arguments.of("a loop in its gradient", loopInGradient),
        Arguments.of("rows chosen by numbers", choosingRows),
        Arguments.of("integers", counting));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unbindable")
  void leavesWhatItCannotBindToTheSession(String name, Loss loss) {
    CompiledGraph compiled = CompiledGraph.compile(graph(loss), INPUTS, "total", FACTORS);
    assertThat(compiled.program()).as("compiled").isNull();
    assertSameAsSession(loss, compiled);
  }

  @Test
  void refusesALossWithoutTheFactors() {
    Loss constant = (sd, p, a, w) -> a.mul(w).sum();
    assertThatThrownBy(() -> CompiledGraph.compile(graph(constant), INPUTS, "total", FACTORS))
        .isInstanceOf(RuntimeException.class);
  }
}
