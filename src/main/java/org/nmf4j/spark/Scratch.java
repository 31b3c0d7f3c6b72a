package org.nmf4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Room that all machines see for the time of an application. */
final class Scratch {

  private Scratch() {}

  /**
   * A directory of its own, which is deleted when the application ends: in Spark's directory for
   * checkpoints, or, where all that there is runs on one machine, in its temporary one.
   *
   * @throws IllegalArgumentException if there is none
   */
  static String directory(SparkSession session) {
    try {
      if (session.sparkContext().getCheckpointDir().isEmpty()
          && !session.sparkContext().isLocal()) {
        throw new IllegalArgumentException(
            "factors above maxBroadcastMB need a directory that all machines see:"
                + " SparkContext.setCheckpointDir(dir), or setCheckpointDir(dir) of the estimator");
      }
      Path parent =
          session.sparkContext().getCheckpointDir().isEmpty()
              ? new Path(Files.createTempDirectory("nmf4j").toUri())
              : new Path(session.sparkContext().getCheckpointDir().get());
      Path directory = new Path(parent, "nmf4j-" + UUID.randomUUID());
      parent.getFileSystem(session.sparkContext().hadoopConfiguration()).deleteOnExit(directory);
      return directory.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("no room for states", e);
    }
  }
}
