package io.deepcompress.pipeline.train;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingHelper;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of two-dimensional max pooling over float batches: each output's gradient goes to
 * the first largest value of its window, which is where the built-in implementation puts it.
 *
 * <p>Other kinds of pooling are declined by returning null.
 */
final class MaxPoolingGradient implements SubsamplingHelper {
  private static final int PARTS = 8;

  @Override
  public boolean checkSupported() {
    return true;
  }

  @Override
  public Map<String, Long> helperMemoryUse() {
    return Collections.emptyMap();
  }

  @Override
  public INDArray activate(
      INDArray input,
      boolean training,
      int[] kernel,
      int[] strides,
      int[] pad,
      PoolingType poolingType,
      ConvolutionMode convolutionMode,
      int[] dilation,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    return null;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray input,
      INDArray epsilon,
      int[] kernel,
      int[] strides,
      int[] pad,
      PoolingType poolingType,
      ConvolutionMode convolutionMode,
      int[] dilation,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    if (poolingType != PoolingType.MAX
        || format != CNN2DFormat.NCHW
        || input.dataType() != DataType.FLOAT
        || epsilon.dataType() != DataType.FLOAT
        || Math.max(input.length(), epsilon.length()) > Integer.MAX_VALUE / Float.BYTES) {
      return null;
    }
    INDArray result =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'c');
    INDArray contiguousInput = NativeArrays.rowMajor(input);
    INDArray contiguousEpsilon = NativeArrays.rowMajor(epsilon);
    FloatBuffer inputs = NativeArrays.buffer(contiguousInput);
    FloatBuffer gradients = NativeArrays.buffer(contiguousEpsilon);
    FloatBuffer results = NativeArrays.buffer(result);
    int outWidth = (int) epsilon.size(3);
    int planes = (int) (input.size(0) * input.size(1));
    Window window =
        new Window(
            (int) input.size(2),
            (int) input.size(3),
            kernel,
            dilation,
            offsets(input, kernel, dilation));
    BatchParts.run(
        Math.min(PARTS, planes),
        planes,
        (part, first, last) -> {
          float[] plane = new float[window.height * window.width];
          float[] out = new float[plane.length];
          float[] gradient = new float[(int) (epsilon.size(2) * outWidth)];
          for (int p = first; p < last; p++) {
            inputs.get(p * plane.length, plane);
            gradients.get(p * gradient.length, gradient);
            Arrays.fill(out, 0f);
            for (int o = 0; o < gradient.length; o++) {
              int y = o / outWidth * strides[0] - pad[0];
              int x = o % outWidth * strides[1] - pad[1];
              int best = window.largest(plane, y, x);
              if (best >= 0) {
                out[best] += gradient[o];
              }
            }
            results.put(p * plane.length, out);
          }
        });
    return new Pair<>(new DefaultGradient(), result);
  }

  /** Where the values of a window lie, counted from its first, rows first. */
  private static int[] offsets(INDArray input, int[] kernel, int[] dilation) {
    int[] offsets = new int[kernel[0] * kernel[1]];
    for (int i = 0; i < offsets.length; i++) {
      int ky = i / kernel[1] * dilation[0];
      int kx = i % kernel[1] * dilation[1];
      offsets[i] = ky * (int) input.size(3) + kx;
    }
    return offsets;
  }

  /** The pooling window over planes of one size. */
  private record Window(int height, int width, int[] kernel, int[] dilation, int[] offsets) {

    /** The index of the first largest value of a window, or -1 if the window is all padding. */
    int largest(float[] plane, int y0, int x0) {
      boolean inside =
          y0 >= 0
              && x0 >= 0
              && y0 + (kernel[0] - 1) * dilation[0] < height
              && x0 + (kernel[1] - 1) * dilation[1] < width;
      int start = y0 * width + x0;
      int best = -1;
      float max = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < offsets.length; i++) {
        if (inside || isInside(i, y0, x0)) {
          int at = start + offsets[i];
          if (best < 0 || plane[at] > max) {
            best = at;
            max = plane[at];
          }
        }
      }
      return best;
    }

    private boolean isInside(int i, int y0, int x0) {
      int y = y0 + i / kernel[1] * dilation[0];
      int x = x0 + i % kernel[1] * dilation[1];
      return y >= 0 && y < height && x >= 0 && x < width;
    }
  }
}
