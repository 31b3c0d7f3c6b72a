package org.nmf4j.io;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nmf4j.internal.format.OneLine;
import org.nmf4j.matrix.Duplicates;

/** Which columns, counted from 0, lines of entries have their parts in. */
final class EntryRoles {

  /** Of a column with another name, two that no name is known of needn't be ids. */
  private static final List<String> CERTAIN_VALUES = List.of("value", "rating", "stars");

  private static final List<EntryRole> NEEDED =
      List.of(EntryRole.ROW, EntryRole.COLUMN, EntryRole.VALUE);

  private final List<String> names;
  private final Map<EntryRole, Integer> places = new EnumMap<>(EntryRole.class);

  private boolean told;

  /** Whether the names have said, or it was told, what any column is. */
  private boolean known;

  private EntryRoles(List<String> names) {
    this.names = names;
  }

  /**
   * What is told of columns, and for the rest what their names say.
   *
   * @throws IllegalArgumentException if there is no column as one is told, or one is told twice
   */
  static EntryRoles of(List<String> names, EntryColumns told) {
    EntryRoles roles = new EntryRoles(names);
    for (EntryRole role : EntryRole.values()) {
      if (!role.told(told).isEmpty()) {
        roles.tell(role, role.told(told));
      }
    }
    roles.told = told.isTold();
    for (EntryRole role : EntryRole.values()) {
      roles.find(role);
    }
    if (roles.lacks(EntryRole.VALUE) && EntryRole.WEIGHT.told(told).isEmpty()) {
      roles.move(EntryRole.WEIGHT, EntryRole.VALUE);
    }
    roles.take(EntryRole.ROW, roles.free().filter(place -> EntryRole.isId(names.get(place))));
    roles.take(EntryRole.COLUMN, roles.free().filter(place -> EntryRole.isId(names.get(place))));
    roles.known = !roles.places.isEmpty();
    return roles;
  }

  private void tell(EntryRole role, String name) {
    int place = names.indexOf(name);
    if (place < 0 && name.matches("[1-9]\\d{0,5}+") && Integer.parseInt(name) <= names.size()) {
      place = Integer.parseInt(name) - 1;
    }
    if (place < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there is no column %s for the %s, there are %s",
              Numbers.quoted(name),
              role,
              shown(names.stream())));
    }
    if (places.containsValue(place)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "column %s can't be the %s and more", Numbers.quoted(name), role));
    }
    places.put(role, place);
  }

  private static String shown(Stream<String> names) {
    return OneLine.start(names.collect(Collectors.joining(", ")));
  }

  private void find(EntryRole role) {
    Comparator<Integer> byRank = Comparator.comparing(place -> role.rank(names.get(place)));
    take(
        role,
        free().filter(i -> role.rank(names.get(i)) >= 0).boxed().sorted(byRank).mapToInt(i -> i));
  }

  /** Gives a part that has no column yet the first of some, if there are any. */
  private void take(EntryRole role, IntStream columns) {
    if (lacks(role)) {
      columns.findFirst().ifPresent(place -> places.put(role, place));
    }
  }

  private void move(EntryRole from, EntryRole to) {
    if (lacks(to) && !lacks(from)) {
      places.put(to, places.remove(from));
    }
  }

  private IntStream free() {
    return IntStream.range(0, names.size()).filter(place -> !places.containsValue(place));
  }

  boolean areKnown() {
    return known;
  }

  /** Whether the names are those of lines of entries, not of a matrix' columns. */
  boolean areOfEntries() {
    if (told) {
      return true;
    }
    if (lacks(EntryRole.VALUE)) {
      return haveIds() && (free().count() <= 1 || haveOneColumn());
    }
    long parts = NEEDED.stream().filter(places::containsKey).count() + free().count();
    return haveIds() || ((parts == 3 || names.size() == 3) && haveCertainValue());
  }

  /** Whether both columns of ids are known. */
  boolean haveIds() {
    return !lacks(EntryRole.ROW) && !lacks(EntryRole.COLUMN);
  }

  /** Several would be the columns of a matrix, such as movies, books and songs. */
  private boolean haveOneColumn() {
    return free().noneMatch(place -> EntryRole.COLUMN.rank(names.get(place)) >= 0);
  }

  private boolean haveCertainValue() {
    return CERTAIN_VALUES.contains(name(EntryRole.VALUE).toLowerCase(Locale.ROOT));
  }

  /**
   * Gives columns that are left to the parts that have none, in the order of both.
   *
   * @param takesPairs whether there may be none for the value
   * @throws IllegalArgumentException if there is none for the value, or several may be it
   */
  EntryRoles filled(boolean takesPairs) {
    if (lacks(EntryRole.VALUE) && haveIds() && free().count() > 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "which column holds the values? %s and %s name an entry's place, and %s are left"
                  + " (--value COLUMN says it, --format matrix reads a matrix)",
              Numbers.quoted(name(EntryRole.ROW)),
              Numbers.quoted(name(EntryRole.COLUMN)),
              shown(free().mapToObj(names::get))));
    }
    NEEDED.forEach(role -> take(role, free()));
    if (!lacks(EntryRole.VALUE)) {
      move(EntryRole.TIME, EntryRole.COLUMN); // As of values by station and date.
    }
    if (lacks(EntryRole.VALUE) && !takesPairs) {
      throw new IllegalArgumentException(
          "there is no column of values: if all entries are equal, nothing can be ranked"
              + " (--implicit 40 takes pairs for clicks, --absent zero for ones among zeros)");
    }
    return this;
  }

  /** Whether a line has whole numbers or names where its ids are, or must be as nothing else is. */
  boolean haveIds(List<String> line) {
    IntStream named = Stream.of(EntryRole.ROW, EntryRole.COLUMN).mapToInt(this::at);
    return IntStream.concat(named, haveIds() ? IntStream.empty() : free())
        .filter(place -> place >= 0)
        .allMatch(place -> place < line.size() && EntryLayout.isId(line.get(place)));
  }

  /**
   * The place of times, −1 if they don't matter, or needn't be there and aren't.
   *
   * @throws IllegalArgumentException if they have to be there and aren't
   */
  int time(ReadOptions options) {
    if (options.needTimes() && lacks(EntryRole.TIME)) {
      throw new IllegalArgumentException(
          (options.keepsTimes()
                  ? "a split by time needs each entry's time"
                  : "the latest of duplicates is told by a time")
              + ", and no column is known to hold it (--time COLUMN says which)");
    }
    boolean matter = options.needTimes() || options.duplicates() == Duplicates.LAST;
    return matter ? at(EntryRole.TIME) : -1;
  }

  boolean lacks(EntryRole role) {
    return !places.containsKey(role);
  }

  /** A column's place, −1 if no column has the role. */
  int at(EntryRole role) {
    return places.getOrDefault(role, -1);
  }

  private String name(EntryRole role) {
    return names.get(at(role));
  }

  /** The names of columns that are not used, if there are any. */
  Optional<String> unused() {
    return Optional.of(shown(free().mapToObj(names::get))).filter(unused -> !unused.isEmpty());
  }

  /** As it is told to users: {@code row user, column item, value rating}. */
  @Override
  public String toString() {
    return places.keySet().stream()
        .map(role -> role + " " + OneLine.start(name(role)))
        .collect(Collectors.joining(", "));
  }
}
