package io.deepcompress.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.Preprocessing.ChannelOrder;
import io.deepcompress.codec.network.Shape;
import org.junit.jupiter.api.Test;

class PreprocessorTest {
  private static float[] apply(Preprocessing preprocessing, Shape shape, float... raw) {
    float[] output = new float[shape.size()];
    new Preprocessor(preprocessing, shape).apply(raw, output);
    return output;
  }

  @Test
  void channelsAreTurnedRoundBeforeTheMeanIsTaken() {
    Preprocessing bgr =
        new Preprocessing(ChannelOrder.BGR, new float[] {1, 2, 3}, new float[] {10});
    assertThat(apply(bgr, Shape.of(3, 1, 2), 100, 101, 110, 111, 120, 121))
        .containsExactly(1190, 1200, 1080, 1090, 970, 980);
  }

  @Test
  void grayIsTakenAsItIsOrMadeFromColour() {
    Preprocessing gray = new Preprocessing(ChannelOrder.GRAY, new float[0], new float[] {1 / 255f});
    assertThat(apply(gray, Shape.of(1, 1, 1), 255)).containsExactly(1);
    assertThat(apply(gray, Shape.of(1, 1, 1), 255, 0, 0)[0]).isBetween(0.2989f, 0.2991f);
  }

  @Test
  void valuesMayBelongToElements() {
    Preprocessing each =
        new Preprocessing(ChannelOrder.ANY, new float[] {1, 2, 3, 4}, new float[] {1, 1, 2, 2});
    assertThat(apply(each, Shape.of(4), 1, 3, 5, 7)).containsExactly(0, 1, 4, 6);
    assertThat(apply(Preprocessing.NONE, Shape.of(2), 5, 6)).containsExactly(5, 6);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(
            () ->
                new Preprocessor(
                    new Preprocessing(ChannelOrder.ANY, new float[2], new float[0]), Shape.of(3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new Preprocessor(
                    new Preprocessing(ChannelOrder.RGB, new float[0], new float[0]),
                    Shape.of(1, 4, 4)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> apply(Preprocessing.NONE, Shape.of(2), 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
