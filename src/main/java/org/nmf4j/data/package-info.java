/** DataVec's records: as the rows of a matrix, and with NaN where a field is missing. */
package org.nmf4j.data;
