package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Penalties;

/** What Java can, the command line can. */
class FitOptionsTest extends CommandTest {

  private MaskedMatrix a;

  @BeforeEach
  void writeTable() throws IOException {
    a = MatrixFiles.read(write("a.csv", ",x,y,z\na,1,4,5\nb,4,4,5\nc,5,3,4\nd,2,3,3\n"));
  }

  private NmfModel fit(String options) throws IOException {
    assertThat(run("factorize @a.csv -k 2 --iterations 30 --output @m.npz --force " + options))
        .isZero();
    return NmfModel.load(folder.resolve("m.npz"));
  }

  private static Nmf nmf() {
    return Nmf.ofRank(2).iterations(30);
  }

  private void requireSame(NmfModel model, Nmf nmf) {
    assertThat(model.w()).isEqualTo(nmf.fit(a).w());
    assertThat(model.h()).isEqualTo(nmf.fit(a).h());
  }

  @Test
  void penalisesOneFactorOrTheOther() throws IOException {
    requireSame(fit("--l2-w 0.1"), nmf().penalty(Penalties.l2(0.1), Penalties.none()));
    requireSame(
        fit("--l1 0.02 --l2 0.1 --l1-h 0 --l2-h 0.3"),
        nmf().penalty(Penalties.l1(0.02).plus(Penalties.l2(0.1)), Penalties.l2(0.3)));
    requireSame(
        fit("--l1-h 0.01 --per-observation"),
        nmf().penalty(Penalties.none(), Penalties.l1(0.01).perObservation()));
  }

  @Test
  void keepsFactorsInWhatIsNamed() throws IOException {
    requireSame(
        fit("--constraint-w simplex"),
        nmf().constraint(Constraints.simplexRows(), Constraints.nonNegative()));
    requireSame(
        fit("--constraint-h simplex --constraint-w none"),
        nmf().constraint(Constraints.none(), Constraints.simplexColumns()));
    requireSame(
        fit("--constraint-h upper:1.5"),
        nmf().constraint(Constraints.nonNegative(), Constraints.upperBound(1.5)));
    INDArray shares = fit("--constraint-w simplex").w().sum(1);
    assertThat(shares.toDoubleVector()).containsExactly(new double[] {1, 1, 1, 1}, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--l2-w -1 | --l2-w must be finite and ≥ 0, got -1.0",
        "--l2 auto --l2-h 1"
            + " | --l2 auto finds the whole penalty, without --l1 and --per-observation",
        "--constraint-w upper:0 | --constraint-w must be nonnegative, simplex, none or upper:X"
            + " with X > 0, got \"upper:0\"",
        "--constraint-h square | --constraint-h must be nonnegative, simplex, none or upper:X"
            + " with X > 0, got \"square\"",
      })
  void refusesWhatMakesNoSense(String options, String problem) {
    assertThat(run("factorize @a.csv -k 2 " + options)).isEqualTo(2);
    assertThat(err)
        .startsWith("nmf4j: ")
        .contains(problem.replaceFirst("^--\\S+(?= must be f)", ""));
  }

  /** By brute force: L-BFGS from 20 starts. */
  @ParameterizedTest
  @CsvSource({
    "'1,2\n3,4\n', '1,1\n1,9\n'",
    "'row,column,value\nr1,c1,1\nr1,c2,2\nr2,c1,3\nr2,c2,4\n',"
        + " 'row,column,value\nr2,c2,9\nr2,c1,1\nr1,c2,1\nr1,c1,1\n'",
    "',c1,c2\nr1,1,2\nr2,3,4\n', ',c2,c1\nr2,9,1\nr1,1,1\n'",
  })
  void weighsEntries(String entries, String weights) throws IOException {
    write("e.csv", entries);
    write("w.csv", weights);
    assertThat(
            run(
                "factorize @e.csv -k 1 --l2 0 --loss mse --tolerance 1e-9 --weights @w.csv"
                    + " --output @m.npz"))
        .isZero();
    INDArray found = NmfModel.load(folder.resolve("m.npz")).reconstruct();
    assertThat(found.toDoubleMatrix()[0])
        .containsExactly(new double[] {1.2858, 1.7953}, within(2e-3));
    assertThat(found.toDoubleMatrix()[1])
        .containsExactly(new double[] {2.8721, 4.0102}, within(2e-3));
  }

  @Test
  void refusesWeightsOfAnotherMatrix() throws IOException {
    write("w.csv", ",x,y,z\na,1,1,1\nb,1,1,1\nc,1,1,1\n");
    assertThat(run("factorize @a.csv -k 2 --weights @w.csv")).isEqualTo(1);
    assertThat(err).endsWith("nmf4j: @w.csv: weights have no row \"d\"\n");
    write("w.csv", "1,1\n1,1\n");
    assertThat(run("factorize @a.csv -k 2 --weights @w.csv --header no --row-labels no"))
        .isEqualTo(1);
    write("w.csv", ",x,y,z\na,1,1,1\nb,1,-1,1\nc,1,1,1\nd,1,1,1\n");
    assertThat(run("factorize @a.csv -k 2 --weights @w.csv")).isEqualTo(1);
    assertThat(err)
        .endsWith(
            "nmf4j: @w.csv: weights must be ≥ 0, got -1.0 of the entry in row 2 and column 2\n");
  }

  @Test
  void saysWhatIsKept() {
    run("factorize @a.csv -k 2");
    assertThat(err).endsWith("nothing is kept: --output model.npz writes the model\n");
    run("factorize @a.csv -k 2 --w -");
    assertThat(err).doesNotContain("nothing is kept").contains("\nrmse=");
    assertThat(out).hasLineCount(5).startsWith(",component1,component2\na,");
  }

  @Test
  void saysFromWhereItGoesOn() {
    String fit = "factorize @a.csv -k 2 --checkpoint @state --iterations ";
    run(fit + "3");
    assertThat(err).doesNotContain("goes on");
    run(fit + "5");
    assertThat(err).contains("goes on from iteration 3\n");
  }

  @Test
  void groupsOptions() {
    run("factorize --help");
    assertThat(out.lines().filter(line -> line.endsWith(":") && !line.startsWith(" ")))
        .containsExactly("Input:", "Model:", "Fit:", "Output:", "Help:");
    run("ranks --help");
    String ofFit = out.substring(out.indexOf("\nFit:"), out.indexOf("\nOutput:"));
    assertThat(ofFit).contains("--solver=", "--ranks=", "--folds=", "--starts=", "--keep=");
    assertThat(ofFit).doesNotContain("--report=", "--plot=");
    StringWriter help = new StringWriter();
    assertThat(NmfCommand.commandLine().setOut(new PrintWriter(help)).execute()).isZero();
    assertThat(help.toString()).startsWith("Usage: nmf4j").contains("  factorize ");
  }
}
