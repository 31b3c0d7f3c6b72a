package org.nmf4j.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
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
    Loss square = (sd, p, a, w) -> sd.math().square(p.sub(a)).mul(w).sum();
    Loss squaredDifference = (sd, p, a, w) -> sd.math().squaredDifference(p, a).mul(w).sum();
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
            Arguments.of("square", square),
            Arguments.of("squared difference", squaredDifference),
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

  private static CompiledGraph graph(Loss loss) {
    return ObjectiveGraphs.ofRows(loss, DataType.DOUBLE, 7, 5, 3);
  }

  /** The same graph, as SameDiff itself differentiates and executes it. */
  private static SameDiff plain(Loss loss) {
    SameDiff sd = SameDiff.create();
    Map<String, SDVariable> placeholders = new HashMap<>();
    INPUTS.forEach(
        (name, array) ->
            placeholders.put(name, sd.placeHolder(name, DataType.DOUBLE, array.shape())));
    SDVariable prediction = placeholders.get("W").mmul(placeholders.get("H"));
    SDVariable total =
        loss.total(sd, prediction, placeholders.get("A"), placeholders.get("weight"));
    sd.updateVariableNameAndReference(total, "total").markAsLoss();
    Derivation.derive(sd, FACTORS);
    return sd;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("losses")
  void agreesWithSameDiff(String name, Loss loss) {
    CompiledGraph compiled = graph(loss);
    assertThat(compiled.program(INPUTS, true)).as("compiled").isPresent();
    assertSameAsSession(loss, compiled);
  }

  private static void assertSameAsSession(Loss loss, CompiledGraph compiled) {
    var expected = plain(loss).calculateGradientsAndOutputs(INPUTS, List.of("total"), FACTORS);
    double total = expected.getOutputs().get("total").getDouble(0);
    Map<String, INDArray> gradients = new HashMap<>();
    for (String factor : FACTORS) {
      gradients.put(factor, Nd4j.create(DataType.DOUBLE, INPUTS.get(factor).shape()));
    }
    BoundGraph bound = compiled.bind(INPUTS, gradients, Set.of(), new Scratch());
    for (int run = 0; run < 2; run++) {
      assertThat(bound.value(true)).isCloseTo(total, within(1e-12 * (1 + Math.abs(total))));
      assertThat(bound.value(false)).isCloseTo(total, within(1e-12 * (1 + Math.abs(total))));
    }
    for (String factor : FACTORS) {
      assertClose(gradients.get(factor), expected.getGradients().get(factor));
    }
    compiled.bind(INPUTS, gradients, Set.of("H"), new Scratch()).value(true);
    assertClose(gradients.get("W"), expected.getGradients().get("W"));
    assertClose(gradients.get("H"), expected.getGradients().get("H").mul(2));
  }

  @Test
  void addsAGradientThatIsNoProduct() {
    INDArray factor = INPUTS.get("W");
    INDArray observed = Nd4j.ones(DataType.DOUBLE, 7, 1);
    CompiledGraph compiled =
        ObjectiveGraphs.ofPenalty((sd, x, n) -> sd.math().abs(x).mul(x).sum(), factor, observed);
    Map<String, INDArray> inputs = Map.of("factor", factor, "observed", observed);
    INDArray sum = Nd4j.ones(DataType.DOUBLE, 7, 3);
    compiled.bind(inputs, Map.of("factor", sum), Set.of("factor"), new Scratch()).value(true);
    assertClose(sum, factor.mul(2).add(1));
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
    List<INDArray> expected = TestPrograms.run(before, INPUTS);
    List<INDArray> actual = TestPrograms.run(before.rewritten(rule), INPUTS);
    for (int i = 0; i < expected.size(); i++) {
      assertClose(actual.get(i), expected.get(i));
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
              assertThat(before.rewritten(rule).operations()).isNotEqualTo(before.operations());
            });
  }

  /** The derived program as the earlier rules leave it. */
  private static Program beforeRule(RewriteRule rule, Loss loss) {
    Program program = TestPrograms.derived(plain(loss), INPUTS, "total", FACTORS);
    for (RewriteRule earlier : Optimizer.RULES) {
      if (earlier == rule) {
        return program;
      }
      program = program.rewritten(earlier);
    }
    throw new AssertionError("no such rule: " + rule);
  }

  /** What hand-written code would do: three products, a difference, the weights, a dot product. */
  @Test
  void leavesSixOperationsOfTheSquaredError() {
    assertThat(kernels(Losses.rmse()))
        .containsExactlyInAnyOrder("Matmul", "AddScaled", "Multiply", "Dot", "Matmul", "Matmul");
  }

  @Test
  void squaresAsFastByAnyName() {
    Loss product = (sd, p, a, w) -> p.sub(a).mul(p.sub(a)).mul(w).sum();
    Loss square = (sd, p, a, w) -> sd.math().square(p.sub(a)).mul(w).sum();
    Loss power = (sd, p, a, w) -> sd.math().pow(p.sub(a), 2).mul(w).sum();
    assertThat(kernels(square)).isEqualTo(kernels(product)).hasSize(7).doesNotContain("Native");
    assertThat(kernels(power)).isEqualTo(kernels(product));
    Loss difference = (sd, p, a, w) -> sd.math().squaredDifference(p, a).mul(w).sum();
    assertThat(kernels(difference)).containsExactlyInAnyOrderElementsOf(kernels(product));
  }

  private static List<String> kernels(Loss loss) {
    return graph(loss).program(INPUTS, true).orElseThrow().operations().stream()
        .map(operation -> operation.kernel().getClass().getSimpleName())
        .toList();
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
    CompiledGraph compiled = graph(loss);
    assertThat(compiled.program(INPUTS, true)).as("compiled").isEmpty();
    assertSameAsSession(loss, compiled);
  }

  static Stream<Arguments> refused() {
    Loss rows = (sd, p, a, w) -> p.sub(a).mul(w).sum(1);
    Loss matrix = (sd, p, a, w) -> sd.math().square(p.sub(a)).mul(w);
    Loss bySession = (sd, p, a, w) -> sd.gather(p.mul(w), new int[] {1, 1, 2}, 0);
    Loss other = (sd, p, a, w) -> p.mul(w).castTo(DataType.FLOAT).sum();
    Loss truth = (sd, p, a, w) -> p.mul(w).sum().gt(1);
    Loss withoutPrediction = (sd, p, a, w) -> a.mul(w).sum();
    Loss withoutDerivative = (sd, p, a, w) -> p.gt(a).castTo(DataType.DOUBLE).sum();
    Loss constant = (sd, p, a, w) -> sd.constant(Nd4j.scalar(1.0));
    return Stream.of(
        Arguments.of("shape [7]", rows),
        Arguments.of("shape [7, 5]", matrix),
        Arguments.of("shape [3, 5]", bySession),
        Arguments.of("shape [7, 5]", (Loss) (sd, p, a, w) -> p),
        Arguments.of("type FLOAT", other),
        Arguments.of("type BOOL", truth),
        Arguments.of("one that does not", withoutPrediction),
        Arguments.of("one that does not", withoutDerivative),
        Arguments.of("one that does not", constant),
        Arguments.of("null", (Loss) (sd, p, a, w) -> null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesALossThatIsNoScalarOfThePrediction(String got, Loss loss) {
    Map<String, INDArray> gradients =
        Map.of("W", INPUTS.get("W").like(), "H", INPUTS.get("H").like());
    for (boolean withGradients : new boolean[] {true, false}) {
      assertThatThrownBy(
              () ->
                  graph(loss).bind(INPUTS, gradients, Set.of(), new Scratch()).value(withGradients))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "loss must give a scalar of type DOUBLE that depends on its prediction, got " + got);
    }
  }

  /** One number is a scalar, whatever its rank. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void takesASingleNumber(int rank) {
    Loss loss =
        (sd, p, a, w) -> {
          SDVariable total = p.sub(a).mul(w).mul(p).sum(true, 0, 1);
          return rank == 0 ? total.sum() : rank == 1 ? total.reshape(1) : total;
        };
    assertSameAsSession((sd, p, a, w) -> p.sub(a).mul(w).mul(p).sum(), graph(loss));
  }
}
