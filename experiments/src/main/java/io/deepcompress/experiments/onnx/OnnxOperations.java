package io.deepcompress.experiments.onnx;

import static io.deepcompress.experiments.onnx.Attributes.integer;
import static io.deepcompress.experiments.onnx.Attributes.integers;
import static io.deepcompress.experiments.onnx.Attributes.real;
import static io.deepcompress.experiments.onnx.Attributes.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.experiments.dense.ChannelSums;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Operations without weights as ONNX nodes. */
final class OnnxOperations {
  private final OnnxGraph graph;
  private final OnnxFunctions functions;
  private final int batch;

  OnnxOperations(OnnxGraph graph, int batch) {
    this.graph = graph;
    this.functions = new OnnxFunctions(graph);
    this.batch = batch;
  }

  /**
   * Adds the nodes of an operation and gives the name of the result.
   *
   * @param in shape of the first input, without the batch axis
   * @param out shape of the output
   * @throws IllegalArgumentException if ONNX cannot say it
   */
  String add(Operation operation, List<String> inputs, Shape in, Shape out) {
    String x = inputs.get(0);
    if (operation instanceof Operation.Activation activation) {
      return functions.apply(activation, x);
    } else if (operation instanceof Operation.Softmax) {
      return graph.node("Softmax", x, integer("axis", 1));
    } else if (operation instanceof Operation.Pooling pooling) {
      return pool(pooling, x);
    } else if (operation instanceof Operation.GlobalPooling pooling) {
      return globalPool(pooling, x, in);
    } else if (operation instanceof Operation.Elementwise elementwise) {
      return join(elementwise.join(), inputs);
    } else if (operation instanceof Operation.Concatenate) {
      return graph.node("Concat", inputs, integer("axis", 1));
    } else if (operation instanceof Operation.ScaleShift scale) {
      return functions.join("Add", functions.join("Mul", x, scale.factor()), scale.offset());
    } else if (operation instanceof Operation.LocalResponseNormalization lrn) {
      return normalize(lrn, x, in.channels());
    } else if (operation instanceof Operation.L2Normalize normalize) {
      String norm =
          graph.node(
              "ReduceL2", List.of(x, graph.longs(axesAfterBatch(in))), integer("keepdims", 1));
      return functions.join("Div", x, functions.join("Max", norm, normalize.epsilon()));
    }
    return move(operation, x, in, out);
  }

  private String normalize(Operation.LocalResponseNormalization lrn, String x, int channels) {
    if (ChannelSums.suit(lrn)) {
      ChannelSums sums = ChannelSums.of(lrn, channels);
      String weights = graph.floats(sums.weights(), channels, channels, 1, 1);
      String bias = graph.floats(sums.bias(), channels);
      String root =
          graph.node(
              "Sqrt", graph.node("Conv", List.of(functions.join("Mul", x, x), weights, bias)));
      return functions.join("Div", x, functions.join("Mul", root, graph.node("Sqrt", root)));
    }
    // ONNX divides alpha by the size and, of an even size, reaches less far to one side.
    int size = 2 * (lrn.size() / 2) + 1;
    return graph.node(
        "LRN",
        x,
        integer("size", size),
        real("alpha", lrn.alpha() * size),
        real("beta", lrn.beta()),
        real("bias", lrn.k()));
  }

  private static long[] axesAfterBatch(Shape shape) {
    return LongStream.rangeClosed(1, shape.rank()).toArray();
  }

  private String move(Operation operation, String x, Shape in, Shape out) {
    if (operation instanceof Operation.Reshape) {
      return reshape(x, out);
    } else if (operation instanceof Operation.Pad pad) {
      String pads = graph.longs(0, 0, pad.top(), pad.left(), 0, 0, pad.bottom(), pad.right());
      return graph.node("Pad", List.of(x, pads));
    } else if (operation instanceof Operation.Crop crop) {
      return graph.node(
          "Slice",
          List.of(
              x,
              graph.longs(crop.top(), crop.left()),
              graph.longs(in.dimension(1) - crop.bottom(), in.dimension(2) - crop.right()),
              graph.longs(2, 3)));
    } else if (operation instanceof Operation.Slice slice) {
      return graph.node(
          "Slice",
          List.of(x, graph.longs(slice.from()), graph.longs(slice.to() + 1), graph.longs(1)));
    } else if (operation instanceof Operation.Upsample upsample) {
      String scales = graph.floats(new float[] {1, 1, upsample.height(), upsample.width()}, 4);
      return graph.node(
          "Resize",
          List.of(x, "", scales),
          text("mode", "nearest"),
          text("coordinate_transformation_mode", "asymmetric"),
          text("nearest_mode", "floor"));
    } else if (operation instanceof Operation.SpaceToDepth space) {
      return graph.node("SpaceToDepth", x, integer("blocksize", space.block()));
    } else if (operation instanceof Operation.Transpose) {
      return graph.node("Transpose", x, integers("perm", 0, 2, 1));
    } else if (operation instanceof Operation.LastStep) {
      return graph.node(
          "Gather", List.of(x, graph.longScalar(in.dimension(1) - 1)), integer("axis", 2));
    }
    throw new IllegalArgumentException("ONNX export of " + operation + " is not supported");
  }

