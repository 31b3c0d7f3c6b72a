package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shell script, with a {@code java} that prints what it is given, one argument a line. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class LauncherTest {

  @TempDir Path folder;

  private Path installed;

  @BeforeEach
  void install() throws IOException {
    installed = folder.toRealPath().resolve("in stalled");
    Path launcher = Files.createDirectories(installed.resolve("bin")).resolve("nmf4j");
    Files.copy(Path.of("src/main/launcher/nmf4j"), launcher);
    Files.writeString(Files.createDirectory(installed.resolve("lib")).resolve("some.jar"), "");
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  /** What the launcher hands to Java, its output being a file. */
  private List<String> launch(Path directory, String... command)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().put("CDPATH", folder + ":.");
    Process process = builder.start();
    try {
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(out);
  }

  @Test
  void findsItsJarsByAnyPath() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("in stalled/bin/nmf4j"));
    Files.createDirectory(folder.resolve("bin"));
    Files.createDirectory(folder.resolve("lib")); // Where CDPATH leads from a relative path.
    String jar = installed.resolve("lib/some.jar").toString();
    assertThat(launch(folder, link.toString(), "a b")).contains(jar).endsWith("a b");
    assertThat(launch(installed, "bin/nmf4j")).contains(jar);
    assertThat(launch(installed.resolve("bin"), "sh", "nmf4j")).contains(jar);
  }

  @Test
  void saysWhereItCannotBe() throws Exception {
    Path there = folder.toRealPath().resolve("one:two");
    Files.move(installed, there);
    Process process = new ProcessBuilder(there.resolve("bin/nmf4j").toString()).start();
    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "nmf4j: can't run from %s/lib: to Java ':' ends a name there; it needs another directory\n",
            there);
    assertThat(process.waitFor()).isEqualTo(1);
  }

  @Test
  void compilesMoreForManyIterationsOnALargeFileOnly() throws Exception {
    Files.write(folder.resolve("large"), new byte[1_000_001]);
    Files.write(folder.resolve("small"), new byte[1_000_000]);
    String launcher = installed.resolve("bin/nmf4j").toString();
    assertThat(launch(folder, launcher, "large")).contains("-XX:+TieredCompilation");
    assertThat(launch(folder, launcher, "large", "--iterations", "100"))
        .contains("-XX:+TieredCompilation");
    assertThat(launch(folder, launcher, "large", "--iterations", "7"))
        .contains("-XX:TieredStopAtLevel=1");
    assertThat(launch(folder, launcher, "--iterations=7", "large"))
        .contains("-XX:TieredStopAtLevel=1");
    // Standard output is a file here, but not where the script would look into it.
    assertThat(launch(folder, launcher, "small", "/dev/stdout"))
        .contains("-XX:TieredStopAtLevel=1")
        .endsWith("/dev/stdout");
  }
}
