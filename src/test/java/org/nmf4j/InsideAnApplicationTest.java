package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.objective.Losses;

/** A fit leaves no trace in the process, and many at once don't disturb each other. */
class InsideAnApplicationTest {

  private static final int THREADS = 8;
  private static final int FITS = 50;

  private static INDArray fit(int seed) {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 10 + seed % 7, 8, 2, 0.2, seed);
    return Nmf.ofRank(2)
        .loss(seed % 2 == 0 ? Losses.rmse() : Losses.huber(0.1))
        .threads(1 + seed % 2)
        .iterations(20)
        .seed(seed)
        .fit(a)
        .reconstruct();
  }

  @Test
  void fitsAtOnceGiveTheBitsOfFitsOneByOne() throws Exception {
    List<double[]> expected = new ArrayList<>();
    for (int seed = 0; seed < FITS; seed++) {
      expected.add(fit(seed).data().asDouble());
    }
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<List<double[]>>> all = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        all.add(
            pool.submit(
                () -> {
                  List<double[]> found = new ArrayList<>();
                  for (int seed = 0; seed < FITS; seed++) {
                    found.add(fit(seed).data().asDouble());
                  }
                  return found;
                }));
      }
      for (Future<List<double[]>> found : all) {
        assertThat(found.get().toArray(double[][]::new))
            .isDeepEqualTo(expected.toArray(double[][]::new));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void settingsOfTheProcessAreAsBefore() {
    Environment environment = Nd4j.getEnvironment();
    List<Object> before = settings(environment);
    fit(3);
    assertThat(settings(environment)).isEqualTo(before);
  }

  /** The caller's thread is one of them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aFitHasAsManyThreadsAsItIsGiven(int threads) {
    fit(3);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Thread> started = new ArrayList<>();
    Nmf.ofRank(2)
        .threads(threads)
        .iterations(0)
        .listener(
            progress -> {
              started.addAll(Thread.getAllStackTraces().keySet());
              started.removeAll(before);
            })
        .fit(TestMatrices.random(DataType.DOUBLE, 9, 8, 1));
    assertThat(started).hasSize(threads - 1);
  }

  private static List<Object> settings(Environment environment) {
    return List.of(
        openblas_nolapack.blas_get_num_threads(),
        environment.maxThreads(),
        environment.maxMasterThreads(),
        Nd4j.dataType(),
        Nd4j.defaultFloatingPointType(),
        Nd4j.getRandom().getSeed());
  }

  /** As of a web application that is taken down, while ND4J stays with the server. */
  @Test
  void aClassLoaderThatIsClosedIsCollected() throws Exception {
    // Threads of ND4J and JavaCPP, which never end, hold on to the one who starts them.
    Nd4j.create(1);
    WeakReference<ClassLoader> loader = fitInALoaderOfItsOwn("none");
    // Java 17 itself remembers the last record class that was asked whether it equals something.
    assertThat(new Last(loader)).isEqualTo(new Last(loader));
    for (int round = 0; round < 100 && loader.get() != null; round++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(loader.get()).isNull();
  }

  private record Last(Object any) {}

  /** It comes with DL4J, but is needed for records alone. */
  @Test
  void fitsWhereThereIsNoDataVec() throws Exception {
    fitInALoaderOfItsOwn("org.datavec.");
  }

  private static WeakReference<ClassLoader> fitInALoaderOfItsOwn(String without) throws Exception {
    URL[] ours = {
      Nmf.class.getProtectionDomain().getCodeSource().getLocation(),
      InsideAnApplicationTest.class.getProtectionDomain().getCodeSource().getLocation()
    };
    try (URLClassLoader loader = new OursFirst(ours, without)) {
      Method fit =
          loader
              .loadClass(InsideAnApplicationTest.class.getName())
              .getDeclaredMethod("fit", int.class);
      assertThat(fit.getDeclaringClass()).isNotEqualTo(InsideAnApplicationTest.class);
      fit.setAccessible(true);
      for (int seed = 0; seed < 4; seed++) {
        fit.invoke(null, seed);
      }
      return new WeakReference<>(loader);
    }
  }

  /** Loads this project's classes once more, and takes others as they are but for some. */
  private static final class OursFirst extends URLClassLoader {

    private final String without;

    OursFirst(URL[] ours, String without) {
      super(ours, InsideAnApplicationTest.class.getClassLoader());
      this.without = without;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith(without)) {
        throw new ClassNotFoundException(name);
      }
      synchronized (getClassLoadingLock(name)) {
        if (name.startsWith("org.nmf4j.") && findLoadedClass(name) == null) {
          return findClass(name);
        }
        return super.loadClass(name, resolve);
      }
    }
  }

  /** Each line as a whole, even if it looks like what is kept back of the fit's own thread. */
  @Test
  void whatOtherThreadsPrintIsPrinted() throws InterruptedException {
    PrintStream original = System.out;
    List<String> printed = new ArrayList<>();
    System.setOut(
        new PrintStream(OutputStream.nullOutputStream()) {
          @Override
          public void println(String line) {
            printed.add(line);
          }
        });
    List<String> expected = new ArrayList<>();
    AtomicBoolean done = new AtomicBoolean();
    Thread other =
        new Thread(
            () -> {
              while (!done.get()) {
                expected.add("Added differentiated op " + expected.size() + " of another");
                System.out.println(expected.get(expected.size() - 1));
                LockSupport.parkNanos(1_000);
              }
            });
    try {
      other.start();
      for (int seed = 1; seed < 20; seed += 2) {
        fit(seed);
      }
      done.set(true);
      other.join();
    } finally {
      System.setOut(original);
    }
    assertThat(printed).isEqualTo(expected);
    assertThat(expected).hasSizeGreaterThan(10);
  }

  @Test
  void nothingIsPrinted() {
    PrintStream original = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      fit(4);
      fit(5);
      System.out.print("the user's own");
    } finally {
      System.setOut(original);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("the user's own");
  }
}
