/** States of fits in files, so that a fit that is killed can go on. */
package org.nmf4j.checkpoint;
