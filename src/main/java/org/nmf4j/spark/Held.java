package org.nmf4j.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.storage.StorageLevel;

/** What executors hold for the time of a fit, however that ends. */
final class Held implements AutoCloseable {

  private final StorageLevel level;
  private final List<Runnable> releases = new ArrayList<>();

  Held(StorageLevel level) {
    this.level = level;
  }

  StorageLevel level() {
    return level;
  }

  <T> JavaRDD<T> persist(JavaRDD<T> data) {
    onClose(() -> data.unpersist(false));
    return data.persist(level);
  }

  <T> Dataset<T> persist(Dataset<T> data) {
    onClose(data::unpersist);
    return data.persist(level);
  }

  void onClose(Runnable release) {
    releases.add(release);
  }

  @Override
  public void close() {
    releases.forEach(Runnable::run);
  }
}
