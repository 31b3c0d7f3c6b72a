package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Losses;

class NmfModelTest {

  private static final INDArray A = TestMatrices.withHoles(DataType.DOUBLE, 25, 15, 3, 0.2, 5);
  private static final NmfModel MODEL = Nmf.ofRank(3).loss(Losses.mse()).iterations(3000).fit(A);

  @TempDir private Path folder;

  @Test
  void completesWithWhatIsObservedKept() {
    INDArray completed = MODEL.complete(A);
    INDArray product = MODEL.reconstruct();
    for (int i = 0; i < A.rows(); i++) {
      for (int j = 0; j < A.columns(); j++) {
        double observed = A.getDouble(i, j);
        assertThat(completed.getDouble(i, j))
            .isEqualTo(Double.isNaN(observed) ? product.getDouble(i, j) : observed);
        assertThat(MODEL.predict(i, j)).isCloseTo(product.getDouble(i, j), within(1e-12));
      }
    }
  }

  @Test
  void measuresErrorsByWeight() {
    NmfModel ones = NmfModel.of(Nd4j.ones(DataType.DOUBLE, 2, 1), Nd4j.ones(DataType.DOUBLE, 1, 2));
    INDArray a = Nd4j.createFromArray(new double[][] {{3, 1}, {Double.NaN, 2}});
    INDArray weights = Nd4j.createFromArray(new double[][] {{1, 1}, {1, 2}});
    MaskedMatrix weighted = MaskedMatrix.weighted(a, weights);
    assertThat(ones.rmse(weighted)).isCloseTo(Math.sqrt((4 + 0 + 2 * 1) / 4.0), within(1e-15));
    assertThat(ones.mae(weighted)).isCloseTo((2 + 0 + 2 * 1) / 4.0, within(1e-15));
  }

  /** Rows and columns made of the components themselves, with holes, are found again. */
  @Test
  void foldsInUnseenRowsAndColumns() {
    INDArray w = TestMatrices.random(DataType.DOUBLE, 4, 3, 8);
    INDArray rows = w.mmul(MODEL.h());
    rows.putScalar(1, 2, Double.NaN);
    rows.putScalar(3, 0, Double.NaN);
    assertThat(MODEL.transform(rows).distance2(w)).isLessThan(1e-6);
    INDArray h = TestMatrices.random(DataType.DOUBLE, 3, 5, 9);
    INDArray columns = MODEL.w().mmul(h);
    columns.putScalar(0, 4, Double.NaN);
    assertThat(MODEL.transformColumns(columns).distance2(h)).isLessThan(1e-6);
  }

  /** As in semi-NMF, of which only one factor is non-negative. */
  @Test
  void keepsTheSignOfEachFactorWhereItFoldsIn() throws IOException {
    INDArray w = TestMatrices.random(DataType.DOUBLE, 6, 2, 8);
    INDArray h = TestMatrices.random(DataType.DOUBLE, 2, 5, 9).subi(0.5);
    Path file = folder.resolve("semi.npz");
    NmfModel.of(w, h).save(file);
    NmfModel semi = NmfModel.load(file);
    assertThat(semi.transform(w.mmul(h)).distance2(w)).isLessThan(1e-6);
    assertThat(semi.transformColumns(w.mmul(h)).distance2(h)).isLessThan(1e-6);
    assertThat(semi.transform(w.mmul(h).neg()).minNumber().doubleValue()).isNotNegative();
  }

  @Test
  void foldsInByTheLossOfTheModel() {
    NmfModel robust = Nmf.ofRank(3).loss(Losses.kullbackLeibler()).iterations(1500).fit(A);
    INDArray w = TestMatrices.random(DataType.DOUBLE, 4, 3, 8);
    INDArray found = robust.transform(w.mmul(robust.h()));
    assertThat(found.mmul(robust.h()).distance2(w.mmul(robust.h()))).isLessThan(0.05);
  }

  @Test
  void foldedInRowsAreNonNegative() {
    INDArray rows = TestMatrices.random(DataType.DOUBLE, 6, 15, 3);
    assertThat(MODEL.transform(rows).minNumber().doubleValue()).isNotNegative();
  }

