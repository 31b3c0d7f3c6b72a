/** Projected gradient descent by ND4J's updaters: the solver for every objective. */
package org.nmf4j.solver.descent;
