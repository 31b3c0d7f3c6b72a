import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.Nmf;
import org.slf4j.LoggerFactory;

/** SLF4J 2 and Logback 1.5 in place of the SLF4J 1.7 that ND4J brings. */
public final class Main {

  public static void main(String[] arguments) {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    ((Logger) LoggerFactory.getLogger(Nmf.class)).addAppender(lines);
    Nmf.ofRank(1).iterations(5).fit(Nd4j.createFromArray(new double[][] {{1, 2}, {3, Double.NaN}}));
    if (lines.list.size() != 1
        || !lines.list.get(0).getFormattedMessage().contains("after 5 iterations")) {
      throw new AssertionError(lines.list);
    }
  }
}
