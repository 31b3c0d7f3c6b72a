package org.nmf4j.internal.compute;

import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps BLAS and ND4J's native operations to the thread that calls them, while at least one fit is
 * running: their own threads would fight over the cores with ours and with each other, and ND4J's
 * reductions add up in as many parts as there are threads. The settings belong to the whole
 * process, so the last fit to end puts back what the first found.
 */
public final class NativeThreads {

  private static final Logger LOG = LoggerFactory.getLogger(NativeThreads.class);

  private static int holders;
  private static int blasThreads;
  private static int maxThreads;
  private static int maxMasterThreads;

  private NativeThreads() {}

  /** Does some work during which they are kept to one. */
  public static <T> T one(Supplier<T> work) {
    acquire();
    try {
      return work.get();
    } finally {
      release();
    }
  }

  /** Keeps them to one for as long as the process lives, for processes that do nothing else. */
  public static void hold() {
    acquire();
  }

  static synchronized void acquire() {
    if (holders++ > 0) {
      return;
    }
    // Nothing of ND4J's native side can be asked before the class that loads its backend.
    Environment environment = Nd4j.getEnvironment();
    SlowBlas.warnOnce();
    blasThreads = openblas_nolapack.blas_get_num_threads();
    // ND4J's BLAS is made when it is first needed, and then sets the number of threads.
    Nd4j.factory().blas();
    maxThreads = environment.maxThreads();
    maxMasterThreads = environment.maxMasterThreads();
    openblas_nolapack.blas_set_num_threads(1);
    environment.setMaxMasterThreads(1);
    setMaxThreads(1);
  }

  static synchronized void release() {
    if (--holders > 0) {
      return;
    }
    openblas_nolapack.blas_set_num_threads(blasThreads);
    setMaxThreads(maxThreads);
    Nd4j.getEnvironment().setMaxMasterThreads(maxMasterThreads);
  }

  /** ND4J's own setter is an empty function in 1.0.0-M2.1. */
  private static void setMaxThreads(int threads) {
    if (threads != Nd4j.getEnvironment().maxThreads() && MaxThreads.PLACE != null) {
      MaxThreads.PLACE.put(threads);
    }
  }

  /** Where libnd4j keeps its number of threads. */
  private static final class MaxThreads {

    /** Looked at of libnd4j's environment, which begins with more of them. */
    private static final int NUMBERS = 16;

    /** Null where it is not found. */
    private static final IntPointer PLACE = find(Nd4j.getEnvironment());

    /** It stands before the number of master threads, which has a setter that works. */
    private static IntPointer find(Environment environment) {
      IntPointer numbers = new IntPointer(Nd4jCpu.Environment.getInstance());
      int threads = environment.maxThreads();
      int masterThreads = environment.maxMasterThreads();
      int[] before = read(numbers);
      environment.setMaxMasterThreads(masterThreads == 1 ? 2 : 1);
      int place = Arrays.mismatch(before, read(numbers)) - 1;
      environment.setMaxMasterThreads(masterThreads);
      if (place >= 0 && before[place] == threads) {
        numbers.put(place, 1);
        if (environment.maxThreads() == 1) {
          return numbers.getPointer(place);
        }
        numbers.put(place, threads);
      }
      LOG.warn("ND4J keeps to {} threads: results may differ in their last digits", threads);
      return null;
    }

    private static int[] read(IntPointer numbers) {
      int[] read = new int[NUMBERS];
      numbers.get(read);
      return read;
    }
  }
}
