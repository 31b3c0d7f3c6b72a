package org.nmf4j.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What makes each constraint a projection onto its set, on 3×4 factors. */
class ProjectionTest {

  private static final int ROWS = 3;
  private static final int COLUMNS = 4;

  /**
   * A set of factors.
   *
   * @param contains whether a factor is in it, to rounding
   * @param someMember makes a member of any factor, not necessarily the nearest
   */
  private record Allowed(
      String name,
      Constraint constraint,
      Predicate<double[][]> contains,
      UnaryOperator<double[][]> someMember) {
    @Override
    public String toString() {
      return name;
    }
  }

  @Provide
  Arbitrary<Allowed> sets() {
    double[][] given = {{5}, {-6}, {7}};
    UnaryOperator<double[][]> absolute = x -> map(x, Math::abs);
    return Arbitraries.of(
        new Allowed("none", Constraints.none(), x -> true, x -> x),
        new Allowed("non-negative", Constraints.nonNegative(), x -> within(x, 0, 1e9), absolute),
        new Allowed(
            "upper bound",
            Constraints.upperBound(1.5),
            x -> within(x, 0, 1.5),
            x -> map(x, v -> 1.5 * Math.abs(Math.sin(v)))),
        new Allowed(
            "simplex rows",
            Constraints.simplexRows(),
            ProjectionTest::rowsAreShares,
            ProjectionTest::rowsToShares),
        new Allowed(
            "simplex columns",
            Constraints.simplexColumns(),
            x -> rowsAreShares(transposed(x)),
            x -> transposed(rowsToShares(transposed(x)))),
        new Allowed(
            "non-negative and a fixed column",
            Constraints.nonNegative().and(Constraints.fixedColumns(Nd4j.create(given), 2)),
            x -> Arrays.deepEquals(x, withColumn(2, given, absolute.apply(x))),
            x -> withColumn(2, given, absolute.apply(x))));
  }

  @Provide
  Arbitrary<double[][]> factors() {
    return Arbitraries.randomValue(ProjectionTest::randomFactor);
  }

  private static double[][] randomFactor(Random random) {
    double scale = Math.pow(10, random.nextInt(4) - 2);
    return map(new double[ROWS][COLUMNS], zero -> scale * random.nextGaussian());
  }

  @Property(tries = 200, seed = "1")
  void resultIsAllowed(@ForAll("sets") Allowed set, @ForAll("factors") double[][] x) {
    assertThat(set.contains().test(projected(set, x))).isTrue();
  }

  @Property(tries = 200, seed = "2")
  void allowedFactorStaysAsItIs(@ForAll("sets") Allowed set, @ForAll("factors") double[][] x) {
    double[][] member = set.someMember().apply(x);
    assertThat(distance(projected(set, member), member)).isLessThan(1e-12);
  }

  @Property(tries = 500, seed = "3")
  void noAllowedFactorIsNearer(
      @ForAll("sets") Allowed set,
      @ForAll("factors") double[][] x,
      @ForAll("factors") double[][] other) {
    double[][] nearest = projected(set, x);
    double[][] member = set.someMember().apply(other);
    double[][] between = midpoint(nearest, member);

    assertThat(distance(x, nearest)).isLessThanOrEqualTo(distance(x, member) + 1e-12);
    assertThat(distance(x, nearest)).isLessThanOrEqualTo(distance(x, between) + 1e-12);
  }

  private static double[][] projected(Allowed set, double[][] x) {
    INDArray factor = Nd4j.createFromArray(x);
    set.constraint().project(factor);
    return factor.toDoubleMatrix();
  }

  private static boolean within(double[][] x, double least, double most) {
    return Arrays.stream(x).flatMapToDouble(Arrays::stream).allMatch(v -> v >= least && v <= most);
  }

  private static boolean rowsAreShares(double[][] x) {
    return within(x, 0, 1)
        && Arrays.stream(x).allMatch(row -> Math.abs(Arrays.stream(row).sum() - 1) < 1e-12);
  }

  private static double[][] rowsToShares(double[][] x) {
    return Arrays.stream(x)
        .map(
            row -> {
              double sum = Arrays.stream(row).map(Math::abs).sum();
              return Arrays.stream(row).map(v -> Math.abs(v) / sum).toArray();
            })
        .toArray(double[][]::new);
  }

  private static double[][] map(double[][] x, DoubleUnaryOperator function) {
    return Arrays.stream(x)
        .map(row -> Arrays.stream(row).map(function).toArray())
        .toArray(double[][]::new);
  }

  private static double[][] transposed(double[][] x) {
    return Nd4j.createFromArray(x).transpose().toDoubleMatrix();
  }

  private static double[][] withColumn(int column, double[][] values, double[][] x) {
    double[][] copy = map(x, v -> v);
    for (int i = 0; i < copy.length; i++) {
      copy[i][column] = values[i][0];
    }
    return copy;
  }

  private static double[][] midpoint(double[][] x, double[][] y) {
    return Nd4j.createFromArray(x).addi(Nd4j.createFromArray(y)).muli(0.5).toDoubleMatrix();
  }

  private static double distance(double[][] x, double[][] y) {
    return Nd4j.createFromArray(x).distance2(Nd4j.createFromArray(y));
  }
}
