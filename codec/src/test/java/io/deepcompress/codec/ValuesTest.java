package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the parts of a model refuse, and what they compute. */
class ValuesTest {
  private static void assertRefused(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Codebook book(float... values) {
    return new Codebook(values, ValueFormat.FLOAT32);
  }

  @Test
  void codebooks() {
    assertThat(book().bits()).isZero();
    assertThat(book(1).bits()).isEqualTo(1);
    assertThat(book(1, 2, 3).bits()).isEqualTo(2);
    assertThat(book(1, 2, 3, 4).bits()).isEqualTo(3);
    assertThat(book(-0f, 1).value(1)).isEqualTo(-0f);
    assertThat(book(-1, 1).value(0)).isZero();
    assertThat(book(-1, 1).value(2)).isEqualTo(1);
    assertThat(book(-1, 1)).isEqualTo(book(-1, 1)).hasSameHashCodeAs(book(-1, 1));
    assertThat(book(-1, 1)).isNotEqualTo(book(-1, 2)).isNotEqualTo("book");
    assertThat(book(-1, 1)).isNotEqualTo(new Codebook(new float[] {-1, 1}, ValueFormat.FLOAT16));
    assertThat(book(-1, 1).hashCode()).isNotEqualTo(book(-1, 2).hashCode());
    assertRefused("256 centroids", () -> book(new float[256]));
    assertRefused("centroid 0 is 0.0", () -> book(0f));
    assertRefused("centroid 1 is NaN", () -> book(1, Float.NaN));
    assertRefused("centroid 1 is Infinity", () -> book(1, Float.POSITIVE_INFINITY));
    assertRefused("centroids 0 and 1", () -> book(1, 1));
    assertRefused("centroids 1 and 2", () -> book(1, 3, 2));
    assertRefused("0.1 is not repr", () -> new Codebook(new float[] {.1f}, ValueFormat.FLOAT16));
    float[] most = new float[255];
    for (int i = 0; i < 255; i++) {
      most[i] = i + 1;
    }
    assertThat(book(most).size()).isEqualTo(255);
    assertThat(book(most).bits()).isEqualTo(8);
    Codebook copy = book(most);
    most[0] = 99;
    copy.values()[0] = 99;
    assertThat(copy.value(1)).isEqualTo(1);
  }

  @Test
  void formats() {
    ValueFormat grid = ValueFormat.int8(0.5f);
    assertThat(grid.round(0.74f)).isEqualTo(0.5f);
    assertThat(grid.round(0.25f)).isZero();
    assertThat(grid.round(0.75f)).isEqualTo(1);
    assertThat(grid.round(1000f)).isEqualTo(63.5f);
    assertThat(grid.round(-1000f)).isEqualTo(-63.5f);
    assertThat(grid.toInt8(-1000f)).isEqualTo(-127);
    assertThat(ValueFormat.FLOAT32.round(0.1f)).isEqualTo(0.1f);
    assertThat(ValueFormat.FLOAT16.round(0.1f)).isEqualTo(0.099975586f);
    for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertRefused("does not go with INT8", () -> ValueFormat.int8(scale));
    }
    assertRefused("does not go with FLOAT32", () -> new ValueFormat(ValueFormat.Kind.FLOAT32, 1f));
    assertRefused("does not go with FLOAT16", () -> new ValueFormat(ValueFormat.Kind.FLOAT16, -0f));
  }

  @Test
  void rawTensors() {
    Shape shape = Shape.of(2);
    RawTensor tensor = new RawTensor(shape, ValueFormat.FLOAT32, new float[] {1, -0f});
    RawTensor half = new RawTensor(shape, ValueFormat.FLOAT16, new float[] {1, -0f});
    RawTensor other = new RawTensor(shape, ValueFormat.FLOAT32, new float[] {1, 0f});
    assertThat(tensor).isNotEqualTo(half).isNotEqualTo(other).isNotEqualTo("tensor");
    RawTensor same = new RawTensor(shape, ValueFormat.FLOAT32, new float[] {1, -0f});
    assertThat(tensor).isEqualTo(same).hasSameHashCodeAs(same);
    RawTensor sameHalf = new RawTensor(shape, ValueFormat.FLOAT16, new float[] {1, -0f});
    assertThat(half).isEqualTo(sameHalf).hasSameHashCodeAs(sameHalf);
    assertThat(tensor.hashCode()).isNotEqualTo(other.hashCode());
    tensor.toFloats()[0] = 9;
    assertThat(tensor.toFloats()).containsExactly(1, -0f);
    assertRefused(
        "1 values for shape 2", () -> new RawTensor(shape, ValueFormat.FLOAT32, new float[1]));
    assertRefused(
        "a value is NaN",
        () -> new RawTensor(shape, ValueFormat.FLOAT32, new float[] {0, Float.NaN}));
    assertRefused(
        "not representable",
        () -> new RawTensor(shape, ValueFormat.int8(1), new float[] {0, 0.5f}));
    assertRefused(
        "not representable", () -> new RawTensor(shape, ValueFormat.int8(1), new float[] {0, -0f}));
  }

