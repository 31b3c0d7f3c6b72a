/** How many components, and which of them can be trusted. */
package org.nmf4j.select;
