package io.deepcompress.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.datasets.ImageShape;
import io.deepcompress.datasets.Split;
import io.deepcompress.datasets.StandardPreprocessing;
import io.deepcompress.pipeline.report.Accuracy;
import io.deepcompress.runtime.Mode;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final ImageShape EIGHT = new ImageShape(1, 2, 4);

  /** Eight pixels in, the same eight out: the class is that of the largest pixel. */
  private static CompressedModel identity(int outputs) {
    float[] weights = new float[8 * outputs];
    for (int i = 0; i < Math.min(8, outputs); i++) {
      weights[i * 8 + i] = 1;
    }
    Network network =
        new Network(
            List.of(new Input("in", Shape.of(8))),
            List.of(new Node("d", new Operation.Dense(outputs, false), List.of(0))),
            List.of(1));
    return new WorkingModel(network, List.of(weights), List.of(Preprocessing.NONE))
        .toCompressedModel();
  }

  private static Split random(int samples, long seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[8 * samples];
    random.nextBytes(pixels);
    int[] labels = new int[samples];
    for (int i = 0; i < samples; i++) {
      labels[i] = random.nextInt(8);
    }
    return Split.of(EIGHT, pixels, labels);
  }

  @Test
  void countsWhatSortingCounts() throws Exception {
    Split split = random(1000, 1);
    int first = 0;
    int five = 0;
    float[] pixels = new float[8];
    for (int i = 0; i < split.size(); i++) {
      split.read(i, pixels, 0);
      int better = 0;
      for (int c = 0; c < 8; c++) {
        if (pixels[c] > pixels[split.label(i)]
            || pixels[c] == pixels[split.label(i)] && c < split.label(i)) {
          better++;
        }
      }
      first += better == 0 ? 1 : 0;
      five += better < 5 ? 1 : 0;
    }

    for (int threads : new int[] {1, 3}) {
      Accuracy accuracy =
          new Evaluator(threads, Progress.NONE, () -> false).score(identity(8), Mode.FLOAT, split);

      assertThat(accuracy.samples()).isEqualTo(1000);
      assertThat(accuracy.top1()).isEqualTo(first / 1000.0);
      assertThat(accuracy.top5()).isEqualTo(five / 1000.0);
    }
  }

  @Test
  void equalScoresGoToTheLowerClass() {
    assertThat(Evaluator.rank(new float[] {1, 3, 3}, 1)).isZero();
    assertThat(Evaluator.rank(new float[] {1, 3, 3}, 2)).isEqualTo(1);
    assertThat(Evaluator.rank(new float[] {1, 3, 3}, 0)).isEqualTo(2);
  }

  @Test
  void whatDoesNotFitIsRefusedInALine() {
    Evaluator evaluator = new Evaluator(2, Progress.NONE, () -> false);

    assertThatThrownBy(() -> evaluator.score(identity(3), Mode.FLOAT, random(100, 2)))
        .isInstanceOf(IncompatibleDataException.class)
        .hasMessageContaining("the network has 3 classes");
    assertThatThrownBy(() -> evaluator.score(identity(8), Mode.FLOAT, Split.empty(EIGHT)))
        .isInstanceOf(IncompatibleDataException.class);
    assertThatThrownBy(
            () ->
                evaluator.score(
                    identity(8),
                    Mode.FLOAT,
                    Split.of(new ImageShape(3, 1, 1), new byte[3], new int[1])))
        .isInstanceOf(IncompatibleDataException.class)
        .hasMessageContaining("takes 8")
        .hasMessageContaining("3x1x1");
    assertThatThrownBy(
            () ->
                new Evaluator(2, Progress.NONE, () -> true)
                    .score(identity(8), Mode.FLOAT, random(100, 2)))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void aMeanOfEachChannelIsSpeltOutForAVector() {
    StandardPreprocessing standard =
        new StandardPreprocessing(
            StandardPreprocessing.ChannelOrder.RGB, 0.5, List.of(1.0, 2.0, 3.0));

    Preprocessing vector = Samples.usual(standard, Shape.of(6));
    Preprocessing image = Samples.usual(standard, Shape.of(3, 1, 2));

    assertThat(vector.mean()).containsExactly(1, 1, 2, 2, 3, 3);
    assertThat(vector.order()).isEqualTo(Preprocessing.ChannelOrder.ANY);
    assertThat(image.mean()).containsExactly(1, 2, 3);
    assertThat(image.order()).isEqualTo(Preprocessing.ChannelOrder.RGB);
  }
}
