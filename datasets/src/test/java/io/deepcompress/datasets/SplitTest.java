package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final ImageShape SHAPE = new ImageShape(1, 1, 2);

  /** Ten samples: label i, pixels i and 200 + i. */
  private final Split ten = samples(10);

  @Test
  void viewsShowTheRightSamples() throws DatasetException {
    assertThat(labels(ten.head(3))).containsExactly(0, 1, 2);
    assertThat(labels(ten.tail(3))).containsExactly(7, 8, 9);
    assertThat(labels(ten.slice(4, 6))).containsExactly(4, 5);
    assertThat(labels(ten.pick(new int[] {9, 0, 9}))).containsExactly(9, 0, 9);
    assertThat(labels(ten.tail(6).head(4).slice(1, 3))).containsExactly(5, 6);
    assertThat(labels(ten.head(0))).isEmpty();
    Split view = ten.tail(4).pick(new int[] {2});
    assertThat(TestFiles.pixels(view, 0)).containsExactly(8, (byte) 208);
    float[] floats = new float[3];
    view.read(0, floats, 1);
    assertThat(floats).containsExactly(0, 8, 208);
  }

  @Test
  void sampleDrawsDifferentSamplesBySeed() {
    int[] drawn = labels(ten.sample(6, 5));

    assertThat(drawn).hasSize(6).doesNotHaveDuplicates();
    assertThat(labels(ten.sample(6, 5))).isEqualTo(drawn);
    assertThat(labels(ten.sample(6, 6))).isNotEqualTo(drawn);
    assertThat(labels(ten.sample(99, 5))).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void copyInMemoryIsTheSame() throws DatasetException {
    Split copy = ten.slice(2, 7).inMemory();

    assertThat(labels(copy)).containsExactly(2, 3, 4, 5, 6);
    assertThat(TestFiles.pixels(copy, 4)).containsExactly(6, (byte) 206);
    assertThat(copy.digest()).isEqualTo(ten.slice(2, 7).digest());
  }

  @Test
  void digestTellsContentsApart() throws DatasetException {
    String digest = ten.digest();

    assertThat(digest).matches("[0-9a-f]{64}").isEqualTo(samples(10).digest());
    assertThat(ten.head(9).digest()).isNotEqualTo(digest);
    assertThat(ten.pick(new int[] {1, 0, 2, 3, 4, 5, 6, 7, 8, 9}).digest()).isNotEqualTo(digest);
    byte[] pixels = pixels(10);
    pixels[3]++;
    assertThat(Split.of(SHAPE, pixels, labels(ten)).digest()).isNotEqualTo(digest);
    int[] labels = labels(ten);
    labels[9] = 0;
    assertThat(Split.of(SHAPE, pixels(10), labels).digest()).isNotEqualTo(digest);
  }

  @Test
  void refusesPositionsOutside() {
    assertThatThrownBy(() -> ten.head(11)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ten.tail(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ten.slice(3, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ten.pick(new int[] {10}))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ten.label(10)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ten.read(10, new byte[2], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ten.read(0, new byte[2], 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> Split.of(SHAPE, new byte[3], new int[1]));
    assertThatIllegalArgumentException().isThrownBy(() -> Split.of(SHAPE, new byte[2], new int[2]));
  }

  @Test
  void validationHoldsTheLastTrainingSamplesOut() throws DatasetException {
    Dataset data = dataset(ten, samples(3));
    Dataset validation = data.validation(4);

    assertThat(labels(validation.training())).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(labels(validation.test())).containsExactly(6, 7, 8, 9);
    assertThat(validation.name()).isEqualTo("set/validation");
    assertThat(labels(data.all())).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2);
    assertThat(TestFiles.pixels(data.all(), 12)).containsExactly(2, (byte) 202);
    assertThat(data.all().digest()).isNotEqualTo(data.digest());
    assertThatIllegalArgumentException().isThrownBy(() -> data.validation(10));
    assertThatIllegalArgumentException().isThrownBy(() -> data.validation(0));
  }

  @Test
  void refusesSplitsOfDifferentShapes() {
    Split other = Split.empty(new ImageShape(3, 1, 2));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> dataset(ten, other))
        .withMessageContaining("1x1x2")
        .withMessageContaining("3x1x2");
  }

  @Test
  void shapesAndPreprocessingRefuseNonsense() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ImageShape(2, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ImageShape(1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ImageShape(3, 1 << 16, 1 << 16));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new StandardPreprocessing(
                    StandardPreprocessing.ChannelOrder.RGB, 1, List.of(1.0, 2.0)));
    assertThat(StandardPreprocessing.unit(SHAPE).order())
        .isEqualTo(StandardPreprocessing.ChannelOrder.GRAY);
    assertThat(StandardPreprocessing.unit(new ImageShape(3, 1, 1)).scale()).isEqualTo(1 / 255.0);
  }

  private static Dataset dataset(Split training, Split test) {
    return new Dataset("set", List.of("a", "b"), StandardPreprocessing.unit(SHAPE), training, test);
  }

  private static Split samples(int count) {
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i);
    return Split.of(SHAPE, pixels(count), labels);
  }

  private static byte[] pixels(int count) {
    byte[] pixels = new byte[2 * count];
    for (int i = 0; i < count; i++) {
      pixels[2 * i] = (byte) i;
      pixels[2 * i + 1] = (byte) (200 + i);
    }
    return pixels;
  }

  private static int[] labels(Split split) {
    int[] labels = new int[split.size()];
    Arrays.setAll(labels, split::label);
    return labels;
  }
}
