package io.deepcompress.codec.container;

import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Join;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.List;

/** Reads what {@link OperationWriter} writes. */
final class OperationReader {
  private OperationReader() {}

  /** An operation's head byte, taken apart. */
  record Head(int offset, int opcode, int variant, boolean flag) {
    static Head read(ByteReader in) throws ModelFormatException {
      int offset = in.position();
      int head = in.u8();
      return new Head(offset, head & 0x1f, head >>> 5 & 3, head >= 0x80);
    }

    private boolean has(int bit) {
      return (variant & bit) != 0;
    }

    /** Requires that no bit of the variant is set outside {@code known}. */
    private void allow(int known, ByteReader in) throws ModelFormatException {
      if ((variant & ~known) != 0) {
        throw in.unknown(offset, "operation " + opcode + " has no variant " + variant);
      }
    }
  }

  /** Reads the fields that follow a head (and, before them, the node's inputs). */
  static Operation read(Head head, List<Shape> inputs, ByteReader in) throws ModelFormatException {
    switch (head.opcode) {
      case Opcode.DENSE:
        head.allow(1, in);
        return new Operation.Dense(positive(in, "units"), head.has(1));
      case Opcode.CONVOLUTION:
        return readConvolution(head, in);
      case Opcode.DECONVOLUTION:
        head.allow(1, in);
        int filters = positive(in, "filters");
        return new Operation.Deconvolution(filters, readWindow(in), head.has(1));
      case Opcode.POOLING:
        Pool pool = Pool.values()[head.variant];
        WindowCoder.Flagged flagged = WindowCoder.read(in);
        return new Operation.Pooling(pool, flagged.window(), flagged.flag(), readPower(pool, in));
      case Opcode.GLOBAL_POOLING:
        Pool global = Pool.values()[head.variant];
        return new Operation.GlobalPooling(global, readPower(global, in));
      case Opcode.ACTIVATION:
        return readActivation(head, in);
      case Opcode.RESHAPE:
        return readReshape(head, inputs, in);
      case Opcode.LSTM:
        return readLstm(head, in);
      default:
        head.allow(0, in);
        return readSimple(head, in);
    }
  }

  private static Operation readSimple(Head head, ByteReader in) throws ModelFormatException {
    switch (head.opcode) {
      case Opcode.AFFINE:
        return new Operation.Affine();
      case Opcode.SCALE_SHIFT:
        return new Operation.ScaleShift(in.compactFloat("factor"), in.compactFloat("offset"));
      case Opcode.LRN:
        return new Operation.LocalResponseNormalization(
            positive(in, "size"),
            in.compactFloat("k"),
            in.compactFloat("alpha"),
            in.compactFloat("beta"));
      case Opcode.RELU:
        return new Operation.Activation(ActivationFunction.RELU, 0, 0);
      case Opcode.PRELU:
        return new Operation.PRelu(in.u8());
      case Opcode.SOFTMAX:
        return new Operation.Softmax();
      case Opcode.PAD:
        return new Operation.Pad(border(in), border(in), border(in), border(in));
      case Opcode.CROP:
        return new Operation.Crop(border(in), border(in), border(in), border(in));
      case Opcode.ELEMENTWISE:
        return new Operation.Elementwise(in.choice(Join.values(), "join"));
      case Opcode.CONCATENATE:
        return new Operation.Concatenate();
      case Opcode.SLICE:
        int from = in.varint(0, Integer.MAX_VALUE, "first channel");
        return new Operation.Slice(
            from, from + in.varint(0, Integer.MAX_VALUE - from, "channels after the first"));
      case Opcode.UPSAMPLE:
        return new Operation.Upsample(positive(in, "rows"), positive(in, "columns"));
      case Opcode.SPACE_TO_DEPTH:
        return new Operation.SpaceToDepth(positive(in, "block"));
      case Opcode.L2_NORMALIZE:
        return new Operation.L2Normalize(in.compactFloat("epsilon"));
      case Opcode.TRANSPOSE:
        return new Operation.Transpose();
      case Opcode.LAST_STEP:
        return new Operation.LastStep();
      default:
        throw in.unknown(head.offset, "unknown operation " + head.opcode);
    }
  }

  private static Operation readConvolution(Head head, ByteReader in) throws ModelFormatException {
    int filters = positive(in, "filters");
    Operation.Convolution single =
        new Operation.Convolution(filters, readWindow(in), 1, head.has(1));
    if (!head.has(2)) {
      return single;
    }
    int start = in.position();
    int groups = positive(in, "groups");
    in.requireCanonical(groups != 1, start, "a single group is not written");
    return new Operation.Convolution(filters, single.window(), groups, single.bias());
  }

  private static Window readWindow(ByteReader in) throws ModelFormatException {
    int start = in.position();
    WindowCoder.Flagged flagged = WindowCoder.read(in);
    if (flagged.flag()) {
      throw in.unknown(start, "bit 7 of this window is reserved");
    }
    return flagged.window();
  }

  private static int readPower(Pool pool, ByteReader in) throws ModelFormatException {
    return pool == Pool.P_NORM ? positive(in, "p") : 0;
  }

  private static Operation readActivation(Head head, ByteReader in) throws ModelFormatException {
    int start = in.position();
    ActivationFunction function = in.choice(ActivationFunction.values(), "activation function");
    float a = head.has(1) ? in.compactFloat("a") : 0;
    float b = head.has(2) ? in.compactFloat("b") : 0;
    in.requireCanonical(
        OperationWriter.isSet(a) == head.has(1) && OperationWriter.isSet(b) == head.has(2),
        start,
        "a zero is not written");
    in.requireCanonical(
        function != ActivationFunction.RELU || head.variant != 0,
        start,
        "a plain ReLU has an opcode of its own");
    return new Operation.Activation(function, a, b);
  }

  private static Operation readReshape(Head head, List<Shape> inputs, ByteReader in)
      throws ModelFormatException {
    head.allow(1, in);
    Shape flat = Shape.of(inputs.get(0).size());
    if (!head.has(1)) {
      return new Operation.Reshape(flat);
    }
    int start = in.position();
    Shape shape = ShapeCoder.read(in);
    in.requireCanonical(!shape.equals(flat), start, "a flat shape is not written");
    return new Operation.Reshape(shape);
  }

  private static Operation readLstm(Head head, ByteReader in) throws ModelFormatException {
    int units = positive(in, "units");
    if (!head.has(2)) {
      return new Operation.Lstm(
          units, head.has(1), ActivationFunction.SIGMOID, ActivationFunction.TANH);
    }
    int start = in.position();
    ActivationFunction gate = in.choice(ActivationFunction.values(), "gate function");
    ActivationFunction cell = in.choice(ActivationFunction.values(), "cell function");
    in.requireCanonical(
        !OperationWriter.isUsual(gate, cell), start, "the usual functions are not written");
    return new Operation.Lstm(units, head.has(1), gate, cell);
  }

  private static int positive(ByteReader in, String what) throws ModelFormatException {
    return in.varint(1, Integer.MAX_VALUE, what);
  }

  private static int border(ByteReader in) throws ModelFormatException {
    return in.varint(0, Integer.MAX_VALUE, "border");
  }
}
