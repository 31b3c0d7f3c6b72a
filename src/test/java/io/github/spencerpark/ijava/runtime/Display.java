package io.github.spencerpark.ijava.runtime;

import io.github.spencerpark.ijava.IJava;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is shown, where the kernel's own class of this name sends it to the notebook. */
public final class Display {

  public static final List<DisplayData> SHOWN = new ArrayList<>();
  public static final List<DisplayData> UPDATES = new ArrayList<>();

  private Display() {}

  public static String display(Object value) {
    requireUninterrupted();
    SHOWN.add(IJava.getKernelInstance().getRenderer().render(value));
    return "picture " + SHOWN.size();
  }

  public static String display(Object value, String... as) {
    throw new UnsupportedOperationException();
  }

  public static void updateDisplay(String id, Object value) {
    requireUninterrupted();
    DisplayData data = IJava.getKernelInstance().getRenderer().render(value);
    data.setDisplayId(id);
    UPDATES.add(data);
  }

  public static void updateDisplay(String id, Object value, String... as) {
    throw new UnsupportedOperationException();
  }

  /** The channel to the notebook would be closed for good. */
  private static void requireUninterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("interrupted");
    }
  }
}
