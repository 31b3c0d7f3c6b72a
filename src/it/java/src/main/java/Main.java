import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.dl4j.TerminationConditions;

/** With all that DL4J brings. */
public final class Main {

  public static void main(String[] arguments) {
    double nan = Double.NaN;
    INDArray a =
        Nd4j.createFromArray(new double[][] {{nan, 4, 5}, {4, 4, 5}, {5, 3, 4}, {2, 3, 3}});
    NmfModel model =
        Nmf.ofRank(2)
            .stopping(TerminationConditions.byObjective(new MaxEpochsTerminationCondition(300)))
            .fit(a);
    INDArray completed = model.complete(a);
    System.out.println(completed);
    if (completed.isNaN().any() || completed.getDouble(1, 0) != 4) {
      throw new AssertionError(completed);
    }
  }
}
