/**
 * The objective as a SameDiff graph, and the gradient graph that SameDiff derives from it, compiled
 * for repeated execution on tiles of A.
 */
package org.nmf4j.internal.graph;
