package org.nmf4j.checkpoint;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nmf4j.Nmf;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

/** Fits of every kind, each of a hundred iterations. */
enum Problem {
  FULL_BATCH {
    @Override
    Nmf specification() {
      return BASE.loss(Losses.huber(0.1))
          .updater(new Adam(new InverseSchedule(ScheduleType.ITERATION, 0.1, 0.05, 0.5)))
          .holdOut(0.1);
    }
  },
  ROW_BATCHES {
    @Override
    Nmf specification() {
      return BASE.solver(
          ProjectedGradientDescent.withDefaults()
              .updater(new Adam(new InverseSchedule(ScheduleType.ITERATION, 0.1, 0.05, 0.5)))
              .batchRows(7));
    }
  },
  DENSE {
    @Override
    Nmf specification() {
      return BASE.solver(AlternatingLeastSquares.withDefaults()).holdOut(0.1);
    }
  },
  TABLE {
    @Override
    Nmf specification() {
      return Nmf.forTables(4).iterations(ITERATIONS).tolerance(0).seed(7).holdOut(0.1);
    }
  },
  SPARSE {
    @Override
    Nmf specification() {
      return BASE.offsets().penalty(Penalties.l2(1e-3).perObservation()).holdOut(0.1);
    }

    @Override
    MaskedMatrix matrix() {
      return TestMatrices.sparse(super.matrix().castTo(DataType.FLOAT));
    }
  };

  static final int ITERATIONS = 100;

  private static final Nmf BASE = Nmf.ofRank(4).iterations(ITERATIONS).seed(7);

  abstract Nmf specification();

  MaskedMatrix matrix() {
    return MaskedMatrix.of(TestMatrices.withHoles(DataType.DOUBLE, 40, 30, 6, 0.3, 3));
  }
}
