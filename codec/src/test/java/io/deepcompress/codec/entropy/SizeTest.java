package io.deepcompress.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.Entropy;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sizes against what information theory asks for. */
class SizeTest {

  @Test
  void independentWeightsCostLittleMoreThanTheirEntropy() {
    Tensors.Tensor tensor = Tensors.independent(new Random(1), 1024, 2304, 0.09, 31);
    double entropy = Tensors.entropy(tensor.codes());
    assertThat(size(tensor, Entropy.HUFFMAN)).isBetween(entropy, entropy * 1.019);
    assertThat(size(tensor, Entropy.RANGE)).isBetween(entropy * 0.999, entropy * 1.004);
  }

  @Test
  void smallLayersPayLittleForTables() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Tensors.Tensor tensor = Tensors.independent(random, 10, 50, 0.2, 7);
      double entropy = Tensors.entropy(tensor.codes());
      assertThat(size(tensor, Entropy.HUFFMAN)).as("seed " + seed).isLessThan(entropy + 20);
      assertThat(size(tensor, Entropy.RANGE)).as("seed " + seed).isLessThan(entropy + 15);
    }
  }

  /** Dead inputs and neurons, as pruning leaves them, must be cheaper than entropy of order 0. */
  @Test
  void deadRowsAndColumnsAreFound() {
    Random random = new Random(4);
    Tensors.Tensor tensor = Tensors.independent(random, 300, 784, 0.03, 7);
    for (int column = 0; column < 784; column++) {
      boolean dead = column % 28 < 5 || column % 28 > 22 || random.nextInt(4) == 0;
      for (int row = 0; row < 300; row++) {
        if (dead || row % 7 < 2) {
          tensor.codes()[row * 784 + column] = 0;
        }
      }
    }
    double entropy = Tensors.entropy(tensor.codes());
    assertThat(size(tensor, Entropy.HUFFMAN)).isLessThan(entropy * 0.93);
    assertThat(size(tensor, Entropy.RANGE)).isLessThan(entropy * 0.9);
  }

  @Test
  void tensorsWithoutWeightsCostNextToNothing() {
    Tensors.Tensor tensor = Tensors.independent(new Random(1), 4096, 512, 0, 31);
    assertThat(size(tensor, Entropy.HUFFMAN)).isLessThan(5);
    assertThat(size(tensor, Entropy.RANGE)).isLessThan(30);
    Tensors.Tensor one = Tensors.independent(new Random(1), 1, 1, 1, 1);
    assertThat(size(one, Entropy.HUFFMAN)).isLessThan(4);
    assertThat(size(one, Entropy.RANGE)).isLessThan(4);
  }

  private static double size(Tensors.Tensor tensor, Entropy mode) {
    return CodeEncoder.encode(tensor.codes(), tensor.shape(), tensor.codebook(), mode).length;
  }
}
