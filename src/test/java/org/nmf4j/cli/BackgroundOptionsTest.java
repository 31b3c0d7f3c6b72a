package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.MatrixFormat;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.Implicit;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;

/** What is said of entries that a file does not list. */
class BackgroundOptionsTest extends CommandTest {

  /** Two groups of three users and three items, of which one purchase each is not known. */
  private static final String PURCHASES =
      "user,item\nu1,a\nu1,b\nu1,c\nu2,a\nu2,b\nu2,c\nu3,a\nu3,b\n"
          + "u4,d\nu4,e\nu4,f\nu5,d\nu5,e\nu5,f\nu6,d\nu6,e\n";

  private static final String ONES =
      PURCHASES.replace("\n", ",1\n").replaceFirst("item,1", "item,rating");

  @ParameterizedTest
  @CsvSource({
    "--absent zero --loss kl, kl, 0, 1",
    "--absent weak:0.1, rmse, 0, 0.1",
    "--absent zero, rmse, 0, 1"
  })
  void isTheModelOfJava(String options, String loss, double value, double weight)
      throws IOException {
    Path file = write("ones.csv", ONES);
    assertThat(run("factorize @ones.csv --rank 2 --output @m.npz " + options)).isZero();
    NmfModel expected =
        Nmf.ofRank(2)
            .loss(Losses.named(loss))
            .fit(MatrixFiles.read(file).background(value, weight));
    NmfModel model = NmfModel.load(folder.resolve("m.npz"));
    TestMatrices.assertSameBits(model.w(), expected.w());
    TestMatrices.assertSameBits(model.h(), expected.h());
    assertThat(model.background()).isEqualTo(new Background(value, weight));
    assertThat(run("info @m.npz")).isZero();
    assertThat(out).contains("other entries: zeros");
  }

  @Test
  void purchasesAreClicks() throws IOException {
    Path file = write("purchases.csv", PURCHASES);
    assertThat(run("factorize @purchases.csv --rank 2 --l2 0.001 --output @m.npz --implicit 10"))
        .isZero();
    MaskedMatrix pairs =
        MatrixFiles.read(
            file,
            ReadOptions.defaults().format(MatrixFormat.TRIPLES).background(Background.zeros()));
    NmfModel expected =
        Nmf.ofRank(2).penalty(Penalties.l2(0.001)).fit(Implicit.confidence(10).of(pairs));
    TestMatrices.assertSameBits(NmfModel.load(folder.resolve("m.npz")).w(), expected.w());
    String recommend = "recommend --model @m.npz --n 1 --exclude-seen @purchases.csv --row ";
    assertThat(run(recommend + "u3")).isZero();
    assertThat(out).contains("c");
    assertThat(run(recommend + "u6")).isZero();
    assertThat(out).contains("f");
  }

  /** A table of clicks lists what nobody has touched as well. */
  @Test
  void zerosOfATableAreNotSeen() throws IOException {
    write("clicks.csv", ",a,b,c,d,e\nu1,3,1,2,0,0\nu2,1,2,0,0,0\nu3,0,0,0,1,4\nu4,0,0,0,2,1\n");
    String factorize =
        "factorize @clicks.csv --rank 2 --l2 0.001 --force --output @m.npz --implicit 9";
    assertThat(run(factorize)).isZero();
    assertThat(run("recommend --model @m.npz --row u2 --n 1 --exclude-seen @clicks.csv")).isZero();
    assertThat(out).contains("u2,c,");
    assertThat(run(factorize + " --split user:0.5 --top 1")).isZero();
    assertThat(out).contains("held-out popularity precision@1=").doesNotContain("auc=null");
  }

  @Test
  void saysHowEqualEntriesTellSomething() throws IOException {
    write("ones.csv", ONES);
    write("purchases.csv", PURCHASES);
    assertThat(run("factorize @ones.csv --rank 2")).isZero();
    assertThat(err)
        .contains(
            "all 16 entries are 1: nothing can be ranked by them (--implicit 40 takes them for"
                + " clicks, --absent zero all others for 0)");
    assertThat(run("factorize @purchases.csv --rank 2")).isNotZero();
    assertThat(err)
        .contains(
            "there is no column of values: if all entries are equal, nothing can be ranked"
                + " (--implicit 40 takes pairs for clicks, --absent zero for ones among zeros)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--absent none|'none' is none of missing, zero and weak:0.1 (any weight)",
        "--absent weak:-1|background's weight must be finite and ≥ 0, got -1.0",
        "--implicit -1|--implicit must be finite and ≥ 0, got -1.0",
        "--implicit 40 --absent missing|--implicit takes what is not listed for zeros: --absent must"
            + " be zero or as weak:0.1, got missing",
        "--absent zero --loss is|A must be > 0 for the loss is, but entries that are not listed are"
            + " zeros",
        "--absent zero --loss huber:1|a sparse matrix whose other entries are zeros needs the loss"
            + " rmse, mse, beta:2 or, if they are zeros, kl, got huber:1: a dense one takes any",
        "--absent zero --l2 auto|a search for the penalty holds entries out, which then would be"
            + " zeros: name a penalty"
      })
  void refusesInOneLine(String options, String message) throws IOException {
    write("ones.csv", ONES);
    assertThat(run("factorize @ones.csv --rank 2 " + options)).isNotZero();
    assertThat(err).contains(message);
  }

  /** Rows of a file that a model is used on are counted as in its fit. */
  @Test
  void newRowsAreCountedAsInTheFit() throws IOException {
    write("ones.csv", ONES);
    write("new.csv", "user,item\nn1,a\nn1,b\nn1,c\nn2,d\nn2,e\nn2,f\n");
    assertThat(run("factorize @ones.csv --rank 2 --absent zero --output @m.npz")).isZero();
    assertThat(run("transform --model @m.npz @new.csv --output @w.csv")).isZero();
    assertThat(lines("w.csv")).hasSize(3);
    assertThat(read).contains("new.csv: 2×6, lines of entries, 50.0 % zeros");
  }
}
