package org.nmf4j.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NpzReaderTest {

  private static final INDArray NUMBERS = Nd4j.arange(100).castTo(DataType.DOUBLE);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("a.npz");
    WholeFile.write(
        file,
        true,
        out -> {
          NpzWriter npz = new NpzWriter(out);
          npz.array("numbers.npy", NUMBERS);
          npz.bytes("text.json", "{\"a\": 3}".getBytes());
          npz.finish();
        });
  }

  @Test
  void readsWhatIsWritten() throws IOException {
    try (NpzReader npz = new NpzReader(file)) {
      assertThat(npz.members()).containsExactly("numbers.npy", "text.json");
      assertThat(npz.array("numbers.npy")).isEqualTo(NUMBERS);
      assertThat(npz.json("text.json", 100).count("a", 9)).isEqualTo(3);
    }
  }

  /** Inside the numbers, where nothing but the checksum can tell. */
  @Test
  void refusesANumberThatHasChanged() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[400] ^= 1;
    Files.write(file, bytes);
    try (NpzReader npz = new NpzReader(file)) {
      assertThatThrownBy(() -> npz.array("numbers.npy"))
          .isInstanceOf(FileFormatException.class)
          .hasMessage(file + "!numbers.npy: damaged: its checksum is another");
    }
  }
}
