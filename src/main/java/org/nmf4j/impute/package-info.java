/** Fills rows that pass by: a factor model with missing entries, learnt batch by batch. */
package org.nmf4j.impute;
