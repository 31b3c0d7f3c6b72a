package org.nmf4j.internal.compute;

import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices an OpenBLAS that doesn't know the processor and has fallen back to kernels of 2004, which
 * makes a fit several times slower.
 */
final class SlowBlas {

  private static final Logger LOG = LoggerFactory.getLogger(SlowBlas.class);

  /** libnd4j's number for a processor with AVX2. */
  private static final int AVX2 = 2;

  private static final AtomicBoolean LOOKED = new AtomicBoolean();

  private SlowBlas() {}

  /** Warns once a process. */
  static void warnOnce() {
    if (LOOKED.getAndSet(true)) {
      return;
    }
    int processor = NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel();
    if (processor >= AVX2 && kernelIs("PRESCOTT")) {
      LOG.warn(
          "OpenBLAS does not know this processor and runs on its slowest kernels: see \"A faster"
              + " BLAS\" in nmf4j's guide to speed");
    }
  }

  /** OpenBLAS keeps the kernel that it has chosen behind a symbol, beside one symbol for each. */
  static boolean kernelIs(String name) {
    Pointer chosen = Loader.addressof("gotoblas");
    Pointer candidate = Loader.addressof("gotoblas_" + name);
    return chosen != null
        && candidate != null
        && new PointerPointer<>(chosen).get(0).address() == candidate.address();
  }
}
