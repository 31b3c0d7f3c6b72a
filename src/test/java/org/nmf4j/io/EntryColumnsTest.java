package org.nmf4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.matrix.Duplicates;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.matrix.Splitters;

/** Which columns of lines of entries are row, column, value, weight and time. */
class EntryColumnsTest {

  private static final ReadOptions ANY = ReadOptions.defaults();

  @TempDir private Path folder;

  private MaskedMatrix read(String text, ReadOptions options) throws IOException {
    return open(text, options).matrix();
  }

  private MatrixFile open(String text, ReadOptions options) throws IOException {
    return MatrixFiles.open(Files.writeString(folder.resolve("a.csv"), text), options);
  }

  private static List<String> entries(MaskedMatrix a) {
    return EntryTexts.of(
        a,
        (value, weight) ->
            String.format(Locale.ROOT, weight == 1 ? "%.0f" : "%.0f %.0f", value, weight));
  }

  /** All with u1's 4 of i7, by whatever name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "userId,movieId,rating,timestamp\nu1,i7,4,1700000000\n",
        "rating,timestamp,movie_id,USER_ID\n4,1700000000,i7,u1\n",
        "customer,product,stars,created\nu1,i7,4,1700000000\n",
        "customer,sku,stars,created_at\nu1,i7,4,2024-01-05\n",
        "reviewerID,asin,reviewerName,helpful,overall,summary,unixReviewTime,reviewTime\n"
            + "u1,i7,Ann,0,4,good,1700000000,\"09 13, 2009\"\n",
        "rating,title,text,asin,parent_asin,user_id,timestamp,helpful_vote\n"
            + "4,Fine,It is,i7,i8,u1,1588687728923,0\n",
        "\"User-ID\";\"ISBN\";\"Book-Rating\"\n\"u1\";\"i7\";\"4\"\n",
        "review_id,user_id,business_id,stars,date,text\n9,u1,i7,4,2011-01-26,nice\n",
        "userID\tartistID\tweight\nu1\ti7\t4\n",
        "CustomerID,StockCode,Quantity,InvoiceDate\nu1,i7,4,2010-12-01\n",
        "user-id,game-title,behaviour-name,hours-score\nu1,i7,play,4\n",
        "patient_id,drug_id,dose\nu1,i7,4\n",
        "gene,sample,expression\ni7,u1,4\n",
        "docID,wordID,count\nu1,i7,4\n",
        "user,item,rating,price,age\nu1,i7,4,2.5,31\n",
        // An index and a delimiter at the end of each line, as exports have them.
        ",user,item,rating\n0,u1,i7,4\n",
        "\"\",\"user\",\"item\",\"rating\"\n\"1\",\"u1\",\"i7\",4\n",
        "user,item,rating,timestamp,\nu1,i7,4,1700000000,\n",
        "user,item,rating\nu1,i7,4,\n",
        // Stacked by pandas.
        "user,item,0\nu1,i7,4.0\n",
        "level_0,level_1,0\nu1,i7,4.0\n"
      })
  void namesTellThem(String text) throws IOException {
    assertThat(entries(read(text, ANY))).containsExactly("u1 i7 4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user,movie,book,song\nAnn,3,5,2\n",
        "height,width,rating,score\n1,2,3,4\n",
        "height,width,weight\n1,2,3\n",
        "user,item,score\n1.5,2,3\n",
        "date,count,value,rate\n1,2,3,4\n"
      })
  void namesOfAMatrixTellNone(String text) throws IOException {
    assertThat(read(text, ANY)).isNotInstanceOf(SparseMatrix.class);
  }

  @Test
  void areNoTableToChooseColumnsOf() throws IOException {
    String text = "id,answer,points\n1,agree,2\n2,neutral,3\n";
    assertThat(open(text, ANY).warnings())
        .singleElement()
        .asString()
        .endsWith(
            "names and one number in each line: taken for row, column and value (--format matrix"
                + " reads a matrix)");
    assertThat(open(text, ANY.format(MatrixFormat.TRIPLES)).warnings()).isEmpty();
    assertThat(read(text, ANY.drop("answer")).columnLabels()).containsExactly("points");
    assertThatThrownBy(() -> read(text, ANY.format(MatrixFormat.TRIPLES).drop("answer")))
        .hasMessageContaining(": --labels, --columns and --drop are for a matrix");
  }

  /** A time in each line's fourth field, or ids that are no numbers. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "u1,0205616461,4.0,1369699200\nU02BBB,0558925278,3,1355443200\n",
        "u1,0205616461,4\nU02BBB,0558925278,3\n",
        "u1,0205616461,4\nU02BBB,B00LORWRJA,3\n",
        "u1,0205616461,4,2024-01-05\n12,13,NA,2024-01-06 10:00:00\n"
      })
  void linesTellThemWithoutAHeader(String text) throws IOException {
    assertThat(entries(read(text, ANY))).contains("u1 0205616461 4");
  }

  @Test
  void zerosBeforeAnIdArePartOfIt() throws IOException {
    MaskedMatrix a =
        read(
            "U01AAA,0205616461,5.0,1369699200\nU02BBB,0558925278,3.0,1355443200\n"
                + "U01AAA,0558925278,4.0,1404691200\nU03CCC,B00LORWRJA,5.0,1382572800\n"
                + "U02BBB,B00LORWRJA,1.0,1274227200\nU04DDD,0205616461,2.0,1405296000\n"
                + "U04DDD,205616461,3.0,1405296001\n",
            ANY);
    assertThat(a.rows()).isEqualTo(4);
    assertThat(a.columnLabels())
        .containsExactly("0205616461", "0558925278", "205616461", "B00LORWRJA");
    assertThat(entries(a)).hasSize(7);
  }

  @Test
  void areReadAsToldByNameOrNumber() throws IOException {
    String text = "who,what,how much,how sure,x\na,b,4,2,9\nc,b,3,0,9\n";
    EntryColumns byName =
        EntryColumns.detected().row("what").column("x").value("how much").weight("how sure");
    assertThat(entries(read(text, ANY.entryColumns(byName)))).containsExactly("b 9 4 2");
    EntryColumns byNumber = EntryColumns.detected().row("3").column("1").value("2").time("4");
    assertThat(entries(read("b,4,a,9\n", ANY.entryColumns(byNumber)))).containsExactly("a b 4");
    assertThat(entries(read("b,a,4\n", ANY.entryColumns(EntryColumns.detected().row("2")))))
        .containsExactly("a b 4");
  }

  @Test
  void aWeightWeighs() throws IOException {
    assertThat(entries(read("user,item,rating,weight\nr1,c1,1,1\nr2,c2,4,9\nr2,c1,4,0\n", ANY)))
        .containsExactly("r1 c1 1", "r2 c2 4 9");
    assertThatThrownBy(() -> read("user,item,rating,weight\n1,1,4,-1\n", ANY))
        .hasMessageEndingWith("a.csv:2, column 4: a weight must be a number ≥ 0, got \"-1\"");
    assertThatThrownBy(() -> read("user,item,rating,weight\n1,1,4,\n", ANY))
        .hasMessageEndingWith("a.csv:2, column 4: a weight must be a number ≥ 0, got \"\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1500000300|1500000100",
        "1500000100|99",
        "2024-01-05|2023-12-31",
        "2024-01-05T10:00:00+01:00|2024-01-05T08:59:59Z",
        "2024-01-05 10:00:00.5|2024-01-05 10:00:00",
        "1e3|999.5"
      })
  void theLatestOfDuplicatesIsToldByTheTime(String later, String earlier) throws IOException {
    String header = "userId,movieId,rating,timestamp\n";
    String text = header + "1,10,4," + later + "\n1,10,2," + earlier + "\n1,20,5," + earlier + "\n";
    for (Duplicates duplicates : List.of(Duplicates.LAST, Duplicates.LATEST)) {
      assertThat(entries(read(text, ANY.duplicates(duplicates))))
          .containsExactly("1 10 4", "1 20 5");
    }
  }

  @Test
  void timesAreKeptForSplits() throws IOException {
    ReadOptions timed = ANY.keepTimes();
    String header = "userId,movieId,rating,timestamp\n";
    MaskedMatrix a = read(header + "1,10,4,1500000100\n1,20,5,2017-07-14T02:41:39Z\n", timed);
    assertThat(entries(a.split(Splitters.lastInRows(1)).test())).containsExactly("1 10 4");
    assertThat(entries(a.split(Splitters.since(1_500_000_100)).test())).containsExactly("1 10 4");
    assertThatThrownBy(() -> read("user,item,rating\n1,1,4\n", timed))
        .hasMessageEndingWith(
            "a.csv: a split by time needs each entry's time, and no column is known to hold it"
                + " (--time COLUMN says which)");
    ReadOptions last = timed.duplicates(Duplicates.LAST);
    assertThatThrownBy(() -> read("user,item,rating,date\n1,1,4,May\n", last))
        .hasMessageContaining("a.csv:2, column 4: \"May\" is no time");
  }

  @Test
  void theLatestNeedsATime() throws IOException {
    ReadOptions latest = ANY.duplicates(Duplicates.LATEST);
    assertThatThrownBy(() -> read("user,item,rating\n1,1,4\n", latest))
        .hasMessageEndingWith(
            "a.csv: the latest of duplicates is told by a time, and no column is known to hold it"
                + " (--time COLUMN says which)");
    assertThatThrownBy(() -> read("user,item,rating,date\n1,1,4,5th of May\n", latest))
        .hasMessageContaining("a.csv:2, column 4: \"5th of May\" is no time");
    ReadOptions last = ANY.duplicates(Duplicates.LAST);
    assertThat(entries(read("user,item,rating,date\n1,1,4,May\n1,1,3,April\n", last)))
        .containsExactly("1 1 3");
    assertThat(entries(read("user,item,rating,date\n1,1,4,7\n1,1,3,7\n", last)))
        .containsExactly("1 1 3");
  }

  @Test
  void wholeNumbersKeepTheirValue() throws IOException {
    String text = "row,column,value\na,x,0.1\na,y,33554435\nb,x,16777219\n";
    MaskedMatrix a = read(text, ANY);
    assertThat(a.dataType()).isEqualTo(DataType.DOUBLE);
    assertThat(a.value(0, 0)).isEqualTo(0.1);
    assertThat(a.value(0, 1)).isEqualTo(33554435);
    assertThat(read(text, ANY.dataType(DataType.FLOAT)).dataType()).isEqualTo(DataType.FLOAT);
    MaskedMatrix small = read("row,column,value\na,x,0.1\na,y,16777218\n", ANY);
    assertThat(small.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(small.value(0, 0)).isEqualTo(0.1f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user,item;u1,a|there is no column of values: if all entries are equal, nothing can be"
            + " ranked (--implicit 40 takes pairs for clicks, --absent zero for ones among zeros)",
        "user,item,timestamp;u1,a,9|there is no column of values: if all entries are equal,"
            + " nothing can be ranked (--implicit 40 takes pairs for clicks, --absent zero for ones"
            + " among zeros)",
        "customer,product,units,price;1,2,3,4.5|which column holds the values? \"customer\" and"
            + " \"product\" name an entry's place, and units, price are left (--value COLUMN says"
            + " it, --format matrix reads a matrix)"
      })
  void idsAreNeverFittedTo(String lines, String problem) {
    assertThatThrownBy(() -> read(lines.replace(';', '\n') + '\n', ANY))
        .hasMessageEndingWith("a.csv: " + problem);
  }

  @Test
  void refusesColumnsThatAreNotThere() {
    String text = "user,item,rating\n1,1,4\n";
    assertThatThrownBy(() -> read(text, ANY.entryColumns(EntryColumns.detected().value("stars"))))
        .hasMessageEndingWith(
            "a.csv: there is no column \"stars\" for the value, there are user, item, rating");
    assertThatThrownBy(() -> read(text, ANY.entryColumns(EntryColumns.detected().value("4"))))
        .hasMessageContaining("there is no column \"4\" for the value");
    assertThatThrownBy(
            () -> read(text, ANY.entryColumns(EntryColumns.detected().row("user").time("1"))))
        .hasMessageEndingWith("a.csv: column \"1\" can't be the time and more");
  }
}
