/**
 * What a user touches: the specification of a factorization, the model that it ends in, and the
 * report of how it went.
 */
package org.nmf4j;
