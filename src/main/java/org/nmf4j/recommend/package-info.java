/** What to offer: a model's best columns of a row, and which rows or columns are alike. */
package org.nmf4j.recommend;
