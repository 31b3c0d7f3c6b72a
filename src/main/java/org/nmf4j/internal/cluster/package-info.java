/** Clustering and matching of what fits have found. */
package org.nmf4j.internal.cluster;
