/**
 * Factorization on Spark: an estimator of ratings and one of tables, with the numbers of one
 * machine. Needs {@code spark-mllib}, which the cluster provides.
 */
package org.nmf4j.spark;
