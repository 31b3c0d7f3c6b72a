package org.nmf4j.internal.cluster;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.optim.linear.LinearConstraint;
import org.apache.commons.math3.optim.linear.LinearConstraintSet;
import org.apache.commons.math3.optim.linear.LinearObjectiveFunction;
import org.apache.commons.math3.optim.linear.NonNegativeConstraint;
import org.apache.commons.math3.optim.linear.Relationship;
import org.apache.commons.math3.optim.linear.SimplexSolver;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;

/**
 * The matching of as many things with as many others that has the largest sum of likenesses: what
 * the Hungarian method finds, as the linear programme that it is, whose corners are matchings.
 */
public final class Matching {

  private Matching() {}

  /**
   * Matches.
   *
   * @param likeness k×k, finite and ≥ 0
   * @return of each row the column that it is matched with
   */
  public static int[] of(double[][] likeness) {
    int k = likeness.length;
    double[] gains = new double[k * k];
    List<LinearConstraint> atMostOne = new ArrayList<>();
    for (int i = 0; i < k; i++) {
      double[] ofRow = new double[k * k];
      double[] ofColumn = new double[k * k];
      for (int j = 0; j < k; j++) {
        // One more than it is, so that each pair is worth something and none is left alone.
        gains[i * k + j] = 1 + likeness[i][j];
        ofRow[i * k + j] = 1;
        ofColumn[j * k + i] = 1;
      }
      atMostOne.add(new LinearConstraint(ofRow, Relationship.LEQ, 1));
      atMostOne.add(new LinearConstraint(ofColumn, Relationship.LEQ, 1));
    }
    double[] chosen =
        new SimplexSolver()
            .optimize(
                new LinearObjectiveFunction(gains, 0),
                new LinearConstraintSet(atMostOne),
                GoalType.MAXIMIZE,
                new NonNegativeConstraint(true))
            .getPoint();
    int[] matched = new int[k];
    for (int i = 0; i < k * k; i++) {
      if (chosen[i] > 0.5) {
        matched[i / k] = i % k;
      }
    }
    return matched;
  }
}
