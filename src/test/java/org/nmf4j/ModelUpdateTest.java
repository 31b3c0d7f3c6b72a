package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.bayes.VariationalBayes;

class ModelUpdateTest {

  /** Rows are 1 to 4, columns 1 to 3, and entries their products. */
  private static MaskedMatrix products(List<String> rows, List<String> columns, int[][] entries) {
    SparseBuilder builder = MaskedMatrix.sparse(DataType.DOUBLE);
    for (int[] entry : entries) {
      builder.add(entry[0], entry[1], entry[2]);
    }
    return builder.build(rows.size(), columns.size()).withLabels(rows, columns);
  }

  private static final MaskedMatrix DAY_1 =
      products(
          List.of("u1", "u2", "u3"),
          List.of("a", "b"),
          new int[][] {{0, 0, 1}, {0, 1, 2}, {1, 0, 2}, {1, 1, 4}, {2, 0, 3}, {2, 1, 6}});

  private static final MaskedMatrix DAY_2 =
      products(
          List.of("u3", "u1", "u4"),
          List.of("c", "a"),
          new int[][] {{0, 0, 9}, {1, 0, 3}, {2, 1, 4}, {2, 0, 12}});

  private static Nmf rankOne() {
    return Nmf.ofRank(1).penalty(Penalties.none());
  }

