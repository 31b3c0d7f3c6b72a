package org.nmf4j.io;

import java.util.List;

/** A line of a table and its number, from 1. */
record TableLine(List<String> fields, long number) {}
