package org.nmf4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Lists a command's options under headings, by the mixins they come from. */
final class OptionGroups implements IHelpSectionRenderer {

  private static final String OUTPUT = "Output";
  private static final String SEEN = "Input of --exclude-seen";

  private static final Map<String, String> HEADINGS =
      Map.of(
          "readingOptions", "Input",
          "weightsOption", "Input",
          "rankOption", "Model",
          "modelOptions", "Model",
          "penaltyOptions", "Model",
          "constraintOptions", "Model",
          "solverOptions", "Fit",
          "searchOptions", "Fit",
          "fitOptions", "Fit",
          "seenOptions", SEEN);

  private static final List<String> IN_ORDER =
      List.of("Input", "Model", "Fit", OUTPUT, SEEN, "Help");

  @Override
  public String render(Help help) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    IN_ORDER.forEach(heading -> groups.put(heading, new ArrayList<>()));
    CommandSpec command = help.commandSpec();
    for (OptionSpec option : command.options()) {
      boolean isHelp = option.usageHelp() || option.versionHelp();
      groups.get(isHelp ? "Help" : heading(command, option, OUTPUT)).add(option);
    }
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (heading, options) -> {
          if (!options.isEmpty()) {
            text.append(String.format(Locale.ROOT, "%n%s:%n", heading))
                .append(lines(help, options));
          }
        });
    return text.toString();
  }

  private static String lines(Help help, List<OptionSpec> options) {
    Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
    layout.addAllOptions(options, help.parameterLabelRenderer());
    return layout.toString();
  }

  /** That of the innermost mixin. */
  private static String heading(CommandSpec part, OptionSpec option, String otherwise) {
    for (Map.Entry<String, CommandSpec> mixin : part.mixins().entrySet()) {
      if (mixin.getValue().optionsMap().containsKey(option.longestName())) {
        String ofMixin = HEADINGS.getOrDefault(mixin.getKey(), otherwise);
        return heading(mixin.getValue(), option, ofMixin);
      }
    }
    return otherwise;
  }
}
