package org.nmf4j;

import java.time.Duration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.*;
import org.nmf4j.solver.*;

/** The specification of a factorization. Immutable: each option method returns a changed copy. */
public final class Nmf {
  public static Nmf ofRank(int rank) {
    throw new IllegalStateException();
  }

  public Nmf loss(Loss loss) {
    throw new IllegalStateException();
  }

  public Nmf penalty(Penalty both) {
    throw new IllegalStateException();
  }

  public Nmf penalty(Penalty w, Penalty h) {
    throw new IllegalStateException();
  }

  public Nmf constraint(Constraint both) {
    throw new IllegalStateException();
  }

  public Nmf constraint(Constraint w, Constraint h) {
    throw new IllegalStateException();
  }

  public Nmf initializer(Initializer initializer) {
    throw new IllegalStateException();
  }

  public Nmf initial(INDArray w, INDArray h) {
    throw new IllegalStateException();
  }

  public Nmf updater(IUpdater updater) {
    throw new IllegalStateException();
  }

  public Nmf solver(Solver solver) {
    throw new IllegalStateException();
  }

  public Nmf iterations(int count) {
    throw new IllegalStateException();
  }

  public Nmf tolerance(double tolerance) {
    throw new IllegalStateException();
  }

  public Nmf holdOut(double fraction) {
    throw new IllegalStateException();
  }

  public Nmf patience(int steps) {
    throw new IllegalStateException();
  }

  public Nmf timeBudget(Duration budget) {
    throw new IllegalStateException();
  }

  public Nmf stopping(Stopping extra) {
    throw new IllegalStateException();
  }

  public Nmf listener(FitListener listener) {
    throw new IllegalStateException();
  }

  public Nmf seed(long seed) {
    throw new IllegalStateException();
  }

  public Nmf threads(int threads) {
    throw new IllegalStateException();
  }

  public NmfModel fit(INDArray a) {
    return fit(MaskedMatrix.of(a));
  }

  public NmfModel fit(MaskedMatrix a) {
    throw new IllegalStateException();
  }
}
