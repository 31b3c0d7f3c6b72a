package org.nmf4j.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.matrix.Duplicates;
import org.nmf4j.matrix.MaskedMatrix;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A million ratings in text of 24 MB, user,item,rating,timestamp, to a sparse matrix in single
 * precision, on one core.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ReadBenchmark {

  /** What a user's number stands behind: with "" all names are integers. */
  @Param({"", "user-"})
  public String prefix;

  private Path file;

  @Setup(Level.Trial)
  public void write() throws IOException {
    file = Files.createTempFile("ratings", ".csv");
    Random random = new Random(1);
    try (BufferedWriter text = Files.newBufferedWriter(file)) {
      text.write("user,item,rating,timestamp\n");
      for (int i = 0; i < 1_000_000; i++) {
        text.write(prefix + random.nextInt(6040) + ',' + random.nextInt(3706) + ',');
        text.write((1 + random.nextInt(10)) / 2.0 + "," + (1_100_000_000 + i) + '\n');
      }
    }
  }

  @TearDown(Level.Trial)
  public void delete() throws IOException {
    Files.delete(file);
  }

  @Benchmark
  public MaskedMatrix read() throws IOException {
    return MatrixFiles.read(
        file, ReadOptions.defaults().dataType(DataType.FLOAT).duplicates(Duplicates.LAST));
  }
}
