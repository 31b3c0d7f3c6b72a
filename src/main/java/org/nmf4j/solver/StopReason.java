package org.nmf4j.solver;

/**
 * Why a fit ended.
 *
 * @param code one word, for programs
 * @param words a sentence part, for people
 */
public record StopReason(String code, String words) {

  /** The thread was interrupted; its interrupt flag is still set. */
  public static final StopReason INTERRUPTED =
      new StopReason("interrupted", "the thread was interrupted");

  @Override
  public String toString() {
    return words;
  }
}
