package io.deepcompress.codec;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Seeded random models that use every operation, format and option. */
final class RandomModels {
  private final Random random;
  private final List<Shape> shapes = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  private RandomModels(Random random) {
    this.random = random;
  }

  /** A small model of a handful of nodes. */
  static CompressedModel model(long seed) {
    return new RandomModels(new Random(seed)).model();
  }

  /** A tensor of any kind. */
  static StoredTensor tensor(Random random, Shape shape) {
    return new RandomModels(random).tensor(shape);
  }

  private CompressedModel model() {
    List<Input> inputs = new ArrayList<>();
    for (int i = random.nextInt(8) == 0 ? 2 : 1; i > 0; i--) {
      inputs.add(new Input(name("in" + i), inputShape()));
      shapes.add(inputs.get(inputs.size() - 1).shape());
    }
    int count = random.nextInt(7);
    for (int tries = 0; nodes.size() < count && tries < 200; tries++) {
      tryNode();
    }
    List<Integer> outputs = new ArrayList<>(List.of(shapes.size() - 1));
    if (random.nextInt(5) == 0) {
      outputs.add(random.nextInt(shapes.size()));
    }
    Network network = new Network(inputs, nodes, outputs);
    List<StoredTensor> tensors = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      tensors.add(tensor(parameter.shape()));
    }
    List<Preprocessing> preprocessing = new ArrayList<>();
    for (Input input : inputs) {
      preprocessing.add(preprocessing(input.shape()));
    }
    List<Optional<ActivationQuantization>> activations = new ArrayList<>();
    if (random.nextBoolean()) {
      for (int i = 0; i < network.valueCount(); i++) {
        activations.add(activation(activations));
      }
    }
    List<String> labels = new ArrayList<>();
    Map<String, String> provenance = new TreeMap<>();
    if (random.nextInt(3) == 0) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        labels.add(name("Straße " + i));
        provenance.put("key" + random.nextInt(5), name("\uD83D\uDE00 value"));
      }
    }
    return new CompressedModel(network, tensors, activations, preprocessing, labels, provenance);
  }

  private String name(String name) {
    return name + (random.nextInt(3) == 0 ? "" : "/ıİ" + random.nextInt(100));
  }

  private Shape inputShape() {
    return switch (random.nextInt(4)) {
      case 0 -> Shape.of(size(12));
      case 1 -> Shape.of(size(6), size(5));
      default -> Shape.of(size(4), size(7), size(7));
    };
  }

  private int size(int most) {
    return 1 + random.nextInt(most);
  }

  private Window window() {
    int kernel = size(3);
    if (random.nextBoolean()) {
      return Window.square(kernel, size(2), random.nextInt(2));
    }
    return new Window(
        kernel,
        random.nextBoolean() ? kernel : size(3),
        size(2),
        size(2),
        random.nextInt(2),
        random.nextInt(3),
        random.nextInt(2),
        random.nextInt(2),
        size(2),
        size(2));
  }

  private float constant() {
    return random.nextInt(3) == 0 ? random.nextInt(5) - 2 : (float) random.nextGaussian();
  }

  private ActivationFunction function() {
    ActivationFunction[] all = ActivationFunction.values();
    return all[random.nextInt(all.length)];
  }

  private void tryNode() {
    int newest = shapes.size() - 1;
    int source = random.nextInt(4) == 0 ? random.nextInt(shapes.size()) : newest;
    Shape in = shapes.get(source);
    List<Integer> inputs = new ArrayList<>(List.of(source));
    Operation operation = operation(in);
    if (operation instanceof Operation.Elementwise || operation instanceof Operation.Concatenate) {
      for (int i = random.nextInt(3); i >= 0; i--) {
        inputs.add(random.nextBoolean() ? source : random.nextInt(shapes.size()));
      }
    }
    try {
      Shape out = Network.outputOf(operation, inputs.stream().map(shapes::get).toList());
      if (out.size() <= 2000
          && Network.parameterCountOf(operation, inputs.stream().map(shapes::get).toList())
              <= 5000) {
        nodes.add(new Node(name("node" + nodes.size()), operation, inputs));
        shapes.add(out);
      }
    } catch (IllegalArgumentException e) {
      // The operation does not fit the shape; another one will.
    }
  }

  private Operation operation(Shape in) {
    Operation.Pool pool = Operation.Pool.values()[random.nextInt(4)];
    int p = pool == Operation.Pool.P_NORM ? size(3) : 0;
    boolean flag = random.nextBoolean();
    return switch (random.nextInt(25)) {
      case 0, 1 -> new Operation.Dense(size(20), flag);
      case 2 -> new Operation.Convolution(size(6), window(), 1, flag);
      case 3 -> new Operation.Convolution(in.channels() * size(2), window(), in.channels(), flag);
      case 4 -> new Operation.Deconvolution(size(5), window(), flag);
      case 5 -> new Operation.Pooling(pool, window(), flag, p);
      case 6 -> new Operation.GlobalPooling(pool, p);
      case 7 -> new Operation.Affine();
      case 8 -> new Operation.ScaleShift(constant(), constant());
      case 9 -> new Operation.LocalResponseNormalization(size(5), 2f, 1e-4f, 0.75f);
      case 10 -> new Operation.Activation(function(), 0, 0);
      case 11 -> new Operation.Activation(function(), constant(), flag ? constant() : 0);
      case 12 -> new Operation.PRelu(random.nextInt(1 << in.rank()));
      case 13 -> new Operation.Softmax();
      case 14 -> new Operation.Pad(size(3) - 1, size(2), size(3) - 1, size(2));
      case 15 -> new Operation.Crop(size(2) - 1, 0, size(2) - 1, size(2) - 1);
      case 16 -> new Operation.Elementwise(Operation.Join.values()[random.nextInt(5)]);
      case 17 -> new Operation.Concatenate();
      case 18 -> new Operation.Slice(in.channels() / 2, in.channels() - 1);
      case 19 -> new Operation.Upsample(size(2), size(2));
      case 20 -> new Operation.SpaceToDepth(size(2));
      case 21 -> new Operation.L2Normalize(1e-8f);
      case 22 -> new Operation.Reshape(flag ? Shape.of(in.size()) : Shape.of(1, in.size()));
      case 23 -> flag ? new Operation.Transpose() : new Operation.LastStep();
      default ->
          flag
              ? new Operation.Lstm(size(4), true, function(), function())
              : new Operation.Lstm(
                  size(4), false, ActivationFunction.SIGMOID, ActivationFunction.TANH);
    };
  }

  private ValueFormat format() {
    return switch (random.nextInt(3)) {
      case 0 -> ValueFormat.FLOAT32;
      case 1 -> ValueFormat.FLOAT16;
      default -> ValueFormat.int8(random.nextBoolean() ? 0x1p-6f : 0.0123f);
    };
  }

  private StoredTensor tensor(Shape shape) {
    ValueFormat format = format();
    if (random.nextInt(3) == 0) {
      float[] values = new float[shape.size()];
      boolean zero = random.nextInt(4) == 0;
      for (int i = 0; i < values.length; i++) {
        values[i] = zero ? 0 : format.round((float) random.nextGaussian());
      }
      return new RawTensor(shape, format, values);
    }
    Codebook codebook = codebook(format, random.nextInt(4) == 0 ? 255 : 1 << random.nextInt(6));
    float[] scales = new float[random.nextInt(4) == 0 ? shape.channels() : 0];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = 0.5f + random.nextFloat();
    }
    double density = random.nextInt(5) == 0 ? random.nextInt(2) : random.nextDouble();
    byte[] codes = new byte[shape.size()];
    for (int i = 0; i < codes.length && codebook.size() > 0; i++) {
      codes[i] = (byte) (random.nextDouble() < density ? 1 + random.nextInt(codebook.size()) : 0);
    }
    return SharedTensor.of(shape, codebook, scales, codes);
  }

  private Codebook codebook(ValueFormat format, int most) {
    TreeSet<Float> values = new TreeSet<>(Float::compare);
    int wanted = random.nextInt(8) == 0 ? random.nextInt(2) : random.nextInt(most + 1);
    for (int i = 0; i < wanted; i++) {
      float value = format.round((float) random.nextGaussian());
      if (Float.floatToRawIntBits(value) != 0) {
        values.add(value);
      }
    }
    float[] sorted = new float[values.size()];
    int at = 0;
    for (float value : values) {
      sorted[at++] = value;
    }
    return new Codebook(sorted, format);
  }

  private Preprocessing preprocessing(Shape shape) {
    return new Preprocessing(
        Preprocessing.ChannelOrder.values()[random.nextInt(4)], factors(shape), factors(shape));
  }

  private float[] factors(Shape shape) {
    float[] values =
        switch (random.nextInt(6)) {
          case 0 -> new float[1];
          case 1 -> new float[shape.channels()];
          case 2 -> new float[shape.size()];
          default -> new float[0];
        };
    for (int i = 0; i < values.length; i++) {
      values[i] = constant();
    }
    return values;
  }

  private Optional<ActivationQuantization> activation(
      List<Optional<ActivationQuantization>> before) {
    if (random.nextInt(4) == 0) {
      return Optional.empty();
    }
    if (!before.isEmpty() && random.nextInt(3) == 0) {
      return before.get(before.size() - 1);
    }
    boolean signed = random.nextBoolean();
    int zero = random.nextBoolean() ? 0 : random.nextInt(256) - (signed ? 128 : 0);
    return Optional.of(new ActivationQuantization(random.nextFloat() + 1e-3f, zero, signed));
  }
}
