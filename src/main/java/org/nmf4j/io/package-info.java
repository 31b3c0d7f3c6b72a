/** Reading and writing matrices. */
package org.nmf4j.io;
