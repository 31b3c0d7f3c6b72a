/** Variational Bayes: factors with their uncertainty. */
package org.nmf4j.solver.bayes;
