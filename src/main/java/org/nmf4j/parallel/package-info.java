/** The threads that fits compute on. */
package org.nmf4j.parallel;
