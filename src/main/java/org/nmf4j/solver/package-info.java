/**
 * How the objective is minimised: one loop, and small update rules, initializers and stopping rules
 * that go into it.
 */
package org.nmf4j.solver;
