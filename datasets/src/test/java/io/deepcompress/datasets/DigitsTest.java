package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DigitsTest {
  @Test
  void areTheSameOnEveryMachine() throws DatasetException {
    Dataset data = Digits.generate(300, 60, 1);

    // Written down once: a change of these makes another data set.
    assertThat(data.training().digest())
        .isEqualTo("1cd6a32e088c1b01a15cdc693d27e0947dd71693cf26344d9eec5de6ca12a8a0");
    assertThat(data.test().digest())
        .isEqualTo("37ee08212d36ce1e2b6fc6f7cc4d8dd478928c4498723e3d0f0586ee2bb72ab6");
    assertThat(Digits.generate(300, 60, 2).training().digest())
        .isEqualTo("f9141e48382ac166d8702ffaf8065f77723d49d9b7c8a4d3eed4f6f17a218bbd");
  }

  @Test
  void aSampleDoesNotDependOnTheOthers() throws DatasetException {
    Dataset small = Digits.generate(40, 20, 7);
    Dataset large = Digits.generate(400, 200, 7);

    assertThat(large.training().head(40).digest()).isEqualTo(small.training().digest());
    assertThat(large.test().head(20).digest()).isEqualTo(small.test().digest());
  }

  @Test
  void noSampleComesTwice() throws DatasetException {
    Dataset data = Digits.generate(3000, 1000, 1);
    Split all = data.all();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      assertThat(seen.add(Arrays.toString(TestFiles.pixels(all, i)))).as("sample %d", i).isTrue();
    }
  }

  @Test
  void classesAreBalancedAndInkLiesInside() throws DatasetException {
    Split split = Digits.generate(5000, 0, 3).training();
    int[] counts = new int[10];
    for (int i = 0; i < split.size(); i++) {
      counts[split.label(i)]++;
      byte[] pixels = TestFiles.pixels(split, i);
      int ink = 0;
      for (byte pixel : pixels) {
        ink += (pixel & 0xff) > 100 ? 1 : 0;
      }
      assertThat(ink).as("inked pixels of sample %d", i).isBetween(12, 350);
    }
    assertThat(Arrays.stream(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(410, 590));
  }

  /**
   * The difficulty, without a network: the nearest of 3000 samples is right in nine of ten cases,
   * so there is a class to be learnt; the nearest class mean is often wrong, so it is not trivial.
   */
  @Test
  void areLearnableButNotTrivial() throws DatasetException {
    Dataset data = Digits.generate(3000, 400, 1);
    float[][] training = floats(data.training());
    float[][] means = new float[10][784];
    int[] counts = new int[10];
    for (int i = 0; i < training.length; i++) {
      int label = data.training().label(i);
      counts[label]++;
      for (int j = 0; j < 784; j++) {
        means[label][j] += training[i][j];
      }
    }
    for (int label = 0; label < 10; label++) {
      for (int j = 0; j < 784; j++) {
        means[label][j] /= counts[label];
      }
    }
    float[][] test = floats(data.test());
    int byNeighbour = 0;
    int byMean = 0;
    for (int i = 0; i < test.length; i++) {
      int label = data.test().label(i);
      byNeighbour += data.training().label(nearest(test[i], training)) == label ? 1 : 0;
      byMean += nearest(test[i], means) == label ? 1 : 0;
    }
    assertThat(byNeighbour / 400.0).isBetween(0.88, 0.985);
    assertThat(byMean / 400.0).isBetween(0.5, 0.85);
  }

  private static float[][] floats(Split split) throws DatasetException {
    float[][] all = new float[split.size()][784];
    for (int i = 0; i < all.length; i++) {
      split.read(i, all[i], 0);
    }
    return all;
  }

  private static int nearest(float[] sample, float[][] candidates) {
    int nearest = 0;
    float least = Float.MAX_VALUE;
    for (int i = 0; i < candidates.length; i++) {
      float sum = 0;
      for (int j = 0; j < sample.length; j++) {
        float d = sample[j] - candidates[i][j];
        sum += d * d;
      }
      if (sum < least) {
        least = sum;
        nearest = i;
      }
    }
    return nearest;
  }
}
