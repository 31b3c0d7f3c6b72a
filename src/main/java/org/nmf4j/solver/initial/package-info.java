/** Where W and H start. */
package org.nmf4j.solver.initial;
