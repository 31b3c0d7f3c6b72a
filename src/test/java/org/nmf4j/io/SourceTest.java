package org.nmf4j.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
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
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(pipe, text));
    MaskedMatrix a = MatrixFiles.read(pipe);
    written.join();
    assertThat(a.toArray().toDoubleMatrix()).isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
  }

  private static void write(Path pipe, String text) {
    try {
      Files.writeString(pipe, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
