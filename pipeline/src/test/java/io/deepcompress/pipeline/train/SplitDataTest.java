package io.deepcompress.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.Preprocessing.ChannelOrder;
import io.deepcompress.datasets.ImageShape;
import io.deepcompress.datasets.Split;
import org.junit.jupiter.api.Test;

class SplitDataTest {
  private static final ImageShape COLOUR = new ImageShape(3, 1, 2);
  private final Split split =
      Split.of(
          COLOUR, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, (byte) 200}, new int[] {4, 9});

  @Test
  void turnsChannelsAndThenScales() throws Exception {
    SplitData data =
        SplitData.of(
            split, new Preprocessing(ChannelOrder.BGR, new float[] {1, 2, 3}, new float[] {2}));
    float[] target = new float[7];
    data.read(1, target, 1);
    assertThat(target).containsExactly(0, 20, 398, 14, 16, 8, 10);
    assertThat(data.label(1)).isEqualTo(9);
    assertThat(data.shape()).containsExactly(3, 1, 2);
    assertThat(data.length()).isEqualTo(6);
    assertThat(data.size()).isEqualTo(2);
  }

  @Test
  void takesAMeanPerElement() throws Exception {
    SplitData data =
        SplitData.of(
            split,
            new Preprocessing(ChannelOrder.RGB, new float[] {1, 2, 3, 4, 5, 6}, new float[0]));
    float[] target = new float[6];
    data.read(0, target, 0);
    assertThat(target).containsOnly(0);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SplitData.of(
                    split, new Preprocessing(ChannelOrder.GRAY, new float[0], new float[0])));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SplitData.of(
                    split, new Preprocessing(ChannelOrder.RGB, new float[4], new float[0])));
  }
}
