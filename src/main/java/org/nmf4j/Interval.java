package org.nmf4j;

/**
 * Between which numbers an entry is expected, both included.
 *
 * @param lower the smallest; −∞ if there is none
 * @param upper the largest; ∞ if there is none
 */
public record Interval(double lower, double upper) {}
