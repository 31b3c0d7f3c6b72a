package org.nmf4j.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir private Path folder;

  private static WholeFile.Content text(String text) {
    return out -> out.write(text.getBytes());
  }

  private void assertOnly(String content) {
    assertThat(folder).isDirectoryContaining(file -> file.endsWith("a")).satisfies(this::isAlone);
    assertThat(folder.resolve("a")).hasContent(content);
  }

  private void isAlone(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void writesAndReplacesOnlyWhenAsked() throws IOException {
    Path a = folder.resolve("a");
    WholeFile.write(a, false, text("one"));
    assertOnly("one");
    assertThatThrownBy(() -> WholeFile.write(a, false, text("two")))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(a + ": it exists already and is not to be overwritten");
    assertOnly("one");
    WholeFile.write(a, true, text("two"));
    assertOnly("two");
  }

  @Test
  void leavesTheTargetAsItWasWhenWritingFails() throws IOException {
    Path a = Files.writeString(folder.resolve("a"), "precious");
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    a,
                    true,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("no space left");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write " + a + ": no space left");
    assertOnly("precious");
  }

  @Test
  void keepsAFileThatAppearsWhileItWrites() {
    Path a = folder.resolve("a");
    assertThatThrownBy(() -> WholeFile.write(a, false, out -> Files.writeString(a, "theirs")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertOnly("theirs");
  }

  @Test
  void letsOneOfManyWritersWin() throws Exception {
    Path a = folder.resolve("a");
    CyclicBarrier together = new CyclicBarrier(8);
    AtomicInteger winners = new AtomicInteger();
    Thread[] writers = new Thread[8];
    for (int i = 0; i < writers.length; i++) {
      writers[i] =
          new Thread(
              () -> {
                try {
                  together.await();
                  WholeFile.write(a, false, text("one"));
                  winners.incrementAndGet();
                } catch (FileAlreadyExistsException e) {
                  // What happens to all but one.
                } catch (Exception e) {
                  winners.addAndGet(100);
                }
              });
      writers[i].start();
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(winners).hasValue(1);
    assertOnly("one");
  }

  @Test
  void replacesWhatALinkPointsTo() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("d"));
    Path real = Files.writeString(directory.resolve("real"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    WholeFile.write(link, true, text("new"));
    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("new");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void keepsTheModeOfWhatItReplaces() throws IOException {
    Path a = Files.writeString(folder.resolve("a"), "old");
    for (String mode : new String[] {"rw-------", "rw-rw-rw-", "rwxr-x---"}) {
      Files.setPosixFilePermissions(a, PosixFilePermissions.fromString(mode));
      WholeFile.write(
          a,
          true,
          out -> {
            try (var files = Files.list(folder)) {
              for (Path file : files.toList()) {
                assertThat(mode(file)).isEqualTo(mode);
              }
            }
            out.write('x');
          });
      assertThat(mode(a)).isEqualTo(mode);
    }
    assertOnly("x");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void deletesWhatProcessesThatAreNoMoreHaveLeft() throws IOException {
    long here = ProcessHandle.current().pid();
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
    Path left = Files.createFile(folder.resolve(".nmf4j-2147483646-x.tmp"));
    Path earlier = Files.createFile(folder.resolve(".nmf4j-1f-x.tmp"));
    Path running = Files.createFile(folder.resolve(".nmf4j-" + here + "-x.tmp"));
    Path other = Files.createFile(folder.resolve(".nmf4j-2147483646.txt"));
    Path directory = Files.createDirectory(folder.resolve(".nmf4j-2147483646-d.tmp"));
    for (Path file : new Path[] {left, earlier, running, other, directory}) {
      Files.setLastModifiedTime(file, old);
    }
    Path fresh = Files.createFile(folder.resolve(".nmf4j-2147483646-y.tmp"));
    WholeFile.write(folder.resolve("a"), false, text("one"));
    try (var files = Files.list(folder)) {
      assertThat(files)
          .containsExactlyInAnyOrder(folder.resolve("a"), running, other, directory, fresh);
    }
  }

  @Test
  void writesForAThreadThatIsInterrupted() throws IOException {
    Thread.currentThread().interrupt();
    WholeFile.write(folder.resolve("a"), true, text("one"));
    assertThat(Thread.interrupted()).isTrue();
    assertOnly("one");
  }

  @Test
  void saysInOneLineWhyItCannotWrite() {
    assertThatThrownBy(() -> WholeFile.write(folder, true, text("")))
        .hasMessage("cannot write %s: it is a directory", folder);
    Path lost = folder.resolve("none/a");
    assertThatThrownBy(() -> WholeFile.write(lost, true, text("")))
        .hasMessage("cannot write %s: there is no directory %s", lost, lost.getParent());
  }
}
