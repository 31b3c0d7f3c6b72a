/** How arrays get into files and back: whole files or none, and NumPy's array format. */
package org.nmf4j.internal.format;