  @Test
  void sharedTensors() throws Exception {
    Shape shape = Shape.of(2, 3);
    byte[] codes = {0, 1, 2, 2, 1, 0};
    SharedTensor tensor = SharedTensor.of(shape, book(-1, 1), new float[] {2, 3}, codes);
    assertThat(tensor.toFloats()).containsExactly(0, -2, 2, 3, -3, 0);
    assertThat(SharedTensor.of(shape, book(-1, 1), codes).toFloats())
        .containsExactly(0, -1, 1, 1, -1, 0);
    codes[0] = 1;
    byte[] target = new byte[8];
    tensor.decodeCodes(target);
    assertThat(target).containsExactly(0, 1, 2, 2, 1, 0, 0, 0);
    tensor.channelScales()[0] = 9;
    assertThat(tensor.channelScales()).containsExactly(2, 3);
    assertThat(tensor.sameAs(tensor)).isTrue();
    byte[] other = {0, 1, 2, 2, 1, 1};
    float[] scales = {2, 3};
    assertThat(tensor.sameAs(SharedTensor.of(shape, book(-1, 1), scales, other))).isFalse();
    assertThat(tensor.sameAs(SharedTensor.of(shape, book(-1, 2), scales, tensor.codes())))
        .isFalse();
    assertThat(tensor.sameAs(SharedTensor.of(shape, book(-1, 1), tensor.codes()))).isFalse();
    assertThat(
            tensor.sameAs(SharedTensor.of(Shape.of(2, 3, 1), book(-1, 1), scales, tensor.codes())))
        .isFalse();
    assertRefused("5 codes", () -> SharedTensor.of(shape, book(1), new byte[5]));
    assertRefused("weight 2 has code 2 of 1", () -> SharedTensor.of(shape, book(1), other));
    assertRefused(
        "weight 0 has code 255 of 2",
        () -> SharedTensor.of(Shape.of(1), book(1, 2), new byte[] {-1}));
    assertRefused(
        "3 channel scales for 2",
        () -> SharedTensor.of(shape, book(-1, 1), new float[3], tensor.codes()));
    for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertRefused(
          "channel scale " + scale,
          () -> SharedTensor.of(shape, book(-1, 1), new float[] {1, scale}, tensor.codes()));
    }
  }

  @Test
  void activationRanges() {
    ActivationQuantization signed = new ActivationQuantization(1, -128, true);
    assertThat(signed.min()).isEqualTo(-128);
    assertThat(signed.max()).isEqualTo(127);
    ActivationQuantization unsigned = new ActivationQuantization(1, 255, false);
    assertThat(unsigned.min()).isZero();
    assertThat(unsigned.max()).isEqualTo(255);
    assertThat(new ActivationQuantization(1, 127, true).zeroPoint()).isEqualTo(127);
    assertThat(new ActivationQuantization(1, 0, false).zeroPoint()).isZero();
    assertRefused("out of range", () -> new ActivationQuantization(1, -129, true));
    assertRefused("out of range", () -> new ActivationQuantization(1, 128, true));
    assertRefused("out of range", () -> new ActivationQuantization(1, -1, false));
    assertRefused("out of range", () -> new ActivationQuantization(1, 256, false));
    for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertRefused("scale " + scale, () -> new ActivationQuantization(scale, 0, true));
    }
  }

  @Test
  void preprocessing() {
    Preprocessing.ChannelOrder rgb = Preprocessing.ChannelOrder.RGB;
    Preprocessing one = new Preprocessing(rgb, new float[] {1}, new float[] {2});
    assertThat(one)
        .isEqualTo(new Preprocessing(rgb, new float[] {1}, new float[] {2}))
        .isNotEqualTo(new Preprocessing(rgb, new float[] {1}, new float[] {3}))
        .isNotEqualTo(new Preprocessing(rgb, new float[] {3}, new float[] {2}))
        .isNotEqualTo(Preprocessing.NONE)
        .isNotEqualTo("preprocessing");
    assertThat(one.hashCode())
        .isEqualTo(new Preprocessing(rgb, new float[] {1}, new float[] {2}).hashCode())
        .isNotEqualTo(new Preprocessing(rgb, new float[] {2}, new float[] {1}).hashCode());
    one.mean()[0] = 9;
    one.scale()[0] = 9;
    assertThat(one.mean()).containsExactly(1);
    assertThat(one.scale()).containsExactly(2);
    assertRefused("NaN", () -> new Preprocessing(rgb, new float[] {Float.NaN}, new float[0]));
    assertRefused(
        "Infinity",
        () -> new Preprocessing(rgb, new float[0], new float[] {Float.POSITIVE_INFINITY}));
  }

  @Test
  void models() {
    Network network =
        new Network(
            List.of(new Input("in", Shape.of(2))),
            List.of(new Node("out", new Operation.Dense(3, false), List.of(0))),
            List.of(1));
    StoredTensor weights = new RawTensor(Shape.of(3, 2), ValueFormat.FLOAT32, new float[6]);
    List<Preprocessing> none = List.of(Preprocessing.NONE);
    assertThat(
            new CompressedModel(network, List.of(weights), List.of(), none, List.of(), Map.of())
                .originalBytes())
        .isEqualTo(24);
    CompressedModel model =
        new CompressedModel(
            network, List.of(weights), List.of(), none, List.of("a"), Map.of("k", "v"));
    CompressedModel more = model.withOutputs(List.of(0, 1));
    assertThat(more.network().outputs()).containsExactly(0, 1);
    assertThat(more.withOutputs(List.of(1))).isEqualTo(model);
    assertRefused("value 2 is not among", () -> model.withOutputs(List.of(2)));
    List<Optional<ActivationQuantization>> ranges =
        List.of(Optional.empty(), Optional.of(new ActivationQuantization(1, 0, true)));
    assertThat(model.withActivations(ranges).activations()).isEqualTo(ranges);
    assertThat(model.withActivations(ranges).withActivations(List.of())).isEqualTo(model);
    assertRefused("one a value", () -> model.withActivations(ranges.subList(0, 1)));
    assertRefused(
        "one tensor a parameter",
        () -> new CompressedModel(network, List.of(), List.of(), none, List.of(), Map.of()));
    StoredTensor turned = new RawTensor(Shape.of(2, 3), ValueFormat.FLOAT32, new float[6]);
    assertRefused(
        "tensor 0 of the parameter's shape 3x2",
        () -> new CompressedModel(network, List.of(turned), List.of(), none, List.of(), Map.of()));
    assertRefused(
        "no activation quantization, or one a value",
        () ->
            new CompressedModel(
                network, List.of(weights), List.of(Optional.empty()), none, List.of(), Map.of()));
    assertRefused(
        "one preprocessing an input",
        () ->
            new CompressedModel(
                network, List.of(weights), List.of(), List.of(), List.of(), Map.of()));
  }

  @Test
  void writersRefuseWhatAReaderWould() {
    assertRefused("0 threads", () -> new WriteOptions(Entropy.HUFFMAN, false, 0));
    assertRefused("a name is empty", () -> write(model("", "a", Preprocessing.NONE, 3)));
    assertRefused("half a character", () -> write(model("\ud800", "a", Preprocessing.NONE, 3)));
    assertRefused("half a character", () -> write(model("in", "\udc00", Preprocessing.NONE, 3)));
    Preprocessing two =
        new Preprocessing(Preprocessing.ChannelOrder.ANY, new float[2], new float[0]);
    assertRefused("preprocessing by 2 values", () -> write(model("in", "a", two, 3)));
    Preprocessing scales =
        new Preprocessing(Preprocessing.ChannelOrder.ANY, new float[0], new float[2]);
    assertRefused("preprocessing by 2 values", () -> write(model("in", "a", scales, 3)));
    assertRefused(
        "store large tensors as shared",
        () -> write(model("in", "a", Preprocessing.NONE, 200_000)));
    Network infinite =
        new Network(
            List.of(new Input("in", Shape.of(2))),
            List.of(new Node("out", new Operation.ScaleShift(Float.NaN, 0), List.of(0))),
            List.of(1));
    assertRefused(
        "a constant is NaN",
        () ->
            write(
                new CompressedModel(
                    infinite,
                    List.of(),
                    List.of(),
                    List.of(Preprocessing.NONE),
                    List.of(),
                    Map.of())));
  }

  private static byte[] write(CompressedModel model) throws ModelFormatException {
    return ModelWriter.write(model, WriteOptions.DEFAULT);
  }

  /** Scale and shift of so many channels, all zero, stored value by value. */
  private static CompressedModel model(
      String name, String label, Preprocessing preprocessing, int channels) {
    Shape shape = Shape.of(channels);
    RawTensor zeros = new RawTensor(shape, ValueFormat.FLOAT32, new float[channels]);
    return new CompressedModel(
        new Network(
            List.of(new Input(name, shape)),
            List.of(new Node("affine", new Operation.Affine(), List.of(0))),
            List.of(1)),
        List.of(zeros, zeros),
        List.of(),
        List.of(preprocessing),
        List.of(label),
        Map.of());
  }
}
