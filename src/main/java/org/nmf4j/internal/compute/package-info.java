/**
 * Native calls and threads: BLAS and ND4J's operations on arrays that are there beforehand, and the
 * threads of a fit.
 */
package org.nmf4j.internal.compute;
