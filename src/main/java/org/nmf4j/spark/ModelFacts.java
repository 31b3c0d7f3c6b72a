package org.nmf4j.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a model predicts by, besides its factors.
 *
 * @param rank k
 * @param hasOffsets whether users and items have offsets
 * @param loss that was minimised, by its id
 * @param regParam λ
 * @param shift μ, or 0 without offsets
 * @param mean of the ratings
 * @param averageUser the k numbers of the average user, and its offset
 * @param averageItem likewise
 * @param weightOfOthers of the zeros that are not listed, 0 if they are missing
 * @param alpha how much surer a preference is by each rating, where others count
 * @param clip the least and the largest prediction, or none
 */
record ModelFacts(
    int rank,
    boolean hasOffsets,
    String loss,
    double regParam,
    double shift,
    double mean,
    double[] averageUser,
    double[] averageItem,
    double weightOfOthers,
    double alpha,
    double[] clip)
    implements Serializable {

  /**
   * @throws IllegalArgumentException unless it is two numbers in ascending order, or none
   */
  static double[] requireClip(double[] clip) {
    boolean isRange = clip.length == 2 && clip[0] < clip[1] && Double.isFinite(clip[1] - clip[0]);
    if (clip.length > 0 && !isRange) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "clip must be two finite numbers in ascending order, or none, got %s",
              Arrays.toString(clip)));
    }
    return clip;
  }

  /** In a user's and an item's k numbers and offset; of one that is null nothing is known. */
  double predict(double[] user, double[] item) {
    if (user == null && item == null) {
      return clipped(mean);
    }
    double[] w = user == null ? averageUser : user;
    double[] h = item == null ? averageItem : item;
    return clipped(score(w, h));
  }

  private double score(double[] w, double[] h) {
    double sum = shift;
    for (int c = 0; c < rank; c++) {
      sum += w[c] * h[c];
    }
    return sum + w[rank] + h[rank];
  }

  /**
   * What a line predicts for many, before it is clipped: order is kept that way.
   *
   * @param line k numbers and the offset
   * @param components of the many, each k numbers and offsets
   */
  void scores(double[] line, double[][] components, double[] into) {
    Arrays.fill(into, shift);
    for (int c = 0; c < rank; c++) {
      double number = line[c];
      double[] component = components[c];
      for (int place = 0; place < into.length; place++) {
        into[place] += number * component[place];
      }
    }
    double offset = line[rank];
    double[] offsets = components[rank];
    for (int place = 0; place < into.length; place++) {
      into[place] = into[place] + offset + offsets[place];
    }
  }

  double clipped(double prediction) {
    double bounded = hasOffsets ? prediction : Math.max(0, prediction);
    return clip.length == 0 ? bounded : Math.min(Math.max(bounded, clip[0]), clip[1]);
  }
}
