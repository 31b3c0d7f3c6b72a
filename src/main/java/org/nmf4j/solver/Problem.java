package org.nmf4j.solver;

import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Objective;

/**
 * What a solver is given.
 *
 * @param a the matrix
 * @param objective what to minimise
 * @param seed of any random choice
 */
public record Problem(MaskedMatrix a, Objective objective, long seed) {}
