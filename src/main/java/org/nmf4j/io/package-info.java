/** Matrices in files and databases. */
package org.nmf4j.io;
