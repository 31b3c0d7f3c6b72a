package org.nmf4j.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;

import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.nmf4j.internal.format.OneLine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: results on standard output, all else on standard error. */
@Command(
    name = "nmf4j",
    mixinStandardHelpOptions = true,
    versionProvider = NmfCommand.Version.class,
    description = "Factorizes non-negative matrices with missing entries: A ≈ W·H.",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C, which leaves what a fit has"
          + " found in its output files.",
      "",
      "Example: nmf4j factorize matrix.csv --rank 2"
    })
public final class NmfCommand implements Runnable {

  private static final Map<String, Supplier<FileCommand>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("factorize", FactorizeCommand::new);
    COMMANDS.put("ranks", RanksCommand::new);
    COMMANDS.put("complete", CompleteCommand::new);
    COMMANDS.put("transform", TransformCommand::new);
    COMMANDS.put("update", UpdateCommand::new);
    COMMANDS.put("evaluate", EvaluateCommand::new);
    COMMANDS.put("predict", PredictCommand::new);
    COMMANDS.put("recommend", RecommendCommand::new);
    COMMANDS.put("info", InfoCommand::new);
    COMMANDS.put("plot", PlotCommand::new);
  }

  @CommandLine.Spec private CommandSpec spec;

  /**
   * Runs a command and ends the JVM with its exit code. Whatever the user's language, numbers are
   * written as in files, and text in UTF-8.
   *
   * @param args the command, its options and files
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.setProperty("java.awt.headless", "true"); // Pictures are drawn into files.
    StopSignals signals = new StopSignals();
    signals.listen();
    NoTensorflowImport.use();
    CommandLine command =
        commandLine(args)
            .setOut(new PrintWriter(System.out, false, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, false, StandardCharsets.UTF_8));
    System.exit(signals.done(run(command, args)));
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
    all.getSubcommands()
        .values()
        .forEach(
            command ->
                command.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST, new OptionGroups()));
    return OptionValues.register(all)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(new Explanations())
        .setExecutionExceptionHandler(new Explanations());
  }

  /** No lambdas, as in {@link OptionValues}. */
  private static final class Explanations
      implements IParameterExceptionHandler, IExecutionExceptionHandler {

    @Override
    public int handleParseException(ParameterException exception, String[] args) {
      return explainUsage(exception);
    }

    @Override
    public int handleExecutionException(
        Exception exception, CommandLine command, ParseResult parsed) {
      complain(command, explanation(exception));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static int explainUsage(ParameterException exception) {
    CommandLine command = exception.getCommandLine();
    String help = command.getCommandSpec().qualifiedName() + " --help";
    String nearest = nearest(exception).map(name -> "; did you mean " + name + "?").orElse("");
    complain(command, exception.getMessage() + nearest + " (see " + help + ")");
    return CommandLine.ExitCode.USAGE;
  }

  /** The command or option that is nearest to one that there is not. */
  private static Optional<String> nearest(ParameterException exception) {
    if (!(exception instanceof UnmatchedArgumentException unmatched)) {
      return Optional.empty();
    }
    CommandSpec command = exception.getCommandLine().getCommandSpec();
    Set<String> names = new TreeSet<>(command.subcommands().keySet());
    names.addAll(command.optionsMap().keySet());
    return Nearest.to(unmatched.getUnmatched().get(0).split("=", 2)[0], names);
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
    spec.commandLine().usage(spec.commandLine().getOut());
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
