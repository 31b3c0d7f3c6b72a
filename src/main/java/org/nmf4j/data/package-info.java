/** Examples of DL4J and records of DataVec as the rows of a matrix. */
package org.nmf4j.data;
