package org.nmf4j.io;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a column of lines of entries holds, and how people name such columns. */
enum EntryRole {
  ROW(
      EntryColumns::row,
      """
      row i user customer reviewer client member person account subject patient visitor buyer \
      consumer profile author who rater student respondent viewer listener reader player doc \
      document username session uid cust household sample cell"""),
  COLUMN(
      EntryColumns::column,
      """
      column col j item movie product sku asin isbn book artist song track film business restaurant \
      article game anime title term word token gene feature what show course question video recipe \
      place venue hotel beer joke page url app iid mid"""),
  VALUE(
      EntryColumns::value,
      """
      value rating stars star overall score grade val rate count counts quantity qty freq frequency \
      plays playcount listens clicks views purchases tf tfidf amount expression intensity"""),
  WEIGHT(EntryColumns::weight, "weight wt w confidence"),
  TIME(
      EntryColumns::time,
      """
      timestamp time date datetime created updated ts tstamp unixtime epoch when""");

  private static final Pattern BETWEEN_WORDS =
      Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})|[^\\p{L}\\p{N}]++");

  /** That a column holds names of things, not numbers. */
  private static final Set<String> ID_WORDS =
      Set.of("id", "ids", "no", "nr", "key", "code", "uuid", "idx", "index");

  private static final Set<String> NAME_WORDS = Set.of("name", "title");

  private static final Pattern IDS = Pattern.compile("(?:[^\\p{L}](?i:u?u?id)|\\p{Ll}I[dD])$");

  private final Function<EntryColumns, String> told;
  private final Set<String> names;

  EntryRole(Function<EntryColumns, String> told, String names) {
    this.told = told;
    this.names = Set.of(names.split(" "));
  }

  /** The column as it is told, or {@code ""}. */
  String told(EntryColumns columns) {
    return told.apply(columns);
  }

  /**
   * How well a column's name says this, the less the better: 0 for {@code rating}, 1 for {@code
   * book-rating}, 10 for {@code user-name}; −1 if it doesn't say so. What an id is of is the last
   * word before it.
   */
  int rank(String name) {
    List<String> words = words(name);
    if (words.isEmpty()) {
      return -1;
    }
    if (this == TIME) {
      boolean isTime =
          words.get(words.size() - 1).equals("at") && words.size() > 1
              || names.contains(words.get(words.size() - 1))
              || words.stream().anyMatch(word -> word.equals("date") || word.equals("timestamp"));
      return isTime ? (words.contains("unix") ? 0 : words.size() - 1) : -1;
    }
    boolean isName = NAME_WORDS.contains(words.get(words.size() - 1));
    String last = words.get(words.size() - (isName && words.size() > 1 ? 2 : 1));
    return names.contains(last) ? words.size() - 1 + (isName ? 9 : 0) : -1;
  }

  /** The words of a name in small letters, without those that only say that it is an id. */
  private List<String> words(String name) {
    List<String> words =
        Arrays.stream(BETWEEN_WORDS.split(name.strip()))
            .map(word -> word.toLowerCase(Locale.ROOT))
            .filter(word -> !word.isEmpty())
            .collect(Collectors.toList());
    while (words.size() > 1 && ID_WORDS.contains(words.get(words.size() - 1))) {
      words.remove(words.size() - 1);
    }
    int last = words.size() - 1;
    if (last >= 0 && words.get(last).endsWith("id") && !names.contains(words.get(last))) {
      words.set(last, words.get(last).substring(0, words.get(last).length() - 2));
    }
    return words;
  }

  /** Whether a name says that a column holds ids, of whatever. */
  static boolean isId(String name) {
    return IDS.matcher(name.strip()).find();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
