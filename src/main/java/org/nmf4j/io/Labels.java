package org.nmf4j.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nmf4j.format.FileFormatException;

/** Names of rows or of columns, numbered in the order of their first appearance. */
final class Labels {

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  /** The number of a name, a new one if it is new. */
  int number(String name) {
    Integer known = numbers.putIfAbsent(name, names.size());
    if (known != null) {
      return known;
    }
    names.add(name);
    return names.size() - 1;
  }

  /** A name as it is shown in messages. */
  String quoted(int number) {
    return Numbers.quoted(names.get(number));
  }

  List<String> names() {
    return names;
  }

  /** Refuses names of which one is there twice: nobody could tell the two apart. */
  static void requireDistinct(String file, String kind, List<String> names)
      throws FileFormatException {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw FileFormatException.of(
            file, "the %s label %s is there twice".formatted(kind, Numbers.quoted(name)));
      }
    }
  }
}
