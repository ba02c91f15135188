package io.deepcompress.codec;

import io.deepcompress.codec.container.GeneratedNames;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Window;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The lines that decode.py prints for a file, from the model that went into it. */
final class ModelDump {
  private final CompressedModel model;
  private final Network network;
  private final List<String> names;
  private final List<String> lines = new ArrayList<>();

  private ModelDump(CompressedModel model, boolean stripped) {
    this.model = model;
    this.network = model.network();
    List<String> generated =
        GeneratedNames.of(
            network.inputs().size(), network.nodes().stream().map(Node::operation).toList());
    this.names = new ArrayList<>();
    for (int i = 0; i < network.valueCount(); i++) {
      names.add(stripped ? generated.get(i) : network.name(i));
    }
  }

  /** Everything that a file of the model says. */
  static List<String> of(CompressedModel model, boolean stripped) throws Exception {
    ModelDump dump = new ModelDump(model, stripped);
    dump.inputs();
    dump.nodes();
    dump.activations();
    dump.tensors();
    if (!stripped) {
      model.labels().forEach(label -> dump.lines.add("label " + label));
      for (Map.Entry<String, String> entry : model.provenance().entrySet()) {
        dump.lines.add("provenance " + entry.getKey() + " " + entry.getValue());
      }
    }
    return dump.lines;
  }

  private void inputs() {
    for (int i = 0; i < network.inputs().size(); i++) {
      Input input = network.inputs().get(i);
      Preprocessing preprocessing = model.preprocessing().get(i);
      lines.add(
          "input "
              + names.get(i)
              + " "
              + input.shape()
              + " "
              + preprocessing.order().ordinal()
              + " "
              + bits(preprocessing.mean())
              + " "
              + bits(preprocessing.scale()));
    }
  }

  private void nodes() {
    for (int i = 0; i < network.nodes().size(); i++) {
      Node node = network.nodes().get(i);
      int value = network.valueOf(i);
      lines.add(
          "node "
              + names.get(value)
              + " "
              + kind(node.operation())
              + " "
              + numbers(fields(node.operation()))
              + " "
              + numbers(node.inputs())
              + " "
              + network.shape(value));
    }
    lines.add("outputs " + numbers(network.outputs()));
  }

  private void activations() {
    for (Optional<ActivationQuantization> activation : model.activations()) {
      lines.add(
          activation
              .map(
                  range ->
                      "activation "
                          + (range.signed() ? "int8 " : "uint8 ")
                          + bits(range.scale())
                          + " "
                          + range.zeroPoint())
              .orElse("activation none"));
    }
  }

  private void tensors() throws Exception {
    for (int i = 0; i < model.tensors().size(); i++) {
      Parameter parameter = network.parameters().get(i);
      ByteBuffer values =
          ByteBuffer.allocate(4 * parameter.shape().size()).order(ByteOrder.LITTLE_ENDIAN);
      for (float value : model.tensors().get(i).toFloats()) {
        values.putFloat(value);
      }
      lines.add(
          "tensor "
              + names.get(network.valueOf(parameter.node()))
              + "."
              + parameter.role().name().toLowerCase(Locale.ROOT)
              + " "
              + parameter.shape()
              + " "
              + HexFormat.of()
                  .formatHex(MessageDigest.getInstance("SHA-256").digest(values.array())));
    }
  }

  private static String numbers(List<? extends Number> numbers) {
    return "[" + numbers.stream().map(String::valueOf).collect(Collectors.joining(",")) + "]";
  }

  private static String bits(float... values) {
    List<Long> bits = new ArrayList<>();
    for (float value : values) {
      bits.add(bit(value));
    }
    return numbers(bits);
  }

  private static long bit(float value) {
    return Integer.toUnsignedLong(Float.floatToRawIntBits(value));
  }

  private static String kind(Operation operation) {
    String generated = GeneratedNames.of(0, List.of(operation)).get(0);
    return generated.substring(0, generated.length() - 1);
  }

  private static List<Number> window(Window w) {
    return List.of(
        w.kernelHeight(),
        w.kernelWidth(),
        w.strideHeight(),
        w.strideWidth(),
        w.top(),
        w.left(),
        w.bottom(),
        w.right(),
        w.dilationHeight(),
        w.dilationWidth());
  }

  private static List<Number> fields(Operation operation) {
    if (operation instanceof Operation.Dense dense) {
      return List.of(dense.units());
    } else if (operation instanceof Operation.Convolution conv) {
      return around(List.of(conv.filters()), window(conv.window()), List.of(conv.groups()));
    } else if (operation instanceof Operation.Deconvolution conv) {
      return around(List.of(conv.filters()), window(conv.window()), List.of());
    } else if (operation instanceof Operation.Pooling pool) {
      return around(
          List.of(pool.pool().ordinal()),
          window(pool.window()),
          List.of(pool.countPadding() ? 1 : 0, pool.p()));
    } else if (operation instanceof Operation.GlobalPooling pool) {
      return List.of(pool.pool().ordinal(), pool.p());
    } else if (operation instanceof Operation.ScaleShift scale) {
      return List.of(bit(scale.factor()), bit(scale.offset()));
    } else if (operation instanceof Operation.LocalResponseNormalization lrn) {
      return List.of(lrn.size(), bit(lrn.k()), bit(lrn.alpha()), bit(lrn.beta()));
    } else if (operation instanceof Operation.Activation activation) {
      return List.of(bit(activation.a()), bit(activation.b()));
    } else if (operation instanceof Operation.PRelu prelu) {
      return List.of(prelu.shared());
    } else if (operation instanceof Operation.Pad pad) {
      return List.of(pad.top(), pad.left(), pad.bottom(), pad.right());
    } else if (operation instanceof Operation.Crop crop) {
      return List.of(crop.top(), crop.left(), crop.bottom(), crop.right());
    } else if (operation instanceof Operation.Elementwise join) {
      return List.of(join.join().ordinal());
    } else if (operation instanceof Operation.Slice slice) {
      return List.of(slice.from(), slice.to());
    } else if (operation instanceof Operation.Upsample upsample) {
      return List.of(upsample.height(), upsample.width());
    } else if (operation instanceof Operation.SpaceToDepth space) {
      return List.of(space.block());
    } else if (operation instanceof Operation.L2Normalize normalize) {
      return List.of(bit(normalize.epsilon()));
    } else if (operation instanceof Operation.Reshape reshape) {
      return Arrays.stream(reshape.shape().toArray()).<Number>mapToObj(size -> size).toList();
    } else if (operation instanceof Operation.Lstm lstm) {
      return List.of(
          lstm.units(), lstm.peepholes() ? 1 : 0, lstm.gate().ordinal(), lstm.cell().ordinal());
    }
    return List.of();
  }

  private static List<Number> around(
      List<Integer> before, List<Number> middle, List<Integer> after) {
    List<Number> all = new ArrayList<>(before);
    all.addAll(middle);
    all.addAll(after);
    return all;
  }
}
