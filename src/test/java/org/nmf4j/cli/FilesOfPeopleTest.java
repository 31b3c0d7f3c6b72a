package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables as people have them, of rank 1, are read as they are meant and written as they were. */
class FilesOfPeopleTest extends CommandTest {

  static Stream<Arguments> tables() {
    return Stream.of(
        // A delimiter at the end of each line but the header, or of all, or several.
        Arguments.of(
            "a,b,c\n1,2,4,\n2,4,,\n3,6,12,\n4,8,16,\n",
            "",
            "4×3, header, no row labels",
            "a,b,c\n1,2,4\n2,4,8.00\n3,6,12\n4,8,16\n"),
        Arguments.of("a,b,,\nx,10,,\ny,20,,\n", "", "2×1, header, row labels", "a,b\nx,10\ny,20\n"),
        // Numbers that name the rows.
        Arguments.of(
            "respondent_id,q1,q2\n90211,4,2\n90212,2,\n90214,1,.5\n",
            "",
            "3×2, header, row labels",
            "respondent_id,q1,q2\n90211,4,2\n90212,2,1.000\n90214,1,.5\n"),
        Arguments.of(
            ",0,1\n5,2,4\n3,1,\n4,3,6\n",
            "",
            "3×2, header, row labels",
            ",0,1\n5,2,4\n3,1,2.00\n4,3,6\n"),
        Arguments.of(
            "id,name,x,y\n1,Anna,2,4\n2,Bo,1,\n",
            "",
            "2×2, header, row labels of 2 columns",
            "id,name,x,y\n1,Anna,2,4\n2,Bo,1,2.00\n"),
        Arguments.of(
            ",0,1,2\n0.5,1,2,3\n1.5,2,4,\n2.5,3,6,9\n",
            "",
            "3×3, header, row labels",
            ",0,1,2\n0.5,1,2,3\n1.5,2,4,6.00\n2.5,3,6,9\n"),
        Arguments.of(
            "timestamp,t1,t2\n1700000000,1,2\n1700000600,2,\n",
            "",
            "2×2, header, row labels",
            "timestamp,t1,t2\n1700000000,1,2\n1700000600,2,4.00\n"),
        // Years and other numbers that name the columns.
        Arguments.of(
            "country,1990,1991,1992\nA,10,12,15\nB,20,24,30\nC,30,,45\nD,40,48,60\n",
            "",
            "4×3, header, row labels",
            "country,1990,1991,1992\nA,10,12,15\nB,20,24,30\nC,30,36.00,45\nD,40,48,60\n"),
        Arguments.of(
            "x 1 2 3\na 1 2 1\nb 2 NA 2\nc 3 6 3\n",
            "",
            "3×3, header, row labels, blanks between fields",
            "x,1,2,3\na,1,2,1\nb,2,4.00,2\nc,3,6,3\n"),
        Arguments.of(
            "sample,400.5,401,399\ns1,1,2,3\ns2,2,4,\n",
            "",
            "2×3, header, row labels",
            "sample,400.5,401,399\ns1,1,2,3\ns2,2,4,6.00\n"),
        // Codes and words for missing.
        Arguments.of(
            "j1,j2,j3\n1,2,3\n2,4,99\n3,6,9\n99,8,12\n",
            "--missing 99",
            "4×3, header, no row labels",
            "j1,j2,j3\n1,2,3\n2,4,6.00\n3,6,9\n4.00,8,12\n"),
        Arguments.of(
            "a,b\n-200,2\n2,unknown\n3,6\n-200.0,8\n",
            "--missing -200,Unknown",
            "4×2",
            "a,b\n1.00,2\n2,4.00\n3,6\n4.00,8\n"),
        Arguments.of(
            ",m1,m2,m3\nu1,1,2,0\nu2,2,0,4\nu3,0,4,4\nu4,1,2,2\n",
            "--zero-is-missing",
            "4×3, header, row labels",
            ",m1,m2,m3\nu1,1,2,2.00\nu2,2,4.00,4\nu3,2.00,4,4\nu4,1,2,2\n"),
        Arguments.of(
            "a,b,c,d\n1,2,3,4\n2,N/A,6,8\n3,6,#N/A,12\n#N/A,8,12,<NA>\nn/a,10,15,20\n6,12,None,nil\n",
            "",
            "6×4, header, no row labels",
            "a,b,c,d\n1,2,3,4\n2,4.00,6,8\n3,6,9.00,12\n4.00,8,12,16.00\n5.00,10,15,20\n"
                + "6,12,18.00,24.00\n"),
        Arguments.of("a,b\n1,2\n.,4\n3,-\n", "", "3×2", "a,b\n1,2\n2.00,4\n3,6.00\n"),
        // Lines of delimiters, comments, units, a title.
        Arguments.of(
            "a,b,c\n1,2,3\n2,4,6\n3,6,\n,,\n,,\n",
            "",
            "double precision; skipped: 2 lines without entries from line 5 on",
            "a,b,c\n1,2,3\n2,4,6\n3,6,9.00\n"),
        Arguments.of(
            "# of 2024\n# station network\nid,a,b\ns1,1,2\n#s0,7,7\ns2,2,\ns3,3,6\n",
            "",
            "skipped: 3 lines of comments",
            "id,a,b\ns1,1,2\ns2,2,4.00\ns3,3,6\n"),
        Arguments.of(
            "# a,b\n1.0,2.0\n2.0,nan\n3.0,6.0\n",
            "",
            "3×2, header, no row labels",
            "a,b\n1.0,2.0\n2.0,4.000\n3.0,6.0\n"),
        Arguments.of(
            "% a\n1.0,2.0\n2.0,nan\n3.0,6.0\n",
            "--comment %", "3×2, no header, no row labels", "1.0,2.0\n2.0,4.000\n3.0,6.0\n"),
        Arguments.of(
            "time,co,nox\n,mg/m3,ppb\n2024-01-01,1,10\n2024-01-02,2,\n2024-01-03,3,30\n",
            "",
            "3×2, header, row labels, ',' between fields, 16.7 % missing, double precision; skipped:"
                + " line 2 without numbers",
            "time,co,nox\n2024-01-01,1,10\n2024-01-02,2,20.00\n2024-01-03,3,30\n"),
        Arguments.of(
            "Sales, all regions\n\nx;y\n1,50;3\n2;\n",
            "--skip-lines 1 --decimal ,",
            "2×2, header, no row labels, ';' between fields, 25.0 % missing, double precision; skipped:"
                + " the first line",
            "x;y\n1,50;3\n2;4,00\n"),
        Arguments.of(
            "sep=;\nx;y\n1;3\n2;\n", "", "2×2, header, no row labels, ';'", "x;y\n1;3\n2;6.00\n"),
        Arguments.of(
            "n|x|y\nr|1|3\ns|2|\n", "", "2×2, header, row labels, '|'", "n,x,y\nr,1,3\ns,2,6.00\n"),
        Arguments.of(
            "x\n3\n3\n\n3\n\n",
            "",
            "3×1, header, no row labels, ',' between fields, 0 % missing, double precision; skipped: 1 empty line",
            "x\n3\n3\n3\n"),
        Arguments.of(
            ";x;y\n1;7,5e+02;,1\n2;1,5e+03;\n",
            "--decimal ,",
            "2×2, header, row labels",
            ";x;y\n1;7,5e+02;,1\n2;1,5e+03;0,200\n"),
        // Blanks between fields, also before the first.
        Arguments.of(
            "  1.00  10.00 100.00\n  2.00  20.00    nan\n  3.00  30.00 300.00\n",
            "",
            "3×3, no header, no row labels, blanks between fields",
            "1.00,10.00,100.00\n2.00,20.00,200.0000\n3.00,30.00,300.00\n"),
        Arguments.of(
            "\"a\" \"b\"\n\"New York\" 1 2\n\"Rome\" 2 NA\n",
            "",
            "2×2, header, row labels, blanks between fields",
            "a,b\nNew York,1,2\nRome,2,4.00\n"),
        // Columns that are chosen, left out or joined.
        Arguments.of(
            "id,a,note,b\nr,1,good,2\ns,2,bad,\n",
            "--drop note",
            "2×2, header, row labels",
            "id,a,b\nr,1,2\ns,2,4.00\n"),
        Arguments.of(
            "id,a,note,b\nr,1,good,2\ns,2,bad,\n",
            "--columns a,b --labels note",
            "2×2, header, row labels",
            "note,a,b\ngood,1,2\nbad,2,4.00\n"),
        Arguments.of(
            "country,region,x,y\nA,N,1,2\nA,S,2,\nB,N,3,6\n",
            "",
            "3×2, header, row labels of 2 columns",
            "country,region,x,y\nA,N,1,2\nA,S,2,4.00\nB,N,3,6\n"),
        Arguments.of(
            "gene,s1,s2,s3\nTP53,1,2,3\n1-Mar,2,4,6\n1-Mar,3,6,\n",
            "--drop gene",
            "3×3, header, no row labels",
            "s1,s2,s3\n1,2,3\n2,4,6\n3,6,9.00\n"),
        Arguments.of(
            "2024-01-01,1,2,4\n2024-01-02,2,,8\n2024-01-03,4,8,16\n",
            "",
            "3×3, no header, row labels",
            "2024-01-01,1,2,4\n2024-01-02,2,4.00,8\n2024-01-03,4,8,16\n"),
        Arguments.of(
            ";0;1;2;\n0;1;2;3;\n1;2;4;;\n",
            "",
            "2×3, header, row labels",
            ";0;1;2\n0;1;2;3\n1;2;4;6.00\n"),
        // Observed fields stay as they are, filled ones have two digits more.
        Arguments.of("a,b,c\n1.5,2,NA\n3,4,\n", "--l2 1", "2×3", "a,b,c\n1.5,2,0.000\n3,4,0.000\n"),
        Arguments.of(
            "a,b\n16777217,7.80e6\n+33554434.,\n08388608.5,3.90e6\n",
            "",
            "3×2",
            "a,b\n16777217,7.80e6\n+33554434.,1.5600e+07\n08388608.5,3.90e6\n"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("tables")
  void areReadAsTheyAreMeant(String text, String options, String told, String completed)
      throws IOException {
    write("t.csv", text);
    assertThat(run(("complete @t.csv --rank 1 --output @c.csv " + options).strip())).isZero();
    assertThat(read).startsWith("@t.csv: ").contains(told).hasLineCount(1);
    assertThat(Files.readString(folder.resolve("c.csv"))).isEqualTo(completed);
  }

  @ParameterizedTest
  @CsvSource({"UTF-16,''", "UTF-16LE,--encoding UTF-16LE", "windows-1252,--encoding windows-1252"})
  void areReadInOtherEncodings(String encoding, String option) throws IOException {
    byte[] bytes = "\u00e4\tb\n1\t2\n2\t\n3\t6\n".getBytes(Charset.forName(encoding));
    Files.write(folder.resolve("t.txt"), bytes);
    assertThat(run(("complete @t.txt --rank 1 --output @c.tsv " + option).strip())).isZero();
    assertThat(Files.readString(folder.resolve("c.tsv")))
        .isEqualTo("\u00e4\tb\n1\t2\n2\t4.00\n3\t6\n");
  }

  static Stream<Arguments> unclear() {
    return Stream.of(
        Arguments.of(
            "as,cd\n<0.5,3\n0.7,4\n", ":2, column 1: \"<0.5\" is not a number (--row-labels yes"),
        Arguments.of("price,qty\n$5,10\n$7,14\n", ":2, column 1: \"$5\" is not a number"),
        Arguments.of("share,n\n12%,6\n14%,7\n", ":2, column 1: \"12%\" is not a number"),
        Arguments.of("ventes;stock\n1 234;5\n3702;15\n", ":2, column 1: \"1 234\" is not a number"),
        Arguments.of("n,x,y\nr,$5,2\ns,$6,3\n", ":2, column 2: \"$5\" is not a number"),
        Arguments.of("r,12kg,2\ns,13kg,3\n", ":1, column 2: \"12kg\" is not a number"),
        Arguments.of("id;x;y\n1;1 234;2\n2;5 678;3\n", ":2, column 2: \"1 234\" is not a number"),
        Arguments.of("x,y\n1,2\n5 kg,3\n", ":3, column 1: \"5 kg\" is not a number"),
        Arguments.of(
            "x,y\nND,2\n0.7,3\n", ":2, column 1: \"ND\" is not a number, as \"0.7\" on line 3 is"),
        Arguments.of(
            "name,a,b\nx,'1',2\ny,2,4\n",
            ":2, column 2: \"'1'\" is not a number, as \"2\" on line 3"),
        Arguments.of("x,y\n0.7,3\nND,2\n", ":3, column 1: \"ND\" is not a number"),
        Arguments.of("x,y\n0.7,ND\n2,2\n", ":2, column 2: \"ND\" is not a number (--drop y"),
        Arguments.of(
            "gene\ts1\nTP53\t1\n1-Mar\t2\n\n1-Mar\t3\n",
            ":5: the row label \"1-Mar\" is there already, on line 3 (--labels"),
        Arguments.of(
            "id,x\n1,2\n2,3\n1,4\n", ":4: the row label \"1\" is there already, on line 2"),
        Arguments.of("# 1,2\n# 3,4\n", ": the file holds comments only"),
        Arguments.of("a,b\n1,2\n", ": there is no column \"c\" for --columns, there are a, b"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unclear")
  void areRefusedWithTheWayOut(String text, String problem) throws IOException {
    write("t.csv", text);
    String options = problem.contains("--columns") ? " --columns c" : "";
    assertThat(run("complete @t.csv --rank 1 --output @c.csv" + options)).isEqualTo(1);
    assertThat(err).startsWith("nmf4j: @t.csv" + problem).hasLineCount(1);
    assertThat(folder.resolve("c.csv")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "'a,b\n1,5\n2,3\n3,4\n', column a holds 3 different whole numbers in order: taken as data"
        + " (--row-labels yes takes it for names)",
    "'time,b\n0.0,5\n0.5,3\n1.0,4\n', column time holds 3 different numbers in order: taken as data"
        + " (--row-labels yes takes it for names)",
    "'x,1,2,3\na,5,2,1\nb,2,3,2\n', the ascending numbers of the first line are taken for names of"
        + " columns (--header no takes them for a row)",
    "'x,.5,1.5,2.5\na,5,2,1\nb,2,3,2\n', the ascending numbers of the first line are taken for names"
        + " of columns (--header no takes them for a row)",
    "'x,2,4,6\na,1,2,3\nb,2,3,4\n', the ascending numbers of the first line are taken for a row"
        + " (--header yes takes them for names of columns)",
    "'0,1,2\n3,2,1\n5,6,2\n', the ascending numbers of the first line are taken for a row (--header"
        + " yes takes them for names of columns)"
  })
  void warnWhereSomethingElseMayBeMeant(String text, String warning) throws IOException {
    write("t.csv", text);
    assertThat(run("factorize @t.csv --rank 1")).isZero();
    assertThat(err.lines().toList().get(0)).isEqualTo("@t.csv: " + warning);
  }

  @Test
  void haveFactorsWithNames() throws IOException {
    write("t.csv", "id,a,b,c\nr,1,2,3\ns,2,4,6\nt,1,1,5\n");
    assertThat(run("factorize @t.csv --rank 2 --w @w.csv --h @h.csv --output @m.npz")).isZero();
    assertThat(lines("w.csv").get(0)).isEqualTo(",component1,component2");
    assertThat(lines("w.csv").get(3)).startsWith("t,");
    assertThat(lines("h.csv").get(0)).isEqualTo(",a,b,c");
    assertThat(lines("h.csv").get(2)).startsWith("component2,");
    assertThat(run("factorize @t.csv --rank 2 --init-w @w.csv --init-h @h.csv --iterations 0"))
        .isZero();
    write("n.csv", "9,2,4\n1,4,4\n");
    assertThat(run("factorize @n.csv --rank 1 --w @nw.csv --h @nh.csv")).isZero();
    assertThat(lines("nw.csv").get(2)).startsWith("1,");
    assertThat(lines("nh.csv").get(0)).isEqualTo(",0,1,2");
  }

  /** Whole numbers of lines of entries are not written with an exponent. */
  @Test
  void keepLargeCounts() throws IOException {
    write("t.csv", "row,column,value\na,x,16777217\na,y,33554435\nb,x,16777219\n");
    assertThat(run("complete @t.csv --rank 1 --output @c.csv")).isZero();
    assertThat(lines("c.csv").get(1)).isEqualTo("a,16777217,33554435");
  }

  @Test
  void areCompletedByAModelToo() throws IOException {
    write("t.csv", "id;a;b\nr;1,0;2,50\ns;2,0;5,0\n");
    assertThat(run("factorize @t.csv --rank 1 --decimal , --output @m.npz")).isZero();
    write("u.csv", "id;b;a\ns;;2,0\n");
    assertThat(run("complete @u.csv --decimal , --model @m.npz --output @c.csv")).isZero();
    List<String> completed = lines("c.csv");
    assertThat(completed.get(0)).isEqualTo("id;b;a");
    assertThat(completed.get(1)).matches("s;\\d,\\d+;2,0");
    assertThat(Double.parseDouble(completed.get(1).split(";")[1].replace(',', '.')))
        .isCloseTo(5, within(.01));
  }

  @Test
  void asksWhetherACodeIsMeantForMissing() throws IOException {
    write("t.csv", "a,b,c\n1.5,2,3\n2,4,99\n3,6,9\n99,8,12\n");
    assertThat(run("complete @t.csv --rank 1")).isZero();
    assertThat(err)
        .contains(
            "99 stands there 2 times, and no other number is above 12: taken as data (--missing 99"
                + " takes it for missing)");
    write("t.csv", "a,b,c\n1.5,2,3\n2,4,-9\n3,-9,9\n");
    assertThat(run("complete @t.csv --rank 1")).isEqualTo(1);
    assertThat(err).contains("-9 stands there 2 times, and all other numbers are at least 0");
    write("t.csv", "a,b,c\n1.5,2,3\n2,40,99\n3,6,9\n99,8,12\n");
    assertThat(run("complete @t.csv --rank 1")).isZero();
    assertThat(err).doesNotContain("stands there");
  }

  /** A column called value, and two that hold no names of rows and columns. */
  @Test
  void takesMeasurementsForATableWhateverTheyAreCalled() throws IOException {
    write("t.csv", "invest,value,capital\n1,10,1.5\n2,20,3\n3,30,\n4.5,45,6.75\n");
    assertThat(run("complete @t.csv --rank 1")).isZero();
    assertThat(out).startsWith("invest,value,capital\n1,10,1.5\n2,20,3\n3,30,4.50");
  }

  @Test
  void asksWhetherThreeColumnsOfNumbersAreLinesOfEntries() throws IOException {
    writeRatings("r.csv");
    assertThat(run("complete @r.csv --rank 2")).isZero();
    assertThat(err).contains("taken for a matrix of three columns (--format triples takes them");
    assertThat(run("complete @r.csv --rank 2 --format matrix")).isZero();
    assertThat(err).doesNotContain("--format triples");
  }
}
