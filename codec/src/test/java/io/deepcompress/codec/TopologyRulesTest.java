package io.deepcompress.codec;

import static io.deepcompress.codec.DczBytes.hex;
import static io.deepcompress.codec.DczBytes.network;
import static io.deepcompress.codec.DczBytes.numbers;
import static io.deepcompress.codec.DczBytes.topology;
import static io.deepcompress.codec.DczBytes.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.ModelFormatException.Code;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Section 3 of FORMAT.md, rule by rule; the topology of every file starts at byte 8. */
class TopologyRulesTest {
  private static final String VECTOR = "01 00 06 ";
  private static final String SEQUENCE = "01 01 04 03 ";
  private static final String IMAGE = "01 02 02 08 06 ";

  private final Rules rules = new Rules();

  private static byte[] newer(String digits) {
    return version(1, 4).section(0x81, network(hex(digits), numbers(n -> n.integer(0)))).bytes();
  }

  /** A file whose parameters are all stored value by value, as zeros. */
  private static byte[] withZeros(String digits, Shape... parameters) {
    byte[] numbers =
        numbers(
            n -> {
              n.integer(0);
              for (Shape shape : parameters) {
                n.integer(0);
                n.tensor(new RawTensor(shape, ValueFormat.FLOAT32, new float[shape.size()]));
              }
            });
    return version(1, 0).section(0x81, network(hex(digits), numbers)).bytes();
  }

  private void operation(String name, String digits, Operation expected, Shape out, Shape... p) {
    rules.valid(
        name,
        withZeros(digits, p),
        model -> {
          Node node = model.network().nodes().get(0);
          assertThat(node.operation()).isEqualTo(expected);
          assertThat(node.inputs()).containsExactly(0);
          assertThat(model.network().shape(1)).isEqualTo(out);
          assertThat(model.tensors()).extracting(StoredTensor::shape).containsExactly(p);
        });
  }

  private void invalid(String name, String digits, Code code, int offset, String message) {
    rules.invalid(name, topology(digits), code, offset, "network", message);
  }

