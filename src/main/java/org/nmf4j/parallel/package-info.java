/** What solvers compute on. */
package org.nmf4j.parallel;
