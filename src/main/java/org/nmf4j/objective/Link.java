package org.nmf4j.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** An increasing function from the mean loss to the objective that is reported and minimised. */
public interface Link {

  /** g(x) = x. */
  Link IDENTITY =
      new Link() {
        @Override
        public double value(double mean) {
          return mean;
        }

        @Override
        public double derivative(double mean) {
          return 1;
        }

        @Override
        public SDVariable value(SameDiff sd, SDVariable mean) {
          return mean;
        }
      };

  /** g(x) = √x, which makes the root-mean-square error of the mean square. */
  Link SQUARE_ROOT =
      new Link() {
        @Override
        public double value(double mean) {
          return Math.sqrt(mean);
        }

        // At a perfect fit every gradient of the mean square is 0; the limit of 0/0 is taken as 0.
        @Override
        public double derivative(double mean) {
          return mean > 0 ? 0.5 / Math.sqrt(mean) : 0;
        }

        @Override
        public SDVariable value(SameDiff sd, SDVariable mean) {
          return sd.math().sqrt(mean);
        }
      };

  /**
   * g(mean).
   *
   * @param mean the mean loss
   * @return the objective without penalties
   */
  double value(double mean);

  /**
   * g′(mean).
   *
   * @param mean the mean loss
   * @return the slope there
   */
  double derivative(double mean);

  /**
   * g(mean) in a graph.
   *
   * @param sd the graph
   * @param mean the mean loss, a scalar
   * @return a scalar
   */
  SDVariable value(SameDiff sd, SDVariable mean);
}
