import java.io.File;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.Nmf;
import org.nmf4j.dl4j.NmfImputer;

/** Without DL4J's networks and MKL: what is left is few and small, and is enough. */
public final class Main {

  private static final int JARS = 34;
  private static final long BYTES = 160_000_000;

  public static void main(String[] arguments) {
    double nan = Double.NaN;
    INDArray a =
        Nd4j.createFromArray(new double[][] {{nan, 4, 5}, {4, 4, 5}, {5, 3, 4}, {2, 3, 3}});
    INDArray completed = Nmf.ofRank(2).fit(a).complete(a);
    check(!completed.isNaN().any() && completed.getDouble(1, 0) == 4, completed);

    DataSet table = new DataSet(a.dup(), a.dup());
    NmfImputer imputer = new NmfImputer(2);
    imputer.fit(table);
    imputer.transform(table);
    check(!table.getFeatures().isNaN().any(), table);

    List<File> jars =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> path.endsWith(".jar"))
            .map(File::new)
            .toList();
    long bytes = jars.stream().mapToLong(File::length).sum();
    System.out.printf("%s%n%d jars, %d MB%n", completed, jars.size(), bytes / 1_000_000);
    check(jars.size() <= JARS && bytes < BYTES, jars);
  }

  private static void check(boolean condition, Object shown) {
    if (!condition) {
      throw new AssertionError(shown);
    }
  }
}
