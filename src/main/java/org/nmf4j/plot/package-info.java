/**
 * Pictures of fits and models, as PNG and SVG. Needs XChart, and for SVG Batik's svggen, on the
 * class path.
 */
package org.nmf4j.plot;
