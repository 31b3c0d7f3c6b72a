package org.nmf4j.internal.format;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that appear under their name whole or not at all. */
public final class WholeFile {

  private WholeFile() {}

  /** Writes what the file is to hold. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code out}, which is buffered, and need not close it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file beside the target under a passing name and then gives it the target's name in one
   * step, and its mode if it replaces one. If anything fails, the target is as it was and the other
   * file is gone. One that a killed process has left beside the target is deleted.
   *
   * @param target the file, in a directory that exists; what a symbolic link points to is replaced,
   *     not the link
   * @param overwrite whether a regular file that is there may be replaced
   * @param content writes what the file is to hold
   * @throws FileAlreadyExistsException if the target exists and {@code overwrite} is false, also if
   *     it appears while the content is being written
   * @throws IOException if the file can't be written; the message is one line that names it
   */
  public static void write(Path target, boolean overwrite, Content content) throws IOException {
    Path destination = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    Path directory = destination.getParent();
    requireWritable(target, directory, overwrite);
    PassingFiles passingFiles = new PassingFiles(directory);
    passingFiles.deleteAbandoned();
    try {
      Path passing = passingFiles.create(destination);
      try {
        fill(passing, content);
        if (overwrite) {
          Files.move(passing, destination, StandardCopyOption.ATOMIC_MOVE);
        } else {
          publishNew(passing, destination, target);
        }
      } finally {
        Files.deleteIfExists(passing);
      }
      passingFiles.sync();
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (AccessDeniedException e) {
      throw cannotWrite(target, "no permission to write in " + directory, e);
    } catch (IOException e) {
      throw cannotWrite(target, OneLine.reason(e), e);
    }
  }

  /**
   * Deletes what writers that were killed have left in a directory. Nobody may be writing there.
   */
  public static void deleteUnfinished(Path directory) throws IOException {
    new PassingFiles(directory).deleteAll();
  }

  private static void requireWritable(Path target, Path directory, boolean overwrite)
      throws IOException {
    if (directory == null || Files.isDirectory(target)) {
      throw cannotWrite(target, "it is a directory", null);
    }
    if (!Files.isDirectory(directory)) {
      throw cannotWrite(target, "there is no directory " + directory, null);
    }
    if (!overwrite && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw alreadyExists(target);
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw cannotWrite(target, "it is not a regular file", null);
    }
  }

  /** Not through a FileChannel: an interrupt, which may have ended a fit, would close that. */
  private static void fill(Path file, Content content) throws IOException {
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
      content.writeTo(buffered);
      buffered.flush();
      out.getFD().sync();
    }
  }

  /**
   * Gives the file its name only if nobody has taken it: a link does that in one step, where {@code
   * Files.move} looks first and moves then.
   */
  private static void publishNew(Path passing, Path destination, Path target) throws IOException {
    try {
      Files.createLink(destination, passing);
    } catch (FileAlreadyExistsException e) {
      throw alreadyExists(target);
    } catch (UnsupportedOperationException | IOException e) {
      claimAndMove(passing, destination, target);
    }
  }

  /** For file systems without links: takes the name with an empty file, then replaces that. */
  private static void claimAndMove(Path passing, Path destination, Path target) throws IOException {
    try {
      Files.createFile(destination);
    } catch (FileAlreadyExistsException e) {
      throw alreadyExists(target);
    }
    try {
      Files.move(passing, destination, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(destination);
      throw e;
    }
  }

  private static FileAlreadyExistsException alreadyExists(Path target) {
    return new FileAlreadyExistsException(
        target.toString(), null, "it exists already and is not to be overwritten");
  }

  private static IOException cannotWrite(Path target, String reason, IOException cause) {
    return new IOException(OneLine.of("cannot write " + target + ": " + reason), cause);
  }
}