  @Test
  void returnsCopies() {
    NmfModel model = Nmf.ofRank(2).offsets().iterations(3).fit(A);
    List<Supplier<INDArray>> getters =
        List.of(
            model::w,
            model::h,
            () -> model.rowOffsets().orElseThrow(),
            () -> model.columnOffsets().orElseThrow(),
            model::reconstruct);
    for (Supplier<INDArray> getter : getters) {
      double[] before = getter.get().data().asDouble();
      getter.get().addi(7);
      assertThat(getter.get().data().asDouble()).isEqualTo(before);
    }
  }

  @Test
  void isTheSameAfterSavingAndLoading() throws IOException {
    MaskedMatrix named =
        MaskedMatrix.of(Nd4j.createFromArray(new float[][] {{1, 2}, {3, Float.NaN}, {2, 2}}))
            .withLabels(List.of("ä", "b\"", "c"), List.of("x", "y,z"));
    NmfModel model = Nmf.ofRank(2).iterations(10).loss(Losses.huber(0.5)).fit(named);
    Path file = folder.resolve("model.npz");
    model.save(file);
    NmfModel loaded = NmfModel.load(file);
    TestMatrices.assertSameBits(loaded.w(), model.w());
    TestMatrices.assertSameBits(loaded.h(), model.h());
    assertThat(loaded.rowLabels()).isEqualTo(model.rowLabels());
    assertThat(loaded.columnLabels()).isEqualTo(model.columnLabels());
    assertThat(loaded.report().orElseThrow().toString())
        .isEqualTo(model.report().orElseThrow().toString());
    TestMatrices.assertSameBits(loaded.transform(named), model.transform(named));
    loaded.save(file);
    TestMatrices.assertSameBits(NmfModel.load(file).w(), model.w());
  }

  @Test
  void cannotFoldInByALambdaThatIsNotInTheFile() throws IOException {
    Path file = folder.resolve("model.npz");
    Nmf.ofRank(2)
        .iterations(5)
        .loss((sd, p, a, weight) -> sd.math().abs(p.sub(a)).mul(weight).sum())
        .fit(A)
        .save(file);
    NmfModel loaded = NmfModel.load(file);
    assertThatThrownBy(() -> loaded.transform(A))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("loss of the caller's own");
  }

  @Test
  void numpyOpensTheFile() throws Exception {
    Path file = folder.resolve("model.npz");
    MODEL.save(file);
    String script =
        """
        import json, numpy, sys, zipfile
        with zipfile.ZipFile(sys.argv[1]) as z:
            assert z.testzip() is None
            assert json.loads(z.read('metadata.json'))['format'] == 'nmf4j'
        with numpy.load(sys.argv[1]) as f:
            print(f['W'].shape, f['H'].shape, repr(float(f['W'][1, 2])), end='')
        """;
    assertThat(NumPy.print(script, file)).isEqualTo("(25, 3) (3, 15) " + MODEL.w().getDouble(1, 2));
  }

  @Test
  void refusesFilesThatAreNoModels() throws IOException {
    Path missing = folder.resolve("missing.npz");
    refuses(missing, ": there is no such file");
    Path text = Files.writeString(folder.resolve("text.npz"), "no zip");
    refuses(text, ": not a .npz file: zip END header not found");
    refuses(zip("empty.npz", "other", "x"), ": no file of nmf4j: it has no member W.npy");
    Path good = folder.resolve("good.npz");
    MODEL.save(good);
    byte[] bytes = Files.readAllBytes(good);
    for (int length = 0; length < bytes.length; length += 97) {
      Path cut = Files.write(folder.resolve("cut.npz"), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> NmfModel.load(cut))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(cut.toString());
    }
  }

  private Path zip(String name, String member, String content) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(member));
      zip.write(content.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return file;
  }

  private static void refuses(Path file, String problem) {
    assertThatThrownBy(() -> NmfModel.load(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + problem);
  }

  @Test
  void refusesMatricesOfAnotherShape() {
    INDArray narrow = Nd4j.ones(DataType.DOUBLE, 25, 14);
    assertThatThrownBy(() -> MODEL.complete(narrow))
        .hasMessage("A must have the shape of the model, (25×15), got (25×14)");
    assertThatThrownBy(() -> MODEL.transform(narrow))
        .hasMessage("new rows must have 15 columns, got 14");
    assertThatThrownBy(() -> MODEL.transformColumns(narrow.transpose()))
        .hasMessage("new columns must have 25 rows, got 14");
    assertThatThrownBy(() -> MODEL.predict(25, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
