package org.nmf4j.internal.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Files that are being written, of the name {@code .nmf4j-<process>-<random>.tmp}, in a directory.
 */
final class PassingFiles {

  private static final String START = ".nmf4j-";
  private static final String END = ".tmp";

  /** Processes of other machines may write to the same directory, but not so slowly. */
  private static final Duration LONGEST_SILENCE = Duration.ofHours(1);

  private final Path directory;

  PassingFiles(Path directory) {
    this.directory = directory;
  }

  /** An empty file, which none may read who may not read what it is to replace. */
  Path create(Path replaced) throws IOException {
    String name = START + ProcessHandle.current().pid() + "-" + UUID.randomUUID() + END;
    Path file = directory.resolve(name);
    Optional<Set<PosixFilePermission>> mode = mode(replaced);
    if (mode.isEmpty()) {
      return Files.createFile(file);
    }
    FileAttribute<?> attribute = PosixFilePermissions.asFileAttribute(mode.get());
    // Made again after the making, which leaves out what the process's mask forbids.
    return Files.setPosixFilePermissions(Files.createFile(file, attribute), mode.get());
  }

  private static Optional<Set<PosixFilePermission>> mode(Path file) throws IOException {
    PosixFileAttributeView view =
        Files.exists(file) ? Files.getFileAttributeView(file, PosixFileAttributeView.class) : null;
    return view == null ? Optional.empty() : Optional.of(view.readAttributes().permissions());
  }

  /** Deletes what is left of processes that are no more. What can't be deleted stays. */
  void deleteAbandoned() {
    try (DirectoryStream<Path> files = list()) {
      for (Path file : files) {
        if (isAbandoned(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | SecurityException e) {
      // Another's file, or one that another process deletes: no reason not to write.
    }
  }

  private static boolean isAbandoned(Path file) throws IOException {
    Instant lastWrite = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && lastWrite.isBefore(Instant.now().minus(LONGEST_SILENCE))
        && !isOfAProcess(file.getFileName().toString());
  }

  private static boolean isOfAProcess(String name) {
    try {
      long process =
          Long.parseLong(name.substring(START.length(), name.indexOf('-', START.length())));
      return ProcessHandle.of(process).isPresent();
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      return false;
    }
  }

  void deleteAll() throws IOException {
    try (DirectoryStream<Path> files = list()) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  private DirectoryStream<Path> list() throws IOException {
    return Files.newDirectoryStream(directory, START + "*" + END);
  }

  /** Has a file's new name outlast a power failure. */
  void sync() {
    // An interrupt, which may have ended a fit, would close the channel.
    boolean isInterrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every system can: the file is whole all the same.
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
