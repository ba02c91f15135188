package io.deepcompress.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DenseKernelsTest {
  private static final int[][] SIZES = {
    {1, 1},
    {1, 70},
    {2, 3},
    {3, 64},
    {7, 5},
    {15, 65},
    {16, 16},
    {31, 33},
    {33, 1100},
    {32, 128},
    {63, 1},
    {64, 64},
    {65, 63},
    {66, 200},
    {100, 10},
    {127, 129},
    {128, 31},
    {129, 17},
    {300, 100},
    {500, 11},
    {784, 300},
    {1000, 77},
    {40, 513},
    {4097, 9}
  };

  static Stream<int[]> sizes() {
    return Arrays.stream(SIZES);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void everyKernelFormsTheSumsOfTheDefinition(int[] size) {
    for (double density : new double[] {0, 0.02, 0.09, 0.35, 1}) {
      long seed = 31 * size[0] + 7 * size[1] + (long) (100 * density);
      Random random = new Random(seed);
      KernelCase layer = KernelCase.random(LayerShape.dense(size[0], 1, size[1]), density, random);
      int[] expected = layer.expected();
      for (KernelProvider provider : Providers.ALL) {
        assertThat(layer.actual(provider, random))
            .as("%s, %s, density %s, seed %s", provider.name(), layer, density, seed)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void packedWeightsFormTheSameSums(int[] size) {
    for (int distinct : new int[] {1, 2, 4, 5, 16, 17, 255}) {
      long seed = 31 * size[0] + 7 * size[1] + distinct;
      Random random = new Random(seed);
      KernelCase layer = KernelCase.few(LayerShape.dense(size[0], 1, size[1]), distinct, random);
      for (KernelProvider provider : List.of(packing(0), packing(1))) {
        assertThat(layer.actual(provider, random))
            .as("%s, %s, %s values, seed %s", provider.name(), layer, distinct, seed)
            .isEqualTo(layer.expected());
      }
      int values = Math.min(distinct, layer.weights().shape().weights());
      assertThat(packing(0).prepare(layer.weights()).kernel())
          .isEqualTo("dense INT" + (values <= 4 ? 2 : values <= 16 ? 4 : 8));
    }
  }

  /** Takes packed weights wherever it can, with the loops of a family. */
  private static KernelProvider packing(int family) {
    KernelProvider rest = Providers.ALL.get(family);
    return new KernelProvider() {
      @Override
      public String name() {
        return "packed, " + rest.name();
      }

      @Override
      public IntegerLayer prepare(IntegerWeights weights) {
        PackedDense packed = PackedDense.of(weights, loops(), 0, 0);
        return packed == null ? rest.prepare(weights) : packed;
      }

      @Override
      public Requantizer toBytes(Epilogue epilogue) {
        return rest.toBytes(epilogue);
      }

      @Override
      public Requantizer toFloats(Epilogue epilogue) {
        return rest.toFloats(epilogue);
      }

      @Override
      public Loops loops() {
        return rest.loops();
      }
    };
  }

  @Test
  void denseWeightsTakeAByteOrHalfOrAQuarterOfOne() {
    LayerShape shape = LayerShape.dense(1024, 1, 256);
    Random random = new Random(3);
    KernelProvider vector = Providers.VECTOR;
    assertThat(vector.prepare(KernelCase.few(shape, 16, random).weights()).heapBytes())
        .isBetween(1024 * 256 / 2L, 1024 * 256 / 2L + 2_000);
    assertThat(vector.prepare(KernelCase.few(shape, 4, random).weights()).heapBytes())
        .isBetween(1024 * 256 / 4L, 1024 * 256 / 4L + 2_000);
    assertThat(vector.prepare(KernelCase.few(shape, 17, random).weights()).heapBytes())
        .isBetween(1024 * 256L, 1024 * 256 + 2_000L);
  }

  /** Products of -128 would leave 16 bits; sparse layers stay sparse. */
  @Test
  void whatDoesNotSuitIsNotPacked() {
    LayerShape shape = LayerShape.dense(64, 1, 64);
    byte[] weights = new byte[shape.weights()];
    Arrays.fill(weights, Byte.MIN_VALUE);

    assertThat(PackedDense.of(IntegerWeights.of(shape, weights), new ScalarLoops(), 0, 0)).isNull();
    Arrays.fill(weights, 0, 3 * weights.length / 4, (byte) 0);
    Arrays.fill(weights, 3 * weights.length / 4, weights.length, (byte) 5);
    for (KernelProvider provider : Providers.ALL) {
      assertThat(provider.prepare(IntegerWeights.of(shape, weights)).kernel()).contains("sparse");
    }
  }

  @Test
  void extremesDoNotOverflow() {
    Random random = new Random(1);
    for (byte weight : new byte[] {-128, 127, 1}) {
      for (byte value : new byte[] {-128, 127, (byte) 255}) {
        for (boolean signed : new boolean[] {false, true}) {
          for (int zeroPoint : signed ? new int[] {-128, 0, 127} : new int[] {0, 255}) {
            LayerShape shape = LayerShape.dense(2000, 1, 70);
            byte[] weights = new byte[shape.weights()];
            Arrays.fill(weights, weight);
            byte[] input = new byte[2000];
            Arrays.fill(input, value);
            KernelCase layer = new KernelCase(shape, weights, input, signed, zeroPoint);
            for (KernelProvider provider : Providers.ALL) {
              assertThat(layer.actual(provider, random))
                  .as("%s, %s, weight %s, input %s", provider.name(), layer, weight, value)
                  .isEqualTo(layer.expected());
            }
          }
        }
      }
    }
  }

  @Test
  void memoryOfAFullyConnectedLayerAtThePapersDensityIsBounded() {
    Random random = new Random(2);
    LayerShape shape = LayerShape.dense(4096, 1, 512);
    byte[] weights = new byte[shape.weights()];
    for (int i = 0; i < weights.length; i++) {
      double bell = Math.rint(35 * random.nextGaussian());
      weights[i] = random.nextDouble() < 0.09 ? (byte) Math.max(-127, Math.min(127, bell)) : 0;
    }
    KernelCase layer = new KernelCase(shape, weights, new byte[4096], false, 0);
    for (KernelProvider provider : Providers.ALL) {
      IntegerLayer prepared = provider.prepare(layer.weights());
      double bytes = prepared.heapBytes() / (double) layer.weights().nonZeros();
      // A narrow vector chooses among few inputs a step, and more of its lanes find none.
      double most = provider.name().contains("128 bit") ? 4.5 : 3.5;
      assertThat(bytes).as(provider.name()).isLessThan(most);
    }
  }

  @Test
  void theKeptPartIsThatOfTheCount() {
    Random random = new Random(4);
    LayerShape shape = LayerShape.dense(40, 1, 25);
    for (double density : new double[] {0, 0.1, 0.5, 0.8, 1}) {
      IntegerWeights weights = KernelCase.random(shape, density, random).weights();
      for (int kept = 0; kept <= 1000; kept++) {
        assertThat(weights.keeps(kept / 1000.0))
            .as("%d of %d", kept, weights.nonZeros())
            .isEqualTo(kept <= weights.nonZeros());
      }
    }
  }
}
