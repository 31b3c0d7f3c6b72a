package org.nmf4j.cli;

import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.nmf4j.Nmf;
import org.nmf4j.internal.format.Decimal;
import org.nmf4j.matrix.Background;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How options are read, and what is said of one that is wrong. */
final class OptionValues {

  /**
   * No lambda of picocli's interface: its classes are of so old a format that Java 17 leaves them
   * out of an archive of classes, and crashes where it meets a lambda of them.
   */
  private record Converter<T>(Function<String, T> reading) implements ITypeConverter<T> {

    @Override
    public T convert(String text) {
      return reading.apply(text);
    }
  }

  private OptionValues() {}

  /** Has a command line take numbers as files do, and no empty names of files. */
  static CommandLine register(CommandLine all) {
    return all.registerConverter(Double.class, new Converter<>(OptionValues::number))
        .registerConverter(double.class, new Converter<>(OptionValues::number))
        .registerConverter(Integer.class, new Converter<>(OptionValues::integer))
        .registerConverter(int.class, new Converter<>(OptionValues::integer))
        .registerConverter(long.class, new Converter<>(OptionValues::whole))
        .registerConverter(RankOption.Rank.class, new Converter<>(RankOption.Rank::of))
        .registerConverter(Path.class, new Converter<>(OptionValues::file))
        .registerConverter(Charset.class, new Converter<>(OptionValues::encoding))
        .registerConverter(Background.class, new Converter<>(OptionValues::background));
  }

  private static Background background(String text) {
    if (text.equals("missing")) {
      return Background.missing();
    }
    String weight = text.equals("zero") ? "1" : text.replaceFirst("^weak:", "");
    if (!Decimal.isNumber(weight) || weight.equals(text)) {
      throw new TypeConversionException(
          "'" + text + "' is none of missing, zero and weak:0.1 (any weight)");
    }
    try {
      return Background.weak(Decimal.parse(weight));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static double number(String text) {
    try {
      return Decimal.parse(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number");
    }
  }

  static int integer(String text) {
    long number = whole(text);
    if (number != (int) number) {
      throw notWhole(text);
    }
    return (int) number;
  }

  private static long whole(String text) {
    try {
      return Decimal.parseWhole(text);
    } catch (NumberFormatException e) {
      throw notWhole(text);
    }
  }

  private static TypeConversionException notWhole(String text) {
    return new TypeConversionException("'" + text + "' is not a whole number, or too large");
  }

  private static Charset encoding(String text) {
    try {
      return Charset.forName(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'" + text + "' is no encoding that Java knows, as UTF-8 or windows-1252");
    }
  }

  private static Path file(String text) {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // Said below, as of an empty one.
    }
    throw new TypeConversionException("'" + text + "' is no name of a file");
  }

  /**
   * What an option sets. The library's message begins with the name of its argument, which those
   * who write options don't know: theirs takes its place.
   */
  static <T> T of(String option, Supplier<T> setting) {
    try {
      return setting.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage().replaceFirst("^\\w++(?= must )", option), e);
    }
  }

  /** A specification with what an option sets, if it is given. */
  static <T> Nmf set(Nmf nmf, String option, BiFunction<Nmf, T, Nmf> setter, T value) {
    return value == null ? nmf : of(option, () -> setter.apply(nmf, value));
  }

  static double numberOrNaN(String text) {
    return Decimal.isNumber(text) ? Decimal.parse(text) : Double.NaN;
  }
}
