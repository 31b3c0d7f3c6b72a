package org.nmf4j.select;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.cluster.Matching;

/** Components of several starts in clusters, of which each has one of each start. */
final class ComponentClusters {

  /** Matching and means settle in a few. */
  private static final int MOST_ROUNDS = 100;

  /** Of each start and cluster its component, of norm 1. */
  private final double[][][] components;

  /** Of each cluster the norm that the first start's component has. */
  private final double[] norms;

  private final int k;

  private ComponentClusters(double[][][] components) {
    this.components = components;
    k = components[0].length;
    norms = new double[k];
    for (double[][] ofStart : components) {
      for (int c = 0; c < k; c++) {
        double norm = normalise(ofStart[c]);
        norms[c] = ofStart == components[0] ? norm : norms[c];
      }
    }
  }

  /**
   * Clusters the rows of H.
   *
   * @param models of one matrix and rank; the clusters are in the order of the first one's
   *     components
   */
  static ComponentClusters of(List<NmfModel> models) {
    ComponentClusters clusters =
        new ComponentClusters(
            models.stream()
                .map(model -> model.h().castTo(DataType.DOUBLE).toDoubleMatrix())
                .toArray(double[][][]::new));
    clusters.settle();
    return clusters;
  }

  private static double normalise(double[] numbers) {
    double norm = Math.sqrt(dot(numbers, numbers));
    for (int j = 0; j < numbers.length && norm > 0; j++) {
      numbers[j] /= norm;
    }
    return norm;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      sum += x[j] * y[j];
    }
    return sum;
  }

  /** Matches each start with the means in turn; the first are the first start's components. */
  private void settle() {
    double[][] means = Arrays.stream(components[0]).map(double[]::clone).toArray(double[][]::new);
    boolean hasMoved = true;
    for (int round = 0; round < MOST_ROUNDS && hasMoved; round++) {
      hasMoved = false;
      for (int start = 1; start < components.length; start++) {
        hasMoved |= match(components[start], means);
      }
      means = means();
    }
  }

  private boolean match(double[][] ofStart, double[][] means) {
    double[][] cosines = new double[k][k];
    for (int c = 0; c < k; c++) {
      for (int i = 0; i < k; i++) {
        cosines[c][i] = Math.abs(dot(means[c], ofStart[i]));
      }
    }
    int[] matched = Matching.of(cosines);
    double[][] before = ofStart.clone();
    boolean hasMoved = false;
    for (int c = 0; c < k; c++) {
      ofStart[c] = before[matched[c]];
      hasMoved |= matched[c] != c;
      // Of factors that may be negative a component is as good as its opposite.
      if (dot(means[c], ofStart[c]) < 0) {
        Arrays.setAll(ofStart[c], negated(ofStart[c]));
      }
    }
    return hasMoved;
  }

  private static IntToDoubleFunction negated(double[] numbers) {
    double[] copy = numbers.clone();
    return j -> -copy[j];
  }

  private double[][] means() {
    double[][] means = new double[k][components[0][0].length];
    for (double[][] ofStart : components) {
      for (int c = 0; c < k; c++) {
        for (int j = 0; j < means[c].length; j++) {
          means[c][j] += ofStart[c][j];
        }
      }
    }
    Arrays.stream(means).forEach(ComponentClusters::normalise);
    return means;
  }

  /** Of each cluster the median, number by number, of the norm of the first start's component. */
  double[][] medians() {
    double[][] medians = new double[k][components[0][0].length];
    for (int c = 0; c < k; c++) {
      int cluster = c;
      for (int j = 0; j < medians[c].length; j++) {
        int index = j;
        double[] sorted =
            Arrays.stream(components).mapToDouble(of -> of[cluster][index]).sorted().toArray();
        int middle = sorted.length / 2;
        medians[c][j] =
            sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      }
      normalise(medians[c]);
      for (int j = 0; j < medians[c].length; j++) {
        medians[c][j] *= norms[c];
      }
    }
    return medians;
  }

  /** Of each cluster the mean cosine with its mean. */
  double[] stabilities() {
    double[][] means = means();
    return IntStream.range(0, k)
        .mapToDouble(
            c ->
                Arrays.stream(components)
                    .mapToDouble(of -> Math.min(dot(of[c], means[c]), 1))
                    .average()
                    .orElseThrow())
        .toArray();
  }

  /** Of each cluster the mean silhouette, by cosine distance (Rousseeuw 1987). */
  double[] silhouettes() {
    double[] silhouettes = new double[k];
    for (int c = 0; c < k; c++) {
      for (double[][] ofStart : components) {
        silhouettes[c] += silhouette(c, ofStart[c]) / components.length;
      }
    }
    return silhouettes;
  }

  private double silhouette(int cluster, double[] component) {
    double within = distances(cluster, component) / (components.length - 1);
    double nearest =
        IntStream.range(0, k)
            .filter(other -> other != cluster)
            .mapToDouble(other -> distances(other, component) / components.length)
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    double larger = Math.max(within, nearest);
    return nearest == Double.POSITIVE_INFINITY ? 1 : larger == 0 ? 0 : (nearest - within) / larger;
  }

  private double distances(int cluster, double[] component) {
    return Arrays.stream(components)
        .mapToDouble(of -> Math.max(1 - dot(of[cluster], component), 0))
        .sum();
  }
}
