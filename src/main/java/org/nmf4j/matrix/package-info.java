/** The matrix A: which of its entries are observed, with what value and weight. */
package org.nmf4j.matrix;
