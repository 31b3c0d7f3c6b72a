package org.nmf4j.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nmf4j.internal.format.OneLine;
import org.nmf4j.internal.format.WholeFile;
import org.nmf4j.solver.FitState;
import org.nmf4j.solver.FitStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States of a fit as files in a directory. Immutable: each option method returns a changed copy.
 *
 * <pre>{@code
 * Nmf.ofRank(20).checkpoint(Checkpoints.into(directory).every(100).keepLast(3)).fit(a);
 * }</pre>
 *
 * A fit that is killed and started again goes on from the newest file that is whole and its own,
 * and ends with the same bits. The last state stays when a fit ends: started again it gives the
 * same model at once, and with more iterations it goes on. Files of other matrices or
 * specifications may lie in the same directory, but one fit at a time may use it. If a state can't
 * be written, the fit warns and goes on.
 *
 * <p>A file is a {@code .npz} that {@code numpy.load} opens, written under another name first, so
 * that it is there whole or not at all.
 */
public final class Checkpoints implements FitStore {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  /** Start of the fingerprint, and the iteration. */
  private static final Pattern NAME = Pattern.compile("\\p{XDigit}{16}-\\d{10}\\.npz");

  private final Path directory;
  private final int iterations;
  private final Duration time;
  private final int kept;

  private Checkpoints(Path directory, int iterations, Duration time, int kept) {
    this.directory = directory;
    this.iterations = iterations;
    this.time = time;
    this.kept = kept;
  }

  /**
   * {@return checkpoints with a state each minute, of which the last two are kept}
   *
   * @param directory is made if it is not there
   * @throws IllegalArgumentException if it is something else than a directory
   */
  public static Checkpoints into(Path directory) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new IllegalArgumentException("checkpoints need a directory, got file " + directory);
    }
    return new Checkpoints(directory, Integer.MAX_VALUE, Duration.ofMinutes(1), 2);
  }

  /**
   * {@return the same with a state each so many iterations, in place of any other interval}
   *
   * @param iterations ≥ 1
   * @throws IllegalArgumentException if the number is not positive
   */
  public Checkpoints every(int iterations) {
    if (iterations < 1) {
      throw new IllegalArgumentException("every must be ≥ 1 iteration, got " + iterations);
    }
    return new Checkpoints(directory, iterations, Duration.ofSeconds(Long.MAX_VALUE), kept);
  }

  /**
   * {@return the same with a state each time that so much time is over, in place of any other
   * interval}
   *
   * @param time above 0
   * @throws IllegalArgumentException if the time is not positive
   */
  public Checkpoints every(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("every must be a positive time, got " + time);
    }
    return new Checkpoints(directory, Integer.MAX_VALUE, time, kept);
  }

  /**
   * {@return the same with another number of files that are kept of a fit}
   *
   * @param files ≥ 1
   * @throws IllegalArgumentException if the number is not positive
   */
  public Checkpoints keepLast(int files) {
    if (files < 1) {
      throw new IllegalArgumentException("keepLast must be ≥ 1, got " + files);
    }
    return new Checkpoints(directory, iterations, time, files);
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException if the directory can't be made or listed
   */
  @Override
  public void resume(String fingerprint, Consumer<FitState> fit) {
    List<Path> own;
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
      }
      WholeFile.deleteUnfinished(directory);
      own = files(name -> name.startsWith(start(fingerprint)));
      if (own.isEmpty() && !files(name -> true).isEmpty()) {
        LOG.warn("{}: its checkpoints are of another matrix or specification", directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep checkpoints in " + directory + ": " + OneLine.reason(e), e);
    }
    for (Path file : own) {
      if (resumes(file, fingerprint, fit)) {
        return;
      }
    }
  }

  private static boolean resumes(Path file, String fingerprint, Consumer<FitState> fit) {
    try {
      FitState state = CheckpointFile.read(file, fingerprint);
      fit.accept(state);
      LOG.info("{}: the fit goes on from iteration {}", file, state.iteration());
      return true;
    } catch (IOException e) {
      LOG.warn("checkpoint not used: {}", e.getMessage());
    } catch (IllegalArgumentException e) {
      LOG.warn("checkpoint not used: {}: {}", file, e.getMessage());
    }
    return false;
  }

  @Override
  public boolean isDue(int iterations, Duration time) {
    return iterations >= this.iterations || time.compareTo(this.time) >= 0;
  }

  @Override
  public void keep(String fingerprint, FitState state) {
    String name = String.format(Locale.ROOT, "%s-%010d.npz", start(fingerprint), state.iteration());
    try {
      CheckpointFile.write(directory.resolve(name), fingerprint, state);
      // Later ones have been refused, or are those of a fit that was to go on for longer.
      List<Path> upToThis =
          files(other -> other.startsWith(start(fingerprint)) && other.compareTo(name) <= 0);
      for (Path old : upToThis.subList(Math.min(kept, upToThis.size()), upToThis.size())) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      LOG.warn("checkpoint not kept: {}", e.getMessage());
    }
  }

  /** As much of the fingerprint as a file's name has. */
  private static String start(String fingerprint) {
    return fingerprint.substring(0, 16);
  }

  /** The checkpoints whose names are wanted, the one of the latest iteration first. */
  private List<Path> files(Predicate<String> wanted) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .filter(file -> wanted.test(file.getFileName().toString()))
          .sorted(Comparator.reverseOrder())
          .toList();
    }
  }
}
