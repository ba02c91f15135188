package io.deepcompress.runtime.floats;

import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.kernel.LayerShape;
import io.deepcompress.runtime.kernel.PhaseLayout;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.Arrays;

/** A direct convolution: each non-zero weight is multiplied with one run of the padded input. */
public final class FloatConvolution implements Step {
  /** Sums that stay in the first-level cache while all weights of a filter pass. */
  private static final int BLOCK = 2048;

  private final LayerShape shape;
  private final PhaseLayout layout;
  private final int[] offsets;
  private final WeightRows weights;
  private final float[] bias;
  private final int in;
  private final int out;
  private final Piece fill = this::fillChannel;
  private final Piece filter = this::runFilter;

  /**
   * From slot {@code in} to slot {@code out}.
   *
   * @param bias one a filter
   */
  public FloatConvolution(LayerShape shape, WeightRows weights, float[] bias, int in, int out) {
    this.shape = shape;
    this.layout = new PhaseLayout(shape);
    this.offsets = layout.offsets();
    this.weights = weights;
    this.bias = bias;
    this.in = in;
    this.out = out;
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(
        0,
        0,
        0,
        layout.isInput() ? 0 : layout.size(),
        0,
        shape.weightsPerFilter(),
        shape.weightsPerFilter() + layout.runLength());
  }

  @Override
  public void run(Frame frame) {
    if (!layout.isInput()) {
      frame.workers().run(fill, shape.channels(), frame);
    }
    frame.workers().run(filter, shape.filters(), frame);
  }

  private void fillChannel(int channel, int worker, Frame frame) {
    layout.fill(channel, frame.floats(in), frame.scratch().floats());
  }

  private void runFilter(int number, int worker, Frame frame) {
    float[] x = layout.isInput() ? frame.floats(in) : frame.scratch().floats();
    int[] positions = frame.scratch().ints(worker);
    float[] own = frame.scratch().floats(worker);
    int count = weights.expand(number, positions, own);
    int base = number / (shape.filters() / shape.groups()) * layout.groupOffset();
    for (int i = 0; i < count; i++) {
      positions[i] = base + offsets[positions[i]];
    }
    int sums = shape.weightsPerFilter();
    int end = sums + layout.runLength();
    Arrays.fill(own, sums, end, bias[number]);
    for (int from = 0; sums + from < end; from += BLOCK) {
      int length = Math.min(BLOCK, end - sums - from);
      Runs.add(x, positions, own, count, from, sums + from, length);
    }
    float[] y = frame.floats(out);
    int to = number * shape.outputPlane();
    for (int row = 0; row < shape.outputHeight(); row++, to += shape.outputWidth()) {
      System.arraycopy(own, sums + row * layout.pitch(), y, to, shape.outputWidth());
    }
  }
}
