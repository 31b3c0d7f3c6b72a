package org.nmf4j.recommend;

import java.util.Comparator;

/**
 * A row or column of a model, and what it was chosen for.
 *
 * @param index from 0
 * @param score the prediction, or the similarity
 */
public record Scored(int index, double score) {

  /** The highest score first; of equal ones, the lowest index. */
  static final Comparator<Scored> BEST_FIRST =
      Comparator.comparingDouble(Scored::score).reversed().thenComparingInt(Scored::index);
}
