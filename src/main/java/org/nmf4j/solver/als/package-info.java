/** Alternating least squares: the solver for squared error. */
package org.nmf4j.solver.als;
