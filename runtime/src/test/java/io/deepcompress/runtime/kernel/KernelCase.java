package io.deepcompress.runtime.kernel;

import io.deepcompress.codec.network.Window;
import java.util.Random;

/** A random layer with its input, run by a kernel and by the definition. */
final class KernelCase {
  private final LayerShape shape;
  private final IntegerWeights weights;
  private final byte[] input;
  private final boolean signed;
  private final int zeroPoint;

  KernelCase(LayerShape shape, byte[] weights, byte[] input, boolean signed, int zeroPoint) {
    this.shape = shape;
    this.weights = IntegerWeights.of(shape, weights);
    this.input = input;
    this.signed = signed;
    this.zeroPoint = zeroPoint;
  }

  /** Weights and inputs of any value, some of them 0, and often the extremes. */
  static KernelCase random(LayerShape shape, double density, Random random) {
    byte[] weights = new byte[shape.weights()];
    for (int i = 0; i < weights.length; i++) {
      if (random.nextDouble() < density) {
        weights[i] = (byte) (random.nextInt(4) == 0 ? extreme(random) : random.nextInt());
      }
    }
    boolean signed = random.nextBoolean();
    int zeroPoint = random.nextBoolean() ? 0 : random.nextInt(256) - (signed ? 128 : 0);
    byte[] input = new byte[shape.channels() * shape.height() * shape.width()];
    for (int i = 0; i < input.length; i++) {
      if (random.nextInt(3) == 0) {
        input[i] = (byte) (random.nextInt(4) == 0 ? extreme(random) : random.nextInt());
      }
    }
    return new KernelCase(shape, weights, input, signed, zeroPoint);
  }

  /** Weights of so many values, the largest among them and none of them 0 or -128; any input. */
  static KernelCase few(LayerShape shape, int distinct, Random random) {
    KernelCase layer = random(shape, 0, random);
    byte[] palette = new byte[distinct];
    for (int i = 0; i < distinct; i++) {
      palette[i] = (byte) (i % 2 == 0 ? 127 - i : i - 127);
    }
    for (int i = 0; i < shape.weights(); i++) {
      layer.weights.codes()[i] = palette[i < distinct ? i : random.nextInt(distinct)];
    }
    random.nextBytes(layer.input);
    return layer;
  }

  /** Weights as they are trained, the largest 127: most are small, and some are 0. Any input. */
  static KernelCase bell(LayerShape shape, Random random) {
    KernelCase layer = random(shape, 0, random);
    for (int i = 0; i < shape.weights(); i++) {
      double weight = Math.rint(36 * random.nextGaussian());
      layer.weights.codes()[i] = (byte) Math.max(-127, Math.min(127, weight));
    }
    random.nextBytes(layer.input);
    return layer;
  }

  private static int extreme(Random random) {
    return new int[] {-128, 127, 255, 1}[random.nextInt(4)];
  }

  IntegerWeights weights() {
    return weights;
  }

  /** Sums by the definition of {@link IntegerLayer}. */
  int[] expected() {
    Window window = shape.window();
    int[] sums = new int[shape.filters() * shape.outputPlane()];
    int filtersPerGroup = shape.filters() / shape.groups();
    int channelsPerGroup = shape.channels() / shape.groups();
    int output = 0;
    for (int filter = 0; filter < shape.filters(); filter++) {
      for (int row = 0; row < shape.outputHeight(); row++) {
        for (int column = 0; column < shape.outputWidth(); column++, output++) {
          int weight = filter * shape.weightsPerFilter();
          for (int c = 0; c < channelsPerGroup; c++) {
            int channel = filter / filtersPerGroup * channelsPerGroup + c;
            for (int i = 0; i < window.kernelHeight(); i++) {
              for (int j = 0; j < window.kernelWidth(); j++) {
                int y = row * window.strideHeight() - window.top() + i * window.dilationHeight();
                int x = column * window.strideWidth() - window.left() + j * window.dilationWidth();
                sums[output] += weights.weight(weight++) * activation(channel, y, x);
              }
            }
          }
        }
      }
    }
    return sums;
  }

  private int activation(int channel, int y, int x) {
    if (y < 0 || y >= shape.height() || x < 0 || x >= shape.width()) {
      return 0;
    }
    byte q = input[(channel * shape.height() + y) * shape.width() + x];
    return (signed ? q : q & 0xff) - zeroPoint;
  }

  /** Sums by a kernel, its pieces in a random order on random workers, in dirty memory. */
  int[] actual(KernelProvider provider, Random random) {
    int[] sums = new int[shape.filters() * shape.outputPlane()];
    Requantizer recorder =
        new Requantizer() {
          @Override
          public void plane(int[] from, int at, int count, int channel, Target target, int to) {
            System.arraycopy(from, at, sums, to, count);
          }
        };
    run(provider, recorder, new Target(new int[0]), random);
    return sums;
  }

  /** Runs a kernel with any requantizer. */
  void run(KernelProvider provider, Requantizer requantizer, Target target, Random random) {
    IntegerLayer layer = provider.prepare(weights);
    int workers = 1 + random.nextInt(3);
    Scratch scratch = new Scratch(layer.scratch(), workers);
    soil(scratch, workers, random);
    for (int piece : shuffled(layer.preparations(), random)) {
      layer.prepare(piece, input, signed, zeroPoint, scratch);
    }
    for (int task : shuffled(layer.tasks(), random)) {
      int worker = random.nextInt(workers);
      layer.run(task, worker, input, signed, zeroPoint, scratch, requantizer, target);
    }
  }

  private static void soil(Scratch scratch, int workers, Random random) {
    random.nextBytes(scratch.bytes());
    fill(scratch.shorts(), random);
    fill(scratch.ints(), random);
    for (int worker = 0; worker < workers; worker++) {
      fill(scratch.shorts(worker), random);
      fill(scratch.ints(worker), random);
    }
  }

  private static void fill(short[] array, Random random) {
    for (int i = 0; i < array.length; i++) {
      array[i] = (short) random.nextInt();
    }
  }

  private static void fill(int[] array, Random random) {
    for (int i = 0; i < array.length; i++) {
      array[i] = random.nextInt();
    }
  }

  private static int[] shuffled(int count, Random random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @Override
  public String toString() {
    return shape + " signed " + signed + " zero point " + zeroPoint;
  }
}
