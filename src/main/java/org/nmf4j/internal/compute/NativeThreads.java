package org.nmf4j.internal.compute;

import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Keeps BLAS and ND4J's native operations to the thread that calls them, while at least one fit is
 * running: their own threads would fight over the cores with ours and with each other. The settings
 * belong to the whole process, so the last fit to end puts back what the first found.
 */
final class NativeThreads {

  private static int holders;
  private static int blasThreads;
  private static int maxThreads;
  private static int maxMasterThreads;

  private NativeThreads() {}

  static synchronized void acquire() {
    if (holders++ > 0) {
      return;
    }
    Environment environment = Nd4j.getEnvironment();
    SlowBlas.warnOnce();
    blasThreads = openblas_nolapack.blas_get_num_threads();
    maxThreads = environment.maxThreads();
    maxMasterThreads = environment.maxMasterThreads();
    openblas_nolapack.blas_set_num_threads(1);
    environment.setMaxMasterThreads(1);
    environment.setMaxThreads(1);
  }

  static synchronized void release() {
    if (--holders > 0) {
      return;
    }
    Environment environment = Nd4j.getEnvironment();
    openblas_nolapack.blas_set_num_threads(blasThreads);
    environment.setMaxThreads(maxThreads);
    environment.setMaxMasterThreads(maxMasterThreads);
  }
}
