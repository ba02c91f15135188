package io.deepcompress.codec.container;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Shape;
import java.util.List;

/**
 * Writes an {@link Operation} as a head byte (bits 0-4 {@link Opcode}, bits 5-6 variant, bit 7
 * clear) and its fields. codec/FORMAT.md lists the fields.
 */
final class OperationWriter {
  private OperationWriter() {}

  /** Writes an operation that reads values of the given shapes. */
  static void write(Operation operation, List<Shape> inputs, ByteWriter out) {
    if (operation instanceof Operation.Dense dense) {
      out.u8(head(Opcode.DENSE, dense.bias() ? 1 : 0));
      out.varint(dense.units());
    } else if (operation instanceof Operation.Convolution c) {
      out.u8(head(Opcode.CONVOLUTION, (c.bias() ? 1 : 0) | (c.groups() != 1 ? 2 : 0)));
      out.varint(c.filters());
      WindowCoder.write(c.window(), false, out);
      if (c.groups() != 1) {
        out.varint(c.groups());
      }
    } else if (operation instanceof Operation.Deconvolution deconvolution) {
      out.u8(head(Opcode.DECONVOLUTION, deconvolution.bias() ? 1 : 0));
      out.varint(deconvolution.filters());
      WindowCoder.write(deconvolution.window(), false, out);
    } else if (operation instanceof Operation.Pooling pooling) {
      out.u8(head(Opcode.POOLING, pooling.pool().ordinal()));
      WindowCoder.write(pooling.window(), pooling.countPadding(), out);
      writePower(pooling.pool(), pooling.p(), out);
    } else if (operation instanceof Operation.GlobalPooling pooling) {
      out.u8(head(Opcode.GLOBAL_POOLING, pooling.pool().ordinal()));
      writePower(pooling.pool(), pooling.p(), out);
    } else if (operation instanceof Operation.Activation activation) {
      writeActivation(activation, out);
    } else if (operation instanceof Operation.Reshape reshape) {
      writeReshape(reshape.shape(), inputs.get(0), out);
    } else if (operation instanceof Operation.Lstm lstm) {
      boolean usual = isUsual(lstm.gate(), lstm.cell());
      out.u8(head(Opcode.LSTM, (lstm.peepholes() ? 1 : 0) | (usual ? 0 : 2)));
      out.varint(lstm.units());
      if (!usual) {
        out.u8(lstm.gate().ordinal());
        out.u8(lstm.cell().ordinal());
      }
    } else {
      writeSimple(operation, out);
    }
  }

  private static void writeSimple(Operation operation, ByteWriter out) {
    if (operation instanceof Operation.Affine) {
      out.u8(Opcode.AFFINE);
    } else if (operation instanceof Operation.ScaleShift scale) {
      out.u8(Opcode.SCALE_SHIFT);
      out.compactFloat(scale.factor());
      out.compactFloat(scale.offset());
    } else if (operation instanceof Operation.LocalResponseNormalization lrn) {
      out.u8(Opcode.LRN);
      out.varint(lrn.size());
      out.compactFloat(lrn.k());
      out.compactFloat(lrn.alpha());
      out.compactFloat(lrn.beta());
    } else if (operation instanceof Operation.PRelu prelu) {
      out.u8(Opcode.PRELU);
      out.u8(prelu.shared());
    } else if (operation instanceof Operation.Softmax) {
      out.u8(Opcode.SOFTMAX);
    } else if (operation instanceof Operation.Pad pad) {
      writeBorders(Opcode.PAD, out, pad.top(), pad.left(), pad.bottom(), pad.right());
    } else if (operation instanceof Operation.Crop crop) {
      writeBorders(Opcode.CROP, out, crop.top(), crop.left(), crop.bottom(), crop.right());
    } else if (operation instanceof Operation.Elementwise elementwise) {
      out.u8(Opcode.ELEMENTWISE);
      out.u8(elementwise.join().ordinal());
    } else if (operation instanceof Operation.Concatenate) {
      out.u8(Opcode.CONCATENATE);
    } else if (operation instanceof Operation.Slice slice) {
      out.u8(Opcode.SLICE);
      out.varint(slice.from());
      out.varint(slice.to() - slice.from());
    } else if (operation instanceof Operation.Upsample upsample) {
      out.u8(Opcode.UPSAMPLE);
      out.varint(upsample.height());
      out.varint(upsample.width());
    } else if (operation instanceof Operation.SpaceToDepth space) {
      out.u8(Opcode.SPACE_TO_DEPTH);
      out.varint(space.block());
    } else if (operation instanceof Operation.L2Normalize normalize) {
      out.u8(Opcode.L2_NORMALIZE);
      out.compactFloat(normalize.epsilon());
    } else if (operation instanceof Operation.Transpose) {
      out.u8(Opcode.TRANSPOSE);
    } else if (operation instanceof Operation.LastStep) {
      out.u8(Opcode.LAST_STEP);
    } else {
      throw new IllegalArgumentException("an operation without an opcode: " + operation);
    }
  }

  private static int head(int opcode, int variant) {
    return opcode | variant << 5;
  }

  private static void writePower(Pool pool, int p, ByteWriter out) {
    if (pool == Pool.P_NORM) {
      out.varint(p);
    }
  }

  private static void writeActivation(Operation.Activation activation, ByteWriter out) {
    boolean a = isSet(activation.a());
    boolean b = isSet(activation.b());
    if (activation.function() == ActivationFunction.RELU && !a && !b) {
      out.u8(Opcode.RELU);
      return;
    }
    out.u8(head(Opcode.ACTIVATION, (a ? 1 : 0) | (b ? 2 : 0)));
    out.u8(activation.function().ordinal());
    if (a) {
      out.compactFloat(activation.a());
    }
    if (b) {
      out.compactFloat(activation.b());
    }
  }

  static boolean isSet(float parameter) {
    return Float.floatToRawIntBits(parameter) != 0;
  }

  static boolean isUsual(ActivationFunction gate, ActivationFunction cell) {
    return gate == ActivationFunction.SIGMOID && cell == ActivationFunction.TANH;
  }

  private static void writeReshape(Shape shape, Shape input, ByteWriter out) {
    boolean flat = shape.equals(Shape.of(input.size()));
    out.u8(head(Opcode.RESHAPE, flat ? 0 : 1));
    if (!flat) {
      ShapeCoder.write(shape, out);
    }
  }

  private static void writeBorders(int opcode, ByteWriter out, int... borders) {
    out.u8(opcode);
    for (int border : borders) {
      out.varint(border);
    }
  }
}