  private static void requireDay2(NmfModel updated) {
    assertThat(updated.rowLabels()).containsExactly("u1", "u2", "u3", "u4");
    assertThat(updated.columnLabels()).containsExactly("a", "b", "c");
    assertThat(updated.predict(1, 2)).isCloseTo(6, within(1e-3));
    assertThat(updated.predict(3, 1)).isCloseTo(8, within(1e-3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmse", "kl", "huber:1", "mae"})
  void takesInRowsAndColumnsThatAreExactlyWhatTheModelSays(String loss) {
    NmfModel model = rankOne().loss(Losses.named(loss)).fit(DAY_1);
    requireDay2(model.update(DAY_2));
    requireDay2(model.update(DAY_2, DAY_1));
  }

  @Test
  void hasWhatBatchesHaveInTurn() {
    requireDay2(rankOne().fitBatches(List.of(DAY_1, DAY_2)));
    assertThatThrownBy(() -> rankOne().fitBatches(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batches must be at least one, got none");
  }

  @Test
  void isTheSameOfAModelFromAFile(@TempDir Path folder) throws Exception {
    NmfModel model = rankOne().fit(DAY_1);
    model.save(folder.resolve("m.npz"));
    NmfModel updated = NmfModel.load(folder.resolve("m.npz")).update(DAY_2);
    assertThat(updated.reconstruct()).isEqualTo(model.update(DAY_2).reconstruct());
    updated.save(folder.resolve("n.npz"));
    requireDay2(NmfModel.load(folder.resolve("n.npz")).update(DAY_2));
  }

  @Test
  void joinsLinesWithoutNamesInTheirOrder() {
    INDArray a = Nd4j.createFromArray(new double[][] {{1, 2}, {2, 4}});
    NmfModel model = rankOne().fit(a);
    double none = Double.NaN;
    INDArray more =
        Nd4j.createFromArray(new double[][] {{none, none, 3}, {none, none, none}, {3, none, none}});
    NmfModel updated = model.update(MaskedMatrix.of(more));
    assertThat(updated.predict(1, 2)).isCloseTo(6, within(1e-3));
    assertThat(updated.predict(2, 1)).isCloseTo(6, within(1e-3));
    assertThatThrownBy(() -> model.update(MaskedMatrix.of(Nd4j.ones(DataType.DOUBLE, 1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows without names are those of the model in their order, 2 or more, got 1");
    assertThatThrownBy(
            () -> rankOne().fit(DAY_1).update(MaskedMatrix.of(Nd4j.ones(DataType.DOUBLE, 4, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows without names are those of the model in their order, 3, got 4");
  }

  @Test
  void refusesNull() {
    NmfModel model = rankOne().fit(DAY_1);
    assertThatThrownBy(() -> model.update(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("newEntries");
    assertThatThrownBy(() -> model.update(DAY_2, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("oldEntries");
  }

  /** Ratings of noise 0.3 around W·H, parted at random. */
  private static List<MaskedMatrix> parts(int seed, int users, int items, double... shares) {
    Random random = new Random(seed);
    double[][] w = random.doubles(users * 2L).boxed().collect(pairs());
    double[][] h = random.doubles(items * 2L).boxed().collect(pairs());
    List<SparseBuilder> builders = new ArrayList<>();
    for (int part = 0; part < shares.length; part++) {
      builders.add(MaskedMatrix.sparse(DataType.DOUBLE));
    }
    for (int i = 0; i < users; i++) {
      for (int j = 0; j < items; j++) {
        double value =
            Math.max(0, 4 * (w[i][0] * h[j][0] + w[i][1] * h[j][1]) + .3 * random.nextGaussian());
        double chance = random.nextDouble();
        for (int part = 0; part < shares.length && chance >= 0; part++) {
          chance -= shares[part];
          if (chance < 0) {
            builders.get(part).add(i, j, value);
          }
        }
      }
    }
    return builders.stream().map(b -> (MaskedMatrix) b.build(users, items)).toList();
  }

  private static Collector<Double, ?, double[][]> pairs() {
    return Collectors.collectingAndThen(
        Collectors.toList(),
        list ->
            IntStream.range(0, list.size() / 2)
                .mapToObj(i -> new double[] {list.get(2 * i), list.get(2 * i + 1)})
                .toArray(double[][]::new));
  }

  private static MaskedMatrix sum(MaskedMatrix a, MaskedMatrix b) {
    SparseBuilder builder = MaskedMatrix.sparse(DataType.DOUBLE);
    a.forEachObserved(builder::add);
    b.forEachObserved(builder::add);
    return builder.build(a.rows(), a.columns());
  }

  @Property(tries = 12)
  void isNearlyAFitToAll(
      @ForAll @IntRange(max = 999) int seed, @ForAll @IntRange(max = 3) int kind) {
    List<MaskedMatrix> parts = parts(seed, 80, 60, .36, .04, .3);
    Nmf plain = Nmf.ofRank(2).penalty(Penalties.l2(0.02).perObservation());
    Nmf nmf =
        List.of(
                plain,
                plain.offsets(),
                plain.constraint(Constraints.none()),
                plain.scaleColumns(ColumnScaling.columns()))
            .get(kind);
    NmfModel old = nmf.fit(parts.get(0));
    double whole = nmf.fit(sum(parts.get(0), parts.get(1))).rmse(parts.get(2));
    assertThat(old.update(parts.get(1)).rmse(parts.get(2))).isLessThan(1.02 * whole);
    assertThat(old.update(parts.get(1), parts.get(0)).rmse(parts.get(2))).isLessThan(1.01 * whole);
  }

  @Test
  void movesALineTheLessTheMoreEntriesItHad() {
    List<MaskedMatrix> parts = parts(5, 40, 30, .5);
    NmfModel model = Nmf.ofRank(2).penalty(Penalties.l2(0.02).perObservation()).fit(parts.get(0));
    NmfModel lighter =
        new NmfModel(
            model.factorW(),
            model.factorH(),
            model.terms(),
            null,
            Lines.ofRows(List.of(), Lines.equalWeights(40, 1)),
            model.columnLines(),
            null,
            1);
    INDArray one = Nd4j.valueArrayOf(new long[] {40, 30}, Double.NaN, DataType.DOUBLE);
    one.putScalar(3, 4, model.predict(3, 4) + 1);
    double moved = model.update(MaskedMatrix.of(one)).predict(3, 4);
    assertThat(moved).isBetween(model.predict(3, 4) + 1e-3, model.predict(3, 4) + 0.5);
    assertThat(lighter.update(MaskedMatrix.of(one)).predict(3, 4)).isGreaterThan(moved + 0.05);
    assertThat(model.update(MaskedMatrix.of(one)).w().getRow(5)).isEqualTo(model.w().getRow(5));
  }

  static List<Nmf> modelsThatAreSure() {
    Nmf nmf = Nmf.ofRank(2).solver(VariationalBayes.withDefaults());
    return List.of(nmf, nmf.offsets(), nmf.constraint(Constraints.none()), Nmf.forTables());
  }

  /** New entries alone leave the model as sure as it was, not as if it had seen its predictions. */
  @ParameterizedTest
  @MethodSource("modelsThatAreSure")
  void keepsWhatItKnowsOfUncertainty(Nmf nmf) {
    List<MaskedMatrix> parts = parts(5, 60, 40, .4, .05, .3);
    NmfModel model = nmf.fit(parts.get(0));
    for (NmfModel updated :
        List.of(model.update(parts.get(1)), model.update(parts.get(1), parts.get(0)))) {
      assertThat(updated.rmse(parts.get(1))).isLessThan(model.rmse(parts.get(1)));
      double[] covered = new double[1];
      parts
          .get(2)
          .forEachObserved(
              (row, column, value, weight) -> {
                Interval interval = updated.interval(row, column, .9);
                boolean isIn = interval.lower() <= value && value <= interval.upper();
                covered[0] += isIn ? 1 : 0;
              });
      assertThat(covered[0] / parts.get(2).observed()).isBetween(.83, .94);
    }
  }

  @Test
  void hasTheSameBitsOnAnyNumberOfThreads() {
    List<MaskedMatrix> parts = parts(7, 80, 60, .36, .04);
    NmfModel model = Nmf.ofRank(2).penalty(Penalties.l2(0.02)).offsets().fit(parts.get(0));
    assertThat(model.threads(3).update(parts.get(1)).reconstruct())
        .isEqualTo(model.threads(1).update(parts.get(1)).reconstruct());
  }
}
