package org.nmf4j.objective;

/** Has an id that stands for it in files. Only what nmf4j brings itself has one. */
interface Stored {

  /** The id, which {@link Losses#named} or {@link Constraints#named} reads. */
  String id();
}