  @TestFactory
  List<DynamicTest> inputsAndOutputs() {
    rules.valid(
        "an image in BGR and a sequence",
        topology("02 0a 03 e0 01 a0 01 01 07 05 00 00"),
        model -> {
          assertThat(model.network().shape(0)).isEqualTo(Shape.of(3, 224, 160));
          assertThat(model.network().shape(1)).isEqualTo(Shape.of(7, 5));
          assertThat(model.preprocessing().get(0).order())
              .isEqualTo(Preprocessing.ChannelOrder.BGR);
          assertThat(model.preprocessing().get(1)).isEqualTo(Preprocessing.NONE);
          assertThat(model.network().name(0)).isEqualTo("input1");
          assertThat(model.network().outputs()).containsExactly(1);
        });
    rules.valid(
        "two outputs, one twice",
        topology("01 00 06 01 08 03 00 01 00"),
        model -> assertThat(model.network().outputs()).containsExactly(1, 0, 1));
    invalid("no inputs", "00 00 00", Code.INVALID, 8, "without inputs");
    invalid("more inputs than bytes", "7f 00 05 00 00", Code.TRUNCATED, 8, "127 inputs in");
    invalid("an input's bit 6", "01 40 05 00 00", Code.INVALID, 9, "reserved bits");
    rules.invalid(
        "an input's bit 7 in a newer version",
        newer("01 80 05 00 00"),
        Code.UNSUPPORTED_VERSION,
        9,
        "network",
        "needs a reader of version >= 1.4");
    invalid("a size of 0", "01 01 05 00 00 00", Code.INVALID, 11, "size 0 is below 1");
    invalid("a size with a needless byte", "01 00 85 00 00 00", Code.NOT_CANONICAL, 10, "needless");
    invalid("a size of 2^31", "01 00 80 80 80 80 08 00 00", Code.INVALID, 10, "is above");
    invalid(
        "sizes with a product of 2^32",
        "01 01 80 80 04 80 80 04 00 00",
        Code.INVALID,
        10,
        "too large");
    invalid("more nodes than bytes", VECTOR + "7e 08 00", Code.TRUNCATED, 11, "126 nodes in");
    invalid("the only output spelt out", VECTOR + "00 01 00", Code.NOT_CANONICAL, 12, "output");
    invalid("an output before the first", VECTOR + "00 01 01", Code.INVALID, 12, "reads 1 before");
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> edges() {
    rules.valid(
        "a node that reads the input twice",
        topology(VECTOR + "02 08 8e 02 01 01 00 00"),
        model -> assertThat(model.network().nodes().get(1).inputs()).containsExactly(0, 0));
    rules.valid(
        "a node that reads an earlier value",
        topology(VECTOR + "02 08 8b 01 01 00"),
        model -> {
          assertThat(model.network().nodes().get(1).inputs()).containsExactly(0);
          assertThat(model.network().name(2)).isEqualTo("softmax1");
        });
    invalid("no inputs", VECTOR + "01 88 00 00", Code.INVALID, 13, "a node without inputs");
    invalid("the newest spelt out", VECTOR + "01 88 01 00 00", Code.NOT_CANONICAL, 13, "newest");
    invalid("before the first", VECTOR + "01 88 01 01 00", Code.INVALID, 13, "reads 1 before");
    invalid("two for one", VECTOR + "01 88 02 00 00 00", Code.INVALID, 12, "takes one input");
    invalid("more than bytes", VECTOR + "01 88 20 00 00", Code.TRUNCATED, 13, "32 inputs of");
    invalid("opcode 24", VECTOR + "01 18 00", Code.INVALID, 12, "unknown operation 24");
    rules.invalid(
        "opcode 31 in a newer version",
        newer(VECTOR + "01 1f 00"),
        Code.UNSUPPORTED_VERSION,
        12,
        "network",
        "unknown operation 31: the file needs a reader of version >= 1.4");
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> weights() {
    operation(
        "dense",
        VECTOR + "01 00 03 00",
        new Operation.Dense(3, false),
        Shape.of(3),
        Shape.of(3, 6));
    operation(
        "dense with bias on a sequence",
        SEQUENCE + "01 20 05 00",
        new Operation.Dense(5, true),
        Shape.of(5, 3),
        Shape.of(5, 4),
        Shape.of(5));
    invalid("dense of 0 units", VECTOR + "01 00 00 00", Code.INVALID, 13, "units 0 is below 1");
    invalid("dense variant 2", VECTOR + "01 40 03 00", Code.INVALID, 12, "has no variant 2");
    invalid("dense on an image", IMAGE + "01 00 03 00", Code.INVALID, 14, "flatten it first");
    operation(
        "convolution",
        IMAGE + "01 01 03 00 03 00",
        new Operation.Convolution(3, Window.square(3), 1, false),
        Shape.of(3, 6, 4),
        Shape.of(3, 2, 3, 3));
    operation(
        "depthwise convolution with bias and every window field",
        IMAGE + "01 61 04 7f 03 02 01 02 01 02 03 00 02 03 02 00",
        new Operation.Convolution(4, new Window(3, 2, 1, 2, 1, 2, 3, 0, 2, 3), 2, true),
        Shape.of(4, 8, 3),
        Shape.of(4, 1, 3, 2),
        Shape.of(4));
    operation(
        "convolution with the same stride, padding and dilation twice",
        IMAGE + "01 01 01 2a 02 02 01 03 00",
        new Operation.Convolution(1, new Window(2, 2, 2, 2, 1, 1, 1, 1, 3, 3), 1, false),
        Shape.of(1, 4, 3),
        Shape.of(1, 2, 2, 2));
    invalid("no filters", IMAGE + "01 01 00 00 03 00", Code.INVALID, 15, "filters 0");
    invalid(
        "one group spelt out",
        IMAGE + "01 41 02 00 03 01 00",
        Code.NOT_CANONICAL,
        18,
        "a single group");
    invalid(
        "groups that do not divide", IMAGE + "01 41 02 00 03 03 00", Code.INVALID, 14, "3 groups");
    invalid("window bit 7", IMAGE + "01 01 03 80 03 00", Code.INVALID, 16, "bit 7");
    operation(
        "transposed convolution",
        IMAGE + "01 22 03 02 02 02 00",
        new Operation.Deconvolution(3, Window.square(2, 2, 0), true),
        Shape.of(3, 16, 12),
        Shape.of(3, 2, 2, 2),
        Shape.of(3));
    invalid(
        "transposed convolution variant 2",
        IMAGE + "01 42 03 00 02 00",
        Code.INVALID,
        14,
        "no variant 2");
    operation(
        "affine",
        IMAGE + "01 05 00",
        new Operation.Affine(),
        Shape.of(2, 8, 6),
        Shape.of(2),
        Shape.of(2));
    operation(
        "PReLU shared over the image",
        IMAGE + "01 0a 06 00",
        new Operation.PRelu(6),
        Shape.of(2, 8, 6),
        Shape.of(2, 1, 1));
    invalid("PReLU of axis 3", IMAGE + "01 0a 08 00", Code.INVALID, 14, "axes it does not have");
    operation(
        "LSTM",
        SEQUENCE + "01 16 02 00",
        new Operation.Lstm(2, false, ActivationFunction.SIGMOID, ActivationFunction.TANH),
        Shape.of(2, 3),
        Shape.of(8, 4),
        Shape.of(8, 2),
        Shape.of(8));
    operation(
        "LSTM with peepholes and functions",
        SEQUENCE + "01 76 02 06 0d 00",
        new Operation.Lstm(2, true, ActivationFunction.HARD_SIGMOID, ActivationFunction.SOFTSIGN),
        Shape.of(2, 3),
        Shape.of(8, 4),
        Shape.of(8, 2),
        Shape.of(8),
        Shape.of(6));
    invalid(
        "the usual LSTM functions spelt out",
        SEQUENCE + "01 56 02 04 05 00",
        Code.NOT_CANONICAL,
        15,
        "usual functions");
    invalid("LSTM gate 19", SEQUENCE + "01 56 02 13 05 00", Code.INVALID, 15, "gate function 19");
    invalid("LSTM on a vector", VECTOR + "01 16 02 00", Code.INVALID, 12, "takes a sequence");
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> windowMasks() {
    String pool = IMAGE + "01 03 ";
    for (String[] mask :
        new String[][] {
          {"kernel width as height", "01 02 02"},
          {"stride 1", "02 02 01"},
          {"horizontal stride as vertical", "06 02 02 02"},
          {"horizontal stride without vertical", "04 02 02"},
          {"padding 0", "08 02 00"},
          {"four equal paddings", "18 02 01 01 01 01"},
          {"paddings without the first", "10 02 01 01 01"},
          {"dilation 1", "20 02 01"},
          {"horizontal dilation as vertical", "60 02 02 02"},
          {"horizontal dilation without vertical", "40 02 02"}
        }) {
      invalid(mask[0], pool + mask[1] + " 00", Code.NOT_CANONICAL, 15, "mask does not fit");
    }
    invalid("kernel 0", pool + "00 00 00", Code.INVALID, 16, "kernel height 0");
    invalid("kernel 16385", pool + "00 81 80 01 00", Code.INVALID, 16, "above 16384");
    invalid("stride 0", pool + "02 02 00 00", Code.INVALID, 17, "stride 0");
    invalid("dilation 0", pool + "20 02 00 00", Code.INVALID, 17, "dilation 0");
    invalid("padding 16385", pool + "08 02 81 80 01 00", Code.INVALID, 17, "above 16384");
    invalid("a window larger than the image", pool + "00 07 00", Code.INVALID, 14, "2x0");
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> pooling() {
    operation(
        "maximum",
        IMAGE + "01 03 02 02 02 00",
        new Operation.Pooling(Operation.Pool.MAX, Window.square(2, 2, 0), false, 0),
        Shape.of(2, 4, 3));
    operation(
        "average that counts padding",
        IMAGE + "01 23 88 03 01 00",
        new Operation.Pooling(Operation.Pool.AVERAGE, Window.square(3, 1, 1), true, 0),
        Shape.of(2, 8, 6));
    operation(
        "sum",
        IMAGE + "01 43 00 01 00",
        new Operation.Pooling(Operation.Pool.SUM, Window.square(1), false, 0),
        Shape.of(2, 8, 6));
    operation(
        "p-norm",
        IMAGE + "01 63 00 02 03 00",
        new Operation.Pooling(Operation.Pool.P_NORM, Window.square(2), false, 3),
        Shape.of(2, 7, 5));
    invalid("p-norm with p 0", IMAGE + "01 63 00 02 00 00", Code.INVALID, 17, "p 0 is below 1");
    operation(
        "global maximum of a sequence",
        SEQUENCE + "01 04 00",
        new Operation.GlobalPooling(Operation.Pool.MAX, 0),
        Shape.of(4));
    operation(
        "global p-norm of an image",
        IMAGE + "01 64 02 00",
        new Operation.GlobalPooling(Operation.Pool.P_NORM, 2),
        Shape.of(2));
    invalid("global pooling of a vector", VECTOR + "01 04 00", Code.INVALID, 12, "pools an image");
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> elementByElement() {
    operation(
        "scale and shift",
        VECTOR + "01 06 02 fc 05 00",
        new Operation.ScaleShift(2f, 0.75f),
        Shape.of(6));
    operation(
        "local response normalization",
        IMAGE + "01 07 05 02 fc 03 fc 05 00",
        new Operation.LocalResponseNormalization(5, 2f, 1f, 0.75f),
        Shape.of(2, 8, 6));
    operation(
        "ReLU",
        VECTOR + "01 08 00",
        new Operation.Activation(ActivationFunction.RELU, 0, 0),
        Shape.of(6));
    operation(
        "exponential",
        VECTOR + "01 09 12 00",
        new Operation.Activation(ActivationFunction.EXP, 0, 0),
        Shape.of(6));
    operation(
        "leaky ReLU with a",
        VECTOR + "01 29 02 fc 05 00",
        new Operation.Activation(ActivationFunction.LEAKY_RELU, 0.75f, 0),
        Shape.of(6));
    operation(
        "a and b, one of them -0",
        VECTOR + "01 69 05 01 fc 05 00",
        new Operation.Activation(ActivationFunction.TANH, -0f, 0.75f),
        Shape.of(6));
    invalid("a ReLU as activation", VECTOR + "01 09 00 00", Code.NOT_CANONICAL, 13, "plain ReLU");
    invalid("a of 0", VECTOR + "01 29 02 00 00", Code.NOT_CANONICAL, 13, "a zero is not written");
    invalid("b of 0", VECTOR + "01 49 02 00 00", Code.NOT_CANONICAL, 13, "a zero is not written");
    invalid("function 19", VECTOR + "01 09 13 00", Code.INVALID, 13, "activation function 19");
    rules.invalid(
        "function 19 in a newer version",
        newer(VECTOR + "01 09 13 00"),
        Code.UNSUPPORTED_VERSION,
        13,
        "network",
        "unknown activation function 19: the file needs a reader of version >= 1.4");
    invalid(
        "an infinite factor", VECTOR + "01 06 fe 03 00 00", Code.INVALID, 13, "factor is Infinity");
    invalid("not a number", VECTOR + "01 13 ff ff ff ff 0f 00", Code.INVALID, 13, "epsilon is NaN");
    invalid(
        "a float of 33 bits",
        VECTOR + "01 13 80 80 80 80 10 00",
        Code.INVALID,
        13,
        "epsilon 4294967296 is above");
    operation("softmax", VECTOR + "01 0b 00", new Operation.Softmax(), Shape.of(6));
    invalid("a softmax variant", VECTOR + "01 2b 00", Code.INVALID, 12, "has no variant 1");
    operation("L2", VECTOR + "01 13 02 00", new Operation.L2Normalize(2), Shape.of(6));
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> shapes() {
    operation(
        "pad", IMAGE + "01 0c 01 02 03 00 00", new Operation.Pad(1, 2, 3, 0), Shape.of(2, 12, 8));
    operation(
        "crop", IMAGE + "01 0d 01 02 03 00 00", new Operation.Crop(1, 2, 3, 0), Shape.of(2, 4, 4));
    invalid("nothing left", IMAGE + "01 0d 01 03 03 03 00", Code.INVALID, 14, "4x0");
    operation("slice", VECTOR + "01 10 02 03 00", new Operation.Slice(2, 5), Shape.of(4));
    invalid("a slice outside", VECTOR + "01 10 02 04 00", Code.INVALID, 12, "slice 2..6");
    invalid(
        "a slice beyond 2^31",
        VECTOR + "01 10 02 fe ff ff ff 07 00",
        Code.INVALID,
        14,
        "channels after the first");
    operation(
        "upsample", IMAGE + "01 11 02 03 00", new Operation.Upsample(2, 3), Shape.of(2, 16, 18));
    operation(
        "space to depth", IMAGE + "01 12 02 00", new Operation.SpaceToDepth(2), Shape.of(8, 4, 3));
    invalid("blocks that do not fit", IMAGE + "01 12 04 00", Code.INVALID, 14, "blocks of 4");
    invalid(
        "a block of 2^31 - 1",
        IMAGE + "01 12 ff ff ff ff 07 00",
        Code.INVALID,
        14,
        "do not divide");
    operation("flatten", IMAGE + "01 14 00", new Operation.Reshape(Shape.of(96)), Shape.of(96));
    operation(
        "reshape",
        VECTOR + "01 34 03 01 02 03 00",
        new Operation.Reshape(Shape.of(1, 2, 3)),
        Shape.of(1, 2, 3));
    invalid("flatten spelt out", IMAGE + "01 34 01 60 00", Code.NOT_CANONICAL, 15, "flat shape");
    invalid("reshape to 5 axes", VECTOR + "01 34 05 06 01 01 01 01 00", Code.INVALID, 13, "5 axes");
    invalid("reshape to no axes", VECTOR + "01 34 00 00", Code.INVALID, 13, "0 axes");
    invalid(
        "reshape of another size", VECTOR + "01 34 02 02 02 00", Code.INVALID, 12, "cannot view");
    invalid("reshape variant 2", VECTOR + "01 54 00", Code.INVALID, 12, "no variant 2");
    operation("transpose", SEQUENCE + "01 15 00", new Operation.Transpose(), Shape.of(3, 4));
    operation("last step", SEQUENCE + "01 17 00", new Operation.LastStep(), Shape.of(4));
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> joins() {
    for (Operation.Join join : Operation.Join.values()) {
      rules.valid(
          join.name(),
          topology(VECTOR + "01 8e 02 00 00 0" + join.ordinal() + " 00"),
          model ->
              assertThat(model.network().nodes().get(0).operation())
                  .isEqualTo(new Operation.Elementwise(join)));
    }
    rules.valid(
        "concatenate",
        topology(VECTOR + "01 8f 03 00 00 00 00"),
        model -> assertThat(model.network().shape(1)).isEqualTo(Shape.of(18)));
    invalid("join 5", VECTOR + "01 8e 02 00 00 05 00", Code.INVALID, 16, "unknown join 5");
    invalid("subtract three", VECTOR + "01 8e 03 00 00 00 02 00", Code.INVALID, 12, "subtracts");
    invalid("join one", VECTOR + "01 0e 00 00", Code.INVALID, 12, "two or more inputs");
    invalid(
        "concatenate shapes that differ",
        "02 00 06 01 04 03 01 8f 02 00 01 00",
        Code.INVALID,
        15,
        "cannot concatenate");
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> truncations() {
    byte[] topology = hex(IMAGE + "01 61 04 7f 03 02 01 02 01 02 03 00 02 03 02 00");
    for (int length = 0; length < topology.length; length++) {
      byte[] part = Arrays.copyOf(topology, length);
      rules.invalid(
          "after " + length + " bytes",
          version(1, 0).section(0x81, part).bytes(),
          Code.TRUNCATED,
          // A count of things that cannot be there any more is reported where it stands.
          length == 1 ? 8 : length == 6 ? 13 : 8 + length,
          "network",
          "");
    }
    return rules.tests();
  }
}
