/**
 * The bridge to DL4J pipelines: imputation and features as steps of a pipeline, SameDiff's
 * listeners and DL4J's rules of early stopping in a fit.
 */
package org.nmf4j.dl4j;
