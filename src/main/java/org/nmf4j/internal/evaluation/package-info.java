/** The objective and its gradient, tile by tile or entry by entry, on several threads. */
package org.nmf4j.internal.evaluation;