  String reshape(String x, Shape out) {
    long[] sizes = new long[out.rank() + 1];
    sizes[0] = batch;
    for (int i = 0; i < out.rank(); i++) {
      sizes[i + 1] = out.dimension(i);
    }
    return graph.node("Reshape", List.of(x, graph.longs(sizes)));
  }

  /**
   * Kernel, strides, pads and dilations of a window. Dilations of 1 are left out: ONNX Runtime's
   * INT8 form of AveragePool refuses the attribute.
   */
  static List<AttributeProto> window(Window window) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integers("kernel_shape", window.kernelHeight(), window.kernelWidth()));
    attributes.add(integers("strides", window.strideHeight(), window.strideWidth()));
    attributes.add(integers("pads", window.top(), window.left(), window.bottom(), window.right()));
    if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
      attributes.add(integers("dilations", window.dilationHeight(), window.dilationWidth()));
    }
    return attributes;
  }

  private String pool(Operation.Pooling pooling, String x) {
    Window window = pooling.window();
    List<AttributeProto> attributes = window(window);
    boolean average = pooling.pool() == Operation.Pool.AVERAGE;
    String type =
        switch (pooling.pool()) {
          case MAX -> "MaxPool";
          case AVERAGE, SUM -> "AveragePool";
          case P_NORM -> "LpPool";
        };
    if (type.equals("AveragePool")) {
      boolean whole = !average || pooling.countPadding();
      attributes.add(integer("count_include_pad", whole ? 1 : 0));
    } else if (type.equals("LpPool")) {
      attributes.add(integer("p", pooling.p()));
    }
    String pooled = graph.node(type, x, attributes.toArray(AttributeProto[]::new));
    return pooling.pool() == Operation.Pool.SUM
        ? functions.join("Mul", pooled, window.kernelHeight() * window.kernelWidth())
        : pooled;
  }

  private String globalPool(Operation.GlobalPooling pooling, String x, Shape in) {
    Shape vector = Shape.of(in.channels());
    if (in.rank() == 3 && pooling.pool() == Operation.Pool.AVERAGE) {
      // Not ReduceMean: of the two, this one has an INT8 form in ONNX Runtime.
      return reshape(graph.node("GlobalAveragePool", x), vector);
    }
    String axes = graph.longs(in.rank() == 3 ? new long[] {2, 3} : new long[] {2});
    AttributeProto drop = integer("keepdims", 0);
    return switch (pooling.pool()) {
      case AVERAGE -> graph.node("ReduceMean", List.of(x, axes), drop);
      case MAX -> graph.node("ReduceMax", List.of(x, axes), drop);
      case SUM -> graph.node("ReduceSum", List.of(x, axes), drop);
      case P_NORM -> {
        String powers = functions.join("Pow", graph.node("Abs", x), pooling.p());
        yield functions.join(
            "Pow", graph.node("ReduceSum", List.of(powers, axes), drop), 1.0 / pooling.p());
      }
    };
  }

  private String join(Operation.Join join, List<String> inputs) {
    return switch (join) {
      case ADD -> inputs.size() == 2 ? graph.node("Add", inputs) : graph.node("Sum", inputs);
      case AVERAGE -> graph.node("Mean", inputs);
      case MAX -> graph.node("Max", inputs);
      case SUBTRACT -> graph.node("Sub", inputs);
      case PRODUCT ->
          inputs.stream().reduce((first, second) -> functions.join("Mul", first, second)).get();
    };
  }
}
