package org.nmf4j.io;

import java.util.Locale;
import java.util.Set;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.io.Numbers.Kind;

/** What a table's first column holds: names, or numbers that may be names all the same. */
final class FirstColumn {

  /** The last words of names of columns that are not measured. */
  private static final Set<String> NAMES_OF_LABELS =
      Set.of(
          ("id ids index idx row rows rowname rownames user users name names label labels year years"
                  + " country region state city gene symbol sample station site patient subject"
                  + " student species item product movie timestamp datetime date")
              .split(" "));

  /** As pandas calls a column without a name. */
  private static final String UNNAMED = "Unnamed: 0";

  private final String file;
  private final Numbers numbers;
  private final int field;
  private boolean hasNumbers;
  private boolean areWhole = true;
  private boolean ascends = true;
  private double last = Double.NEGATIVE_INFINITY;
  private long firstName;
  private String nameText = "";

  /** Whether its name says that it is not measured: whole numbers and names may be mixed. */
  private final boolean isNamed;

  FirstColumn(String file, Numbers numbers, int field, boolean isNamed) {
    this.file = file;
    this.numbers = numbers;
    this.field = field;
    this.isNamed = isNamed;
  }

  /** Whether a column of this name is not measured. */
  static boolean isNameOfLabels(String name) {
    return name.equals(UNNAMED) || NAMES_OF_LABELS.contains(lastWord(name));
  }

  private static String lastWord(String name) {
    int start = name.length();
    while (start > 0 && Character.isLetter(name.charAt(start - 1))) {
      start--;
      boolean isHump =
          start > 0
              && Character.isUpperCase(name.charAt(start))
              && Character.isLowerCase(name.charAt(start - 1));
      if (isHump) {
        break;
      }
    }
    return name.substring(start).toLowerCase(Locale.ROOT);
  }

  /**
   * The number of a line's field, NaN if it is a name or missing.
   *
   * @throws FileFormatException if a number stands among names, a name among numbers, or what is
   *     neither
   */
  double look(Fields line) throws FileFormatException {
    Kind kind = numbers.kind(line, field);
    if (kind == Kind.MISSING) {
      ascends = false;
      return Double.NaN;
    }
    boolean mayBeMixed = isNamed && areWhole;
    if (kind == Kind.NAME && (!hasNumbers || mayBeMixed)) {
      if (firstName == 0) {
        firstName = line.line();
        nameText = line.text(field);
      }
      return Double.NaN;
    }
    if (kind != Kind.NUMBER && Numbers.isText(line.text(field))) {
      throw wrong(line.line(), line.text(field), "");
    }
    if (firstName > 0 && !mayBeMixed) {
      String number = Numbers.quoted(line.text(field));
      throw wrong(firstName, nameText, ", as " + number + " on line " + line.line() + " is");
    }
    return number(numbers.parse(line, field));
  }

  private double number(double number) {
    if (Double.isNaN(number)) {
      ascends = false;
      return number;
    }
    hasNumbers = true;
    areWhole &= number == Math.rint(number) && numbers.decimals() == 0;
    ascends &= number > last;
    last = number;
    return number;
  }

  private FileFormatException wrong(long line, String text, String more) {
    return FileFormatException.at(
        file,
        line,
        field + 1,
        String.format(
            Locale.ROOT,
            "%s is not a number%s (--row-labels yes takes the column for names)",
            Numbers.quoted(text),
            more));
  }

  boolean areNames() {
    return firstName > 0;
  }

  int field() {
    return field;
  }

  boolean hasNumbers() {
    return hasNumbers;
  }

  boolean areWhole() {
    return hasNumbers && areWhole;
  }

  boolean ascends() {
    return hasNumbers && ascends;
  }

  /** Whether it holds whole numbers that ascend. */
  boolean isAscending() {
    return areWhole() && ascends;
  }
}
