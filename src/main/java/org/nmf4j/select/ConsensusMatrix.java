package org.nmf4j.select;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.cluster.Dendrogram;

/**
 * How often two things, rows of a matrix or columns, are in one cluster, over several clusterings:
 * c_ij is the part of the clusterings in which i and j have the same label (Brunet et al. 2004,
 * doi:10.1073/pnas.0308531101). A factorization clusters rows by the component that each has most
 * of. Immutable.
 */
public final class ConsensusMatrix {

  private final List<String> names;

  /** n labels of each clustering. */
  private final List<int[]> labels;

  // Made when they are first needed.
  private volatile Dendrogram dendrogram;
  private volatile Double copheneticCorrelation;

  private ConsensusMatrix(List<String> names, List<int[]> labels) {
    this.names = names;
    this.labels = labels;
  }

  /**
   * The consensus of clusterings, of things named by their numbers from 0.
   *
   * @param labels of each clustering n labels, any numbers, the same ones for things of a cluster;
   *     copied
   * @return their consensus
   * @throws IllegalArgumentException if there is no clustering, one is of nothing, or they are of
   *     unlike numbers of things
   */
  public static ConsensusMatrix of(List<int[]> labels) {
    Objects.requireNonNull(labels, "labels");
    int count = labels.isEmpty() ? 0 : labels.get(0).length;
    return of(IntStream.range(0, count).mapToObj(Integer::toString).toList(), labels);
  }

  /**
   * The consensus of clusterings of things with names.
   *
   * @param names n of them
   * @param labels as {@link #of(List)} takes them
   * @return their consensus
   * @throws IllegalArgumentException as {@link #of(List)}, or if there are not n names
   */
  public static ConsensusMatrix of(List<String> names, List<int[]> labels) {
    Objects.requireNonNull(names, "names");
    Objects.requireNonNull(labels, "labels");
    if (labels.isEmpty() || names.isEmpty()) {
      throw new IllegalArgumentException(
          "labels must be of one clustering at least, and not empty");
    }
    for (int run = 0; run < labels.size(); run++) {
      if (labels.get(run).length != names.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "labels must be %d in each clustering, got %d in clustering %d",
                names.size(),
                labels.get(run).length,
                run));
      }
    }
    return new ConsensusMatrix(List.copyOf(names), labels.stream().map(int[]::clone).toList());
  }

  /** {@return the number of things, n} */
  public int size() {
    return names.size();
  }

  /** {@return the number of clusterings} */
  public int runs() {
    return labels.size();
  }

  /** {@return the names of the things, or their numbers} */
  public List<String> names() {
    return names;
  }

  /**
   * The part of the clusterings that have two things in one cluster.
   *
   * @param i in [0, n)
   * @param j in [0, n)
   * @return c_ij in [0, 1]
   * @throws IndexOutOfBoundsException if there is no such thing
   */
  public double value(int i, int j) {
    Objects.checkIndex(i, size());
    Objects.checkIndex(j, size());
    int together = 0;
    for (int[] ofRun : labels) {
      together += ofRun[i] == ofRun[j] ? 1 : 0;
    }
    return together / (double) runs();
  }

  /** {@return all of it, n×n, DOUBLE} */
  public INDArray toArray() {
    double[][] values = new double[size()][size()];
    for (int i = 0; i < size(); i++) {
      for (int j = 0; j < size(); j++) {
        values[i][j] = value(i, j);
      }
    }
    return Nd4j.create(values);
  }

  /**
   * {@return the cophenetic correlation: that of the distances 1 − c_ij with those at which average
   * linkage has the pairs in one cluster} 1 if all clusterings agree, NaN if all distances are
   * equal, as in a single cluster, or if there is one clustering, which has none to agree with.
   */
  public double copheneticCorrelation() {
    if (copheneticCorrelation == null) {
      copheneticCorrelation =
          runs() < 2 ? Double.NaN : dendrogram().copheneticCorrelation(this::distance);
    }
    return copheneticCorrelation;
  }

  /**
   * {@return the dispersion, {@code Σ 4·(c_ij − ½)² / n²}, 1 if all clusterings agree, NaN if there
   * is one, which has none to agree with (Kim and Park 2007, doi:10.1093/bioinformatics/btm134)}
   */
  public double dispersion() {
    if (runs() < 2) {
      return Double.NaN;
    }
    double sum = size();
    for (int i = 1; i < size(); i++) {
      for (int j = 0; j < i; j++) {
        double off = value(i, j) - 0.5;
        sum += 8 * off * off;
      }
    }
    return sum / ((double) size() * size());
  }

  /**
   * {@return the numbers of all things such that those of a cluster are beside each other, for a
   * picture: the order of the leaves of the tree by average linkage}
   */
  public int[] order() {
    return dendrogram().order();
  }

  /**
   * What the clusterings agree on: the tree by average linkage, cut into clusters.
   *
   * @param count of clusters
   * @return of each thing its cluster in [0, count), numbered by their first things
   * @throws IllegalArgumentException if the count is not in [1, n]
   */
  public int[] clusters(int count) {
    if (count < 1 || count > size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "count must be in [1, %d], got %d", size(), count));
    }
    return dendrogram().clusters(count);
  }

  private Dendrogram dendrogram() {
    if (dendrogram == null) {
      dendrogram = Dendrogram.of(size(), this::distance);
    }
    return dendrogram;
  }

  private double distance(int i, int j) {
    return 1 - value(i, j);
  }

  /** {@return the size, and how much the clusterings agree, in one line for people} */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "consensus of %d clusterings of %d: cophenetic correlation %.4f, dispersion %.4f",
        runs(),
        size(),
        copheneticCorrelation(),
        dispersion());
  }
}
