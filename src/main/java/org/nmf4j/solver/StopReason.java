package org.nmf4j.solver;

import java.util.Objects;

/**
 * Why a fit ended.
 *
 * @param code for programs
 * @param words a sentence part, for people
 */
public record StopReason(Code code, String words) {

  /** The kinds of reasons. */
  public enum Code {
    /** The objective no longer fell by more than the tolerance. */
    TOLERANCE,
    /** All iterations that were asked for have been done. */
    ITERATIONS,
    /** The iterations that a fit takes at most, where none were asked for, have been done. */
    LIMIT,
    /** The held-out loss was no better for too long. */
    PATIENCE,
    /** The time was used up. */
    TIME,
    /** The thread was interrupted; its interrupt flag is still set. */
    INTERRUPTED,
    /** A listener or a rule of the caller's own asked for it. */
    REQUESTED
  }

  /** The thread was interrupted; its interrupt flag is still set. */
  public static final StopReason INTERRUPTED =
      new StopReason(Code.INTERRUPTED, "the thread was interrupted");

  /**
   * Refuses null.
   *
   * @param code for programs
   * @param words a sentence part, for people
   */
  public StopReason {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(words, "words");
  }

  /** {@return whether the fit has come as near to a minimum as was asked for} */
  public boolean converged() {
    return code == Code.TOLERANCE;
  }

  @Override
  public String toString() {
    return words;
  }
}
