/** One row of a factor while the other factor is kept: what fits and fold-ins are made of. */
package org.nmf4j.internal.rows;
