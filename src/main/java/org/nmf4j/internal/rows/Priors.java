package org.nmf4j.internal.rows;

import java.util.ArrayList;
import java.util.List;

/**
 * The priors of the factors' numbers, normal or half-normal ones around 0 whose precisions are
 * learnt: a component that the entries do not support gets ever narrower ones, until it is 0. Where
 * components may be rotated, W's have the precision 1 and H's are learnt; elsewhere both factors'
 * numbers of a component have one precision (Tan and Févotte 2013, doi:10.1109/TPAMI.2012.240).
 */
public final class Priors {

  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  /** As much as so many numbers counts what the precisions are expected to be. */
  private static final double STRENGTH = 1;

  private final List<Group> groups = new ArrayList<>();

  private final double[] ofW;
  private final double[] ofH;

  /**
   * Numbers with a precision of their own.
   *
   * @param w its component in W, or −1
   * @param h its component in H, or −1
   * @param isLearnt whether it does not stay 1
   * @param size the variance that is expected
   */
  private record Group(int w, int h, boolean isLearnt, double size) {}

  private final FactorSquares w;
  private final FactorSquares h;
  private final Components componentsOfW;
  private final Components componentsOfH;

  /**
   * Priors as wide as is expected of entries of some size.
   *
   * @param rotates whether components may be rotated
   * @param isCentred whether the entries' columns are, which then don't tell how far from 0 offsets
   *     of columns may be
   * @param square the mean square of the entries
   */
  public Priors(
      FactorSquares w,
      FactorSquares h,
      Components ofW,
      Components ofH,
      boolean rotates,
      boolean isCentred,
      double square) {
    this.w = w;
    this.h = h;
    componentsOfW = ofW;
    componentsOfH = ofH;
    int rank = ofW.fixed().length;
    this.ofW = new double[rank];
    this.ofH = new double[rank];
    int shared = 0;
    for (int c = 0; c < rank; c++) {
      shared += ofW.fixed()[c] || ofH.fixed()[c] ? 0 : 1;
    }
    for (int c = 0; c < rank; c++) {
      // For new rows and columns, whose numbers of a fixed component are not given.
      this.ofW[c] = 1 / meanSquare(w, c);
      this.ofH[c] = 1 / meanSquare(h, c);
      boolean isInW = !ofW.fixed()[c];
      boolean isInH = !ofH.fixed()[c];
      if (isInW && isInH && rotates) {
        groups.add(new Group(c, -1, false, 1));
        groups.add(new Group(-1, c, true, square / shared));
      } else if (isInW && isInH) {
        groups.add(new Group(c, c, true, Math.sqrt(square / shared)));
      } else if (isInW) {
        groups.add(new Group(c, -1, true, square / meanSquare(h, c)));
      } else if (isInH) {
        groups.add(new Group(-1, c, !isCentred, square / meanSquare(w, c)));
      }
    }
    groups.forEach(group -> set(group, 1 / group.size()));
  }

  private static double meanSquare(FactorSquares factor, int component) {
    double square = factor.squares(component) / Math.max(1, factor.freeRows());
    return square > 0 ? square : 1;
  }

  private void set(Group group, double precision) {
    if (group.w() >= 0) {
      ofW[group.w()] = precision;
    }
    if (group.h() >= 0) {
      ofH[group.h()] = precision;
    }
  }

  public double[] ofW() {
    return ofW;
  }

  public double[] ofH() {
    return ofH;
  }

  public void restore(double[] precisionsOfW, double[] precisionsOfH) {
    System.arraycopy(precisionsOfW, 0, ofW, 0, ofW.length);
    System.arraycopy(precisionsOfH, 0, ofH, 0, ofH.length);
  }

  /** Takes over the precisions that are most probable by the factors. */
  public void update() {
    for (Group group : groups) {
      if (group.isLearnt()) {
        set(group, (count(group) + STRENGTH) / (squares(group) + STRENGTH * group.size()));
      }
    }
  }

  private double count(Group group) {
    return (group.w() >= 0 ? w.freeRows() : 0) + (group.h() >= 0 ? h.freeRows() : 0);
  }

  private double squares(Group group) {
    return (group.w() >= 0 ? w.squares(group.w()) : 0)
        + (group.h() >= 0 ? h.squares(group.h()) : 0);
  }

  /** The expected log of the factors' prior probability. */
  public double logProbability() {
    double sum = 0;
    for (Group group : groups) {
      double precision = group.w() >= 0 ? ofW[group.w()] : ofH[group.h()];
      sum +=
          (count(group) * (Math.log(precision) - LOG_TWO_PI) - precision * squares(group)) / 2
              + halves(group) * Math.log(2);
      if (group.isLearnt()) {
        sum += STRENGTH * (Math.log(precision * group.size()) - precision * group.size()) / 2;
      }
    }
    return sum;
  }

  /** The numbers whose distribution is half-normal. */
  private double halves(Group group) {
    return (group.w() >= 0 && componentsOfW.nonNegative()[group.w()] ? w.freeRows() : 0)
        + (group.h() >= 0 && componentsOfH.nonNegative()[group.h()] ? h.freeRows() : 0);
  }
}
