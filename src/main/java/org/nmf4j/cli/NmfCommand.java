package org.nmf4j.cli;

import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.nmf4j.internal.format.OneLine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The command line: results on standard output, all else on standard error. */
@Command(
    name = "nmf4j",
    mixinStandardHelpOptions = true,
    versionProvider = NmfCommand.Version.class,
    description = "Factorizes non-negative matrices with missing entries: A ≈ W·H.",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage.",
      "",
      "Example: nmf4j factorize matrix.csv --rank 2"
    })
public final class NmfCommand implements Runnable {

  private static final Map<String, Supplier<FileCommand>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("factorize", FactorizeCommand::new);
    COMMANDS.put("complete", CompleteCommand::new);
    COMMANDS.put("update", UpdateCommand::new);
    COMMANDS.put("evaluate", EvaluateCommand::new);
    COMMANDS.put("predict", PredictCommand::new);
    COMMANDS.put("recommend", RecommendCommand::new);
    COMMANDS.put("info", InfoCommand::new);
  }

  /** Long enough to end an iteration and write the results. */
  private static final int SECONDS_TO_FINISH = 30;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /**
   * Runs a command and ends the JVM with its exit code. Whatever the user's language, numbers are
   * written as in files, and text in UTF-8.
   *
   * @param args the command, its options and files
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    CountDownLatch done = new CountDownLatch(1);
    finishWhenStopped(Thread.currentThread(), done);
    NoTensorflowImport.use();
    CommandLine command =
        commandLine(args)
            .setOut(new PrintWriter(System.out, false, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, false, StandardCharsets.UTF_8));
    int code = run(command, args);
    done.countDown();
    System.exit(code);
  }

  /**
   * The exit code of a command. Errors, which picocli lets through, end in one line as well, and so
   * do results that could not be printed.
   */
  static int run(CommandLine command, String... args) {
    try {
      int code = command.execute(args);
      if (code != CommandLine.ExitCode.OK || !command.getOut().checkError()) {
        return code;
      }
      complain(command, "cannot write to standard output");
    } catch (OutOfMemoryError e) {
      complain(command, "out of memory (NMF4J_OPTS=-Xmx8g allows 8 GB): " + e.getMessage());
    } catch (LinkageError e) {
      complain(command, "ND4J doesn't start: " + e.getMessage());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Has a fit that is stopped from outside end in order, with what it has reached. */
  private static void finishWhenStopped(Thread worker, CountDownLatch done) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  worker.interrupt();
                  try {
                    done.await(SECONDS_TO_FINISH, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  /** Of all commands, or of the one alone that is called: describing each takes time. */
  static CommandLine commandLine(String... args) {
    CommandLine all = new CommandLine(new NmfCommand());
    String called = args.length == 0 ? "" : args[0];
    COMMANDS.forEach(
        (name, command) -> {
          if (name.equals(called) || !COMMANDS.containsKey(called)) {
            all.addSubcommand(name, command.get());
          }
        });
    return OptionValues.register(all)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(NmfCommand::explainUsage)
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> explainFailure(exception, command));
  }

  private static int explainUsage(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    String help = command.getCommandSpec().qualifiedName() + " --help";
    complain(command, exception.getMessage() + " (see " + help + ")");
    return CommandLine.ExitCode.USAGE;
  }

  private static int explainFailure(Exception exception, CommandLine command) {
    complain(command, explanation(exception));
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String explanation(Exception exception) {
    if (exception instanceof ClosedByInterruptException) {
      return "interrupted";
    }
    if (exception instanceof FileSystemException e && !(e instanceof FileAlreadyExistsException)) {
      return e.getFile() + ": " + OneLine.reason(e); // Java names the file, and not always why.
    }
    return exception.getMessage() == null ? exception.toString() : exception.getMessage();
  }

  private static void complain(CommandLine command, String problem) {
    PrintWriter err = command.getErr();
    err.println("nmf4j: " + OneLine.of(problem.lines().collect(Collectors.joining(" "))));
    err.flush();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed");
  }

  static String version() {
    String version = NmfCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"nmf4j " + version()};
    }
  }
}
