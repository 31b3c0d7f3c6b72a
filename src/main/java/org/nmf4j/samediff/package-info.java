/** The objective, and a model's predictions, as SameDiff graphs for whoever goes on with them. */
package org.nmf4j.samediff;
