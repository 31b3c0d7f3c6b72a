package org.nmf4j.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs commands in a folder of their own. */
abstract class CommandTest {

  private static final Pattern TELLS_WHAT_WAS_READ =
      Pattern.compile("^[^:]+: \\d+×\\d+, .* precision");

  @TempDir Path folder;

  /** What the last command printed. */
  String out;

  /** What it printed on standard error, but for {@link #read}; @ stands for the folder. */
  String err;

  /** The lines of standard error that tell what was read. */
  String read;

  /** Runs a command: a word that begins with @ is a file in the folder. */
  final int run(String command) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    List<String> words = new ArrayList<>();
    for (String word : command.split(" ")) {
      words.add(word.startsWith("@") ? folder.resolve(word.substring(1)).toString() : word);
    }
    CommandLine line =
        NmfCommand.commandLine().setOut(new PrintWriter(outText)).setErr(new PrintWriter(errText));
    int code = line.execute(words.toArray(String[]::new));
    out = outText.toString().replace(System.lineSeparator(), "\n");
    Map<Boolean, List<String>> told =
        errText
            .toString()
            .replace(folder + File.separator, "@")
            .lines()
            .collect(Collectors.partitioningBy(TELLS_WHAT_WAS_READ.asPredicate()));
    read = joined(told.get(true));
    err = joined(told.get(false));
    return code;
  }

  private static String joined(List<String> lines) {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  final Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** Ratings 1 to 5 by users 10 to 39 of some of the items 100 to 119, without a header. */
  final void writeRatings(String name) throws IOException {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int user = 10; user < 40; user++) {
      for (int item = 100; item < 120; item++) {
        if (random.nextDouble() < 0.6) {
          int rating = 1 + (user % 3 + item % 2 + random.nextInt(2));
          text.append(user).append(',').append(item).append(',').append(rating).append('\n');
        }
      }
    }
    write(name, text.toString());
  }

  final List<String> lines(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name));
  }
}
