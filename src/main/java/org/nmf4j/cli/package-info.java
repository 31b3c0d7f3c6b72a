/** The command line, one class a command. */
package org.nmf4j.cli;
