package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The blocks of Java that pages show, compiled to be run. */
public final class Snippets implements AutoCloseable {

  static final Path PROJECT = Path.of("").toAbsolutePath();

  private final URLClassLoader loader;

  /** A page of the project, and its blocks of code. */
  public record Page(Path file, String text) {

    public static Page of(Path file) {
      return new Page(file, Snippets.text(file));
    }

    List<String> blocks(String language) {
      return Pattern.compile("^```" + language + "\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
          .matcher(text)
          .results()
          .map(result -> result.group(1))
          .toList();
    }

    /**
     * The page's blocks of Java.
     *
     * @param given what makes variables, for those blocks that name one and don't declare it
     */
    public Stream<Snippet> snippets(Map<String, String> given) {
      String prefix = file.getFileName().toString().replaceAll("\\W", "_");
      Set<String> imports = new LinkedHashSet<>();
      List<Snippet> snippets = new ArrayList<>();
      for (String block : blocks("java")) {
        block.lines().filter(line -> line.startsWith("import ")).forEach(imports::add);
        String body = block.replaceAll("(?m)^import .*;$", "");
        String name = prefix + "_" + (snippets.size() + 1);
        snippets.add(new Snippet(name, new LinkedHashSet<>(imports), given, body));
      }
      return snippets.stream();
    }

    @Override
    public String toString() {
      return PROJECT.relativize(file).toString();
    }
  }

  /** The imports are those of the page up to it. */
  public record Snippet(String name, Set<String> imports, Map<String, String> given, String body) {

    String source() {
      String made =
          given.entrySet().stream()
              .filter(entry -> isUsedAsGiven(entry.getKey()))
              .map(Map.Entry::getValue)
              .collect(Collectors.joining("\n"));
      return String.join("\n", imports)
          + "\npublic class "
          + name
          + " implements java.util.concurrent.Callable<Void> {\n"
          + "public Void call() throws Exception {\n"
          + made
          + body
          + "return null; }}\n";
    }

    private boolean isUsedAsGiven(String variable) {
      return Pattern.compile("\\b" + variable + "\\b").matcher(body).find()
          && !body.contains(" " + variable + " =")
          && !body.contains(" " + variable + " :");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final Snippet snippet;

    Source(Snippet snippet) {
      super(URI.create("string:///" + snippet.name() + ".java"), JavaFileObject.Kind.SOURCE);
      this.snippet = snippet;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return snippet.source();
    }
  }

  /** All at once: a compiler for each snippet would take longer than to run it. */
  public Snippets(Stream<Snippet> snippets, Path classes) throws IOException {
    StringWriter errors = new StringWriter();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean compiled =
        compiler
            .getTask(
                errors,
                null,
                null,
                List.of("-classpath", classPath, "-d", classes.toString(), "-proc:none"),
                null,
                snippets.map(Source::new).toList())
            .call();
    assertThat(compiled).as(errors.toString()).isTrue();
    loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
  }

  public void run(Snippet snippet) throws Exception {
    ((Callable<?>) loader.loadClass(snippet.name()).getDeclaredConstructor().newInstance()).call();
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
