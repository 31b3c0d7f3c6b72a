/**
 * Alternating least squares, plain and reweighted: each row of a factor is a small problem of its
 * own.
 */
package org.nmf4j.solver.als;
