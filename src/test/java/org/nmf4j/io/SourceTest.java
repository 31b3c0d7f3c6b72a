package org.nmf4j.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nmf4j.matrix.MaskedMatrix;

class SourceTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"1,2\n3,4\n", "row,column,value\na,x,1\na,y,2\nb,x,3\nb,y,4\n"})
  @DisabledOnOs(OS.WINDOWS)
  @Timeout(60)
  void readsAPipe(String text) throws Exception {
    MaskedMatrix a = readThroughPipe(text.getBytes(StandardCharsets.UTF_8));
    assertThat(a.toArray().toDoubleMatrix()).isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
  }

  /** As pigz and bgzip write them; 200,000 bytes are more than are read at once. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  @Timeout(60)
  void readsAllMembersOfAGzipPipe() throws Exception {
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(member)) {
      packed.write("1,2\n".getBytes(StandardCharsets.UTF_8));
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 10_000; i++) {
      member.writeTo(all);
    }
    assertThat(readThroughPipe(all.toByteArray()).rows()).isEqualTo(10_000);
  }

  private MaskedMatrix readThroughPipe(byte[] bytes) throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(pipe, bytes));
    MaskedMatrix a = MatrixFiles.read(pipe);
    written.join();
    return a;
  }

  private static void write(Path pipe, byte[] bytes) {
    try {
      Files.write(pipe, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
