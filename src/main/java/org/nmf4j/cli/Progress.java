package org.nmf4j.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;

/**
 * Says on standard error what is going on: on a terminal in one line that changes, which gives way
 * to whatever else is written; elsewhere in a line now and then.
 */
final class Progress implements AutoCloseable {

  /** Set by the launcher: Java tells of standard input and output only. */
  private static final String TERMINAL = "nmf4j.terminal";

  private static final long NANOS_BETWEEN_LINES = 5_000_000_000L;
  private static final long MILLIS_BETWEEN_LOOKS = 250;

  /** What is done sooner needs no line. */
  private static final long NANOS_OF_SILENCE = 1_000_000_000L;

  private final Line line;
  private final PrintWriter err;
  private final boolean isTerminal;
  private final Thread looking = new Thread(this::look, "nmf4j-progress");

  private volatile String doing = "";
  private volatile long since = System.nanoTime();

  Progress(PrintWriter err) {
    this(err, Boolean.getBoolean(TERMINAL));
  }

  Progress(PrintWriter err, boolean isTerminal) {
    this.isTerminal = isTerminal;
    line = new Line(err);
    this.err = new PrintWriter(line);
    looking.setDaemon(true);
    looking.start();
  }

  /** Writes beside the line. */
  PrintWriter err() {
    return err;
  }

  /** Something else begins, of which nothing but the time is to be told. */
  void begin(String what) {
    since = System.nanoTime();
    doing = what;
  }

  /** How far it is. */
  void say(String what) {
    doing = what;
  }

  private void look() {
    long last = System.nanoTime();
    String told = "";
    try {
      while (true) {
        Thread.sleep(MILLIS_BETWEEN_LOOKS);
        long now = System.nanoTime();
        String text = doing;
        if (isTerminal && !text.isEmpty() && now - since > NANOS_OF_SILENCE) {
          line.show(String.format(Locale.ROOT, "%s, %d s", text, (now - since) / 1_000_000_000L));
        } else if (!isTerminal && !text.equals(told) && now - last > NANOS_BETWEEN_LINES) {
          line.tell(text);
          told = text;
          last = now;
        }
      }
    } catch (InterruptedException | IOException e) {
      // It is over, or nobody is there to be told.
    }
  }

  @Override
  public void close() {
    looking.interrupt();
    err.flush();
    line.clear();
  }

  /** Standard error, of which the last line may be one that is to go. */
  private static final class Line extends FilterWriter {

    private static final String CLEAR = "\r\u001b[K";

    private boolean isShown;

    Line(Writer out) {
      super(out);
    }

    void show(String text) throws IOException {
      synchronized (lock) {
        out.write(CLEAR + text);
        out.flush();
        isShown = true;
      }
    }

    void tell(String text) throws IOException {
      synchronized (lock) {
        out.write(text + System.lineSeparator());
        out.flush();
      }
    }

    void clear() {
      synchronized (lock) {
        try {
          if (isShown) {
            out.write(CLEAR);
            out.flush();
          }
        } catch (IOException e) {
          // A PrintWriter keeps what went wrong.
        }
        isShown = false;
      }
    }

    @Override
    public void write(int character) throws IOException {
      write(new char[] {(char) character}, 0, 1);
    }

    @Override
    public void write(String text, int from, int count) throws IOException {
      write(text.toCharArray(), from, count);
    }

    @Override
    public void write(char[] text, int from, int count) throws IOException {
      synchronized (lock) {
        clear();
        out.write(text, from, count);
      }
    }
  }
}
