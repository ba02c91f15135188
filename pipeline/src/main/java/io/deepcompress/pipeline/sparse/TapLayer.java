package io.deepcompress.pipeline.sparse;

import java.util.Arrays;

/**
 * A fully connected layer or a convolution of stride 1 without padding, as a list of its kept
 * weights ("taps"): the time of a pass grows with their number, not with the layer's size.
 *
 * <p>A fully connected layer is a convolution with one output position.
 */
final class TapLayer implements SparseLayer {
  private final Runs runs;
  private final int outputs;
  private final int rows;
  private final int columns;
  private final int inputColumns;
  private final int inputUnits;
  private final int[] offsets;
  private final int perOutput;

  /** All weights in C order of [out, in, ...]; pruned ones are +0.0. */
  final float[] weights;

  /** One an output channel. */
  final float[] bias;

  /** Sums over the samples since {@link #clearGradients}, of kept weights only. */
  final float[] weightGradients;

  final float[] biasGradients;

  /** Kept weights by output: output {@code o} has {@code taps[starts[o]]} to the next start. */
  private int[] taps;

  private final int[] starts;

  /** Of each tap in this pass: its weight and its first input in the present row. */
  private float[] tapWeights;

  private int[] tapInputs;

  /** A convolution's geometry; a fully connected layer has a kernel as large as its input. */
  TapLayer(
      Runs runs,
      int inputChannels,
      int inputRows,
      int inputColumns,
      int kernelRows,
      int kernelColumns,
      float[] weights,
      float[] bias) {
    this.runs = runs;
    this.outputs = bias.length;
    this.rows = inputRows - kernelRows + 1;
    this.columns = inputColumns - kernelColumns + 1;
    this.inputColumns = inputColumns;
    this.inputUnits = inputChannels * inputRows * inputColumns;
    this.perOutput = inputChannels * kernelRows * kernelColumns;
    this.weights = weights;
    this.bias = bias;
    this.weightGradients = new float[weights.length];
    this.biasGradients = new float[bias.length];
    this.starts = new int[outputs + 1];
    this.offsets = new int[perOutput];
    for (int i = 0; i < perOutput; i++) {
      int c = i / (kernelRows * kernelColumns);
      int ky = i / kernelColumns % kernelRows;
      offsets[i] = (c * inputRows + ky) * inputColumns + i % kernelColumns;
    }
    keepNonZero();
  }

  @Override
  public int units() {
    return outputs * rows * columns;
  }

  /** Whether an output channel is always zero. */
  boolean silent(int output) {
    return starts[output + 1] == starts[output] && bias[output] == 0;
  }

  /** Output channels. */
  int outputs() {
    return outputs;
  }

  /** Weights that an output has, pruned ones included. */
  int perOutput() {
    return perOutput;
  }

  /** Which unit of the layer before a weight reads, of so many. */
  int unitRead(int weight, int units) {
    return weight % perOutput / (perOutput / units);
  }

  /** Passes see the weights that are not +0.0. */
  void keepNonZero() {
    boolean[] mask = new boolean[weights.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = Float.floatToRawIntBits(weights[i]) != 0;
    }
    keep(mask);
  }

  /** Passes see the weights of this mask, even if they are zero; all others become +0.0. */
  void keep(boolean[] mask) {
    int count = 0;
    int[] kept = new int[weights.length];
    for (int o = 0; o < outputs; o++) {
      starts[o] = count;
      for (int i = o * perOutput; i < (o + 1) * perOutput; i++) {
        if (mask[i]) {
          kept[count++] = i;
        } else {
          weights[i] = 0f;
        }
      }
    }
    starts[outputs] = count;
    taps = Arrays.copyOf(kept, count);
    tapWeights = new float[count];
    tapInputs = new int[count];
  }

  /** Indexes of the kept weights, ascending. */
  int[] taps() {
    return taps;
  }

  void clearGradients() {
    for (int tap : taps) {
      weightGradients[tap] = 0;
    }
    Arrays.fill(biasGradients, 0);
  }

  @Override
  public void forward(float[] input, float[] output, int batch) {
    for (int t = 0; t < taps.length; t++) {
      tapWeights[t] = weights[taps[t]];
    }
    int run = columns * batch;
    for (int row = 0; row < rows; row++) {
      for (int t = 0; t < taps.length; t++) {
        tapInputs[t] = at(t, row, batch);
      }
      for (int o = 0; o < outputs; o++) {
        int to = (o * rows + row) * run;
        runs.combine(
            output, to, run, bias[o], input, tapInputs, tapWeights, starts[o], starts[o + 1]);
      }
    }
  }

  private int at(int tap, int row, int batch) {
    return (offsets[taps[tap] % perOutput] + row * inputColumns) * batch;
  }

  @Override
  public void backward(
      float[] input, float[] output, float[] gradient, float[] inputGradient, int batch) {
    if (inputGradient != null) {
      Arrays.fill(inputGradient, 0, inputUnits * batch, 0f);
    }
    int run = columns * batch;
    int stride = inputColumns * batch;
    for (int o = 0; o < outputs; o++) {
      if (silent(o)) {
        continue;
      }
      int first = o * rows * run;
      biasGradients[o] += runs.sum(gradient, first, rows * run);
      for (int t = starts[o]; t < starts[o + 1]; t++) {
        int in = at(t, 0, batch);
        weightGradients[taps[t]] += runs.dot(input, in, stride, gradient, first, run, rows, run);
        for (int row = 0; inputGradient != null && row < rows; row++) {
          runs.add(
              inputGradient, in + row * stride, gradient, first + row * run, weights[taps[t]], run);
        }
      }
    }
  }
}
