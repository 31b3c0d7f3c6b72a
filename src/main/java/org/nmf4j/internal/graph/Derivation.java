package org.nmf4j.internal.graph;

import java.io.PrintStream;
import java.util.List;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Has SameDiff derive a gradient graph, without the lines that it prints for each derived
 * operation.
 *
 * <p>No logger can silence those. For as long as it takes, standard output is a stream that drops
 * them when they come from this thread, and passes on everything else.
 */
public final class Derivation {

  private Derivation() {}

  public static synchronized void derive(SameDiff graph, List<String> variables) {
    PrintStream original = System.out;
    PrintStream filter = new Filter(original, Thread.currentThread());
    System.setOut(filter);
    try {
      graph.createGradFunction(variables.toArray(String[]::new));
    } finally {
      filter.flush();
      if (System.out == filter) {
        System.setOut(original);
      }
    }
  }

  private static final class Filter extends PrintStream {

    private final PrintStream target;
    private final Thread deriving;

    Filter(PrintStream target, Thread deriving) {
      super(target);
      this.target = target;
      this.deriving = deriving;
    }

    @Override
    public void println(String line) {
      if (Thread.currentThread() != deriving || !line.startsWith("Added differentiated op ")) {
        // As a whole: others may be printing to the target itself.
        target.println(line);
      }
    }
  }
}
