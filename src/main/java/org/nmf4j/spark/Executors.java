package org.nmf4j.spark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.network.util.JavaUtils;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.compute.NativeThreads;
import org.nmf4j.internal.compute.Workers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What processes that run tasks need before they call native code. */
final class Executors {

  private static final Logger LOG = LoggerFactory.getLogger(Executors.class);

  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  /** Of ND4J and OpenBLAS; see the guide. */
  private static final long NATIVE_MB = 512;

  private Executors() {}

  /** Of an executor's own process; a driver that runs tasks itself is left as it is. */
  static void prepare() {
    Prepared.once();
  }

  /** Is initialised once a process. */
  private static final class Prepared {

    static {
      if (!"driver".equals(SparkEnv.get().executorId())) {
        // Several executors that start on one host would unpack the natives over each other.
        if (System.getProperty(CACHE) == null) {
          System.setProperty(CACHE, Path.of("javacpp").toAbsolutePath().toString());
        }
        NativeThreads.hold();
      }
    }

    static void once() {
      // Whoever calls has initialised the class.
    }
  }

  /** Warns where numbers would depend on the executor, or natives lack room. */
  static void check(JavaSparkContext context) {
    int tasks = context.defaultParallelism();
    List<Integer> bits =
        context
            .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
            .map(number -> bits())
            .distinct()
            .collect();
    if (bits.size() > 1) {
      LOG.warn(
          "executors multiply matrices in {} ways, since their processors or versions of OpenBLAS"
              + " differ: the last bits of the factors depend on which one runs a task",
          bits.size());
    }
    String master = context.getConf().get("spark.master", "");
    long overhead = overheadMegabytes(context);
    if ((master.startsWith("yarn") || master.startsWith("k8s")) && overhead < NATIVE_MB) {
      LOG.warn(
          "spark.executor.memoryOverhead is {} MB, of which ND4J and OpenBLAS need some {}:"
              + " executors may be killed",
          overhead,
          NATIVE_MB);
    }
  }

  /** As Spark computes it. */
  private static long overheadMegabytes(JavaSparkContext context) {
    String memory = context.getConf().get("spark.executor.memory", "1g");
    double factor = context.getConf().getDouble("spark.executor.memoryOverheadFactor", 0.1);
    long least = Math.max(384, (long) (factor * JavaUtils.byteStringAsMb(memory)));
    String given = context.getConf().get("spark.executor.memoryOverhead", "");
    return given.isEmpty() ? least : JavaUtils.byteStringAsMb(given.toLowerCase(Locale.ROOT));
  }

  /** Which bits this process' BLAS gives a product. */
  @SuppressWarnings("try") // BLAS is kept to one thread while it is open.
  private static int bits() {
    prepare();
    int size = 101;
    double[] numbers = new Random(1).doubles(size * size).toArray();
    try (Workers one = new Workers(1)) {
      NativeArray factor = NativeArray.of(Nd4j.create(DataType.DOUBLE, size, size));
      NativeArray product = NativeArray.of(Nd4j.create(DataType.DOUBLE, size, size));
      factor.put(0, numbers, 0, numbers.length);
      product.multiplyRows(0, size, factor, true, factor);
      product.get(0, numbers, 0, numbers.length);
    }
    return Arrays.hashCode(numbers);
  }
}
