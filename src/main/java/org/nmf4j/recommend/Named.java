package org.nmf4j.recommend;

/**
 * A row or column of a model by its name, and what it was chosen for.
 *
 * @param name of the model's labels, or its number from 0 if there are none
 * @param score the prediction, or the similarity
 */
public record Named(String name, double score) {}
