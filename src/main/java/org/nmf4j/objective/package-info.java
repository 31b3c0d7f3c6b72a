/** What is minimised, and where: losses, penalties and constraints, each a small object. */
package org.nmf4j.objective;
