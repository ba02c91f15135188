package io.deepcompress.pipeline.train;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sger;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.AlgoMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.BwdDataAlgo;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.BwdFilterAlgo;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.FwdAlgo;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionHelper;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Two-dimensional convolution of float batches, picture by picture: unrolled in Java, multiplied by
 * OpenBLAS, several pictures at a time on the common pool.
 *
 * <p>DL4J's built-in convolution unrolls the whole batch through strided native loops, which costs
 * most of its time; here the unrolled part of one picture stays in the processor's cache. The batch
 * is cut into parts by its size alone and the parts' gradients are added in order, so that results
 * do not depend on the number of threads.
 *
 * <p>An instance belongs to one layer, as DL4J's helpers do, and may be used by one caller at a
 * time. Whatever it does not support it declines by returning null, which makes the layer use its
 * own implementation.
 */
final class GemmConvolution implements ConvolutionHelper, AutoCloseable {
  /** Unrolled values worked on at a time: half a mebibyte, to stay in a core's own cache. */
  private static final int BLOCK_VALUES = 1 << 17;

  /** Parts that a batch is cut into at most, and the floats their gradients may take together. */
  private static final int MAX_PARTS = 8;

  private static final long MAX_PART_VALUES = 1L << 24;

  private final boolean inputGradientNeeded;
  private final List<Scratch> scratches = new ArrayList<>();
  private INDArray lastInput;
  private INDArray lastOutput;
  private boolean lastOutputSuitsBackward;

  /**
   * @param inputGradientNeeded false for a first layer, whose input gradient nobody reads; zeros
   *     are returned then
   */
  GemmConvolution(boolean inputGradientNeeded) {
    this.inputGradientNeeded = inputGradientNeeded;
  }

  @Override
  public boolean checkSupported() {
    return true;
  }

  @Override
  public Map<String, Long> helperMemoryUse() {
    return Collections.emptyMap();
  }

  @Override
  public INDArray preOutput(
      INDArray input,
      INDArray weights,
      INDArray bias,
      int[] kernel,
      int[] strides,
      int[] pad,
      AlgoMode mode,
      FwdAlgo fwdAlgo,
      ConvolutionMode convolutionMode,
      int[] dilation,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    if (!supports(input, weights, format)) {
      return null;
    }
    // Only backpropagation opens a space for activation gradients, and it asks for the output of
    // the very input object that the forward pass saw.
    boolean backward =
        workspaceMgr.hasConfiguration(ArrayType.ACTIVATION_GRAD)
            && workspaceMgr.isWorkspaceOpen(ArrayType.ACTIVATION_GRAD);
    INDArray known = backward && lastOutputSuitsBackward && input == lastInput ? lastOutput : null;
    forget();
    if (known != null) {
      return known;
    }
    ConvolutionShape shape = shape(input, kernel, strides, pad, convolutionMode, dilation);
    int filters = (int) weights.size(0);
    INDArray output =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS,
            DataType.FLOAT,
            new long[] {input.size(0), filters, shape.outHeight(), shape.outWidth()},
            'c');
    forward(
        shape,
        NativeArrays.rowMajor(input),
        NativeArrays.rowMajor(weights),
        NativeArrays.rowMajor(bias),
        output);
    if (!backward) {
      lastInput = input;
      lastOutput = output;
    }
    return output;
  }

  /**
   * Identity and plain ReLU; the latter is done in place, as DL4J does, and its result has the same
   * gradient as its argument.
   */
  @Override
  public INDArray activate(INDArray z, IActivation afn, boolean training) {
    boolean relu = afn instanceof ActivationReLU r && isPlain(r);
    if (z != lastOutput || !(relu || afn instanceof ActivationIdentity)) {
      forget();
      return null;
    }
    if (relu) {
      long perImage = z.length() / z.size(0);
      FloatBuffer values = NativeArrays.buffer(z);
      BatchParts.run(
          parts(z.size(0), 0),
          (int) z.size(0),
          (part, first, last) -> rectify(values, first * perImage, last * perImage));
    }
    if (training) {
      lastOutputSuitsBackward = true;
    } else {
      forget();
    }
    return z;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray input,
      INDArray weights,
      INDArray bias,
      INDArray delta,
      int[] kernel,
      int[] strides,
      int[] pad,
      INDArray biasGradView,
      INDArray weightGradView,
      IActivation afn,
      AlgoMode mode,
      BwdFilterAlgo bwdFilterAlgo,
      BwdDataAlgo bwdDataAlgo,
      ConvolutionMode convolutionMode,
      int[] dilation,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    if (!supports(input, weights, format)
        || delta.dataType() != DataType.FLOAT
        || !NativeArrays.isRowMajor(weightGradView)) {
      return null;
    }
    ConvolutionShape shape = shape(input, kernel, strides, pad, convolutionMode, dilation);
    INDArray inputGradient =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'c');
    if (!inputGradientNeeded) {
      inputGradient.assign(0);
    }
    backward(
        shape,
        NativeArrays.rowMajor(input),
        NativeArrays.rowMajor(weights),
        NativeArrays.rowMajor(delta),
        weightGradView,
        bias == null ? null : biasGradView,
        inputGradient);
    Gradient gradient = new DefaultGradient();
    if (bias != null) {
      gradient.setGradientFor(ConvolutionParamInitializer.BIAS_KEY, biasGradView);
    }
    gradient.setGradientFor(ConvolutionParamInitializer.WEIGHT_KEY, weightGradView, 'c');
    return new Pair<>(gradient, inputGradient);
  }

  /** Frees the native working memory. */
  @Override
  public void close() {
    forget();
    synchronized (scratches) {
      scratches.forEach(Scratch::close);
      scratches.clear();
    }
  }

  private void forget() {
    lastInput = null;
    lastOutput = null;
    lastOutputSuitsBackward = false;
  }

  private static boolean isPlain(ActivationReLU relu) {
    return relu.getMax() == null && relu.getThreshold() == null && relu.getNegativeSlope() == null;
  }

  private static boolean supports(INDArray input, INDArray weights, CNN2DFormat format) {
    return format == CNN2DFormat.NCHW
        && input.dataType() == DataType.FLOAT
        && weights.dataType() == DataType.FLOAT
        && input.length() / input.size(0) < Integer.MAX_VALUE
        && weights.length() < Integer.MAX_VALUE;
  }

  private static ConvolutionShape shape(
      INDArray input,
      int[] kernel,
      int[] strides,
      int[] pad,
      ConvolutionMode mode,
      int[] dilation) {
    int[] out =
        ConvolutionUtils.getOutputSize(
            input,
            kernel,
            strides,
            mode == ConvolutionMode.Same ? null : pad,
            mode,
            dilation,
            CNN2DFormat.NCHW);
    return new ConvolutionShape(
        (int) input.size(1),
        (int) input.size(2),
        (int) input.size(3),
        kernel[0],
        kernel[1],
        strides[0],
        strides[1],
        pad[0],
        pad[1],
        dilation[0],
        dilation[1],
        out[0],
        out[1]);
  }

  private void forward(
      ConvolutionShape shape, INDArray input, INDArray weights, INDArray bias, INDArray output) {
    int filters = (int) weights.size(0);
    int lines = shape.filterSize();
    int outSize = shape.outSize();
    int blockRows = blockRows(shape);
    FloatBuffer images = NativeArrays.buffer(input);
    FloatPointer weight = NativeArrays.pointer(weights);
    FloatPointer biases = NativeArrays.pointer(bias);
    FloatPointer out = NativeArrays.pointer(output);
    int batch = (int) input.size(0);
    BatchParts.run(
        parts(batch, 0),
        batch,
        (part, first, last) -> {
          Scratch scratch = take(shape, blockRows);
          for (int image = first; image < last; image++) {
            images.get(image * shape.imageSize(), scratch.image);
            for (int row = 0; row < shape.outHeight(); row += blockRows) {
              int end = Math.min(shape.outHeight(), row + blockRows);
              int positions = (end - row) * shape.outWidth();
              scratch.unroll(shape, row, end);
              FloatPointer target =
                  out.getPointer((long) image * filters * outSize + (long) row * shape.outWidth());
              cblas_sgemm(
                  CblasRowMajor,
                  CblasNoTrans,
                  CblasNoTrans,
                  filters,
                  positions,
                  lines,
                  1f,
                  weight,
                  lines,
                  scratch.columnsPointer,
                  positions,
                  0f,
                  target,
                  outSize);
              cblas_sger(
                  CblasRowMajor,
                  filters,
                  positions,
                  1f,
                  biases,
                  1,
                  scratch.onesPointer,
                  1,
                  target,
                  outSize);
            }
          }
          giveBack(scratch);
        });
  }

  private void backward(
      ConvolutionShape shape,
      INDArray input,
      INDArray weights,
      INDArray delta,
      INDArray weightGradient,
      INDArray biasGradient,
      INDArray inputGradient) {
    int filters = (int) weights.size(0);
    int lines = shape.filterSize();
    int outSize = shape.outSize();
    int blockRows = blockRows(shape);
    FloatBuffer images = NativeArrays.buffer(input);
    FloatBuffer imageGradients = NativeArrays.buffer(inputGradient);
    FloatPointer weight = NativeArrays.pointer(weights);
    FloatPointer deltas = NativeArrays.pointer(delta);
    FloatPointer total = NativeArrays.pointer(weightGradient);
    int batch = (int) input.size(0);
    int parts = parts(batch, weights.length());
    try (FloatPointer partial = new FloatPointer((parts - 1) * weights.length());
        FloatPointer partialBias = new FloatPointer((long) parts * filters)) {
      BatchParts.run(
          parts,
          batch,
          (part, first, last) -> {
            Scratch scratch = take(shape, blockRows);
            FloatPointer sum =
                part == 0 ? total : partial.getPointer((part - 1) * weights.length());
            FloatPointer biasSum = partialBias.getPointer((long) part * filters);
            float keep = 0f;
            for (int image = first; image < last; image++) {
              images.get(image * shape.imageSize(), scratch.image);
              scratch.clearGradient();
              for (int row = 0; row < shape.outHeight(); row += blockRows) {
                int end = Math.min(shape.outHeight(), row + blockRows);
                int positions = (end - row) * shape.outWidth();
                FloatPointer source =
                    deltas.getPointer(
                        (long) image * filters * outSize + (long) row * shape.outWidth());
                scratch.unroll(shape, row, end);
                cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    CblasTrans,
                    filters,
                    lines,
                    positions,
                    1f,
                    source,
                    outSize,
                    scratch.columnsPointer,
                    positions,
                    keep,
                    sum,
                    lines);
                if (biasGradient != null) {
                  cblas_sgemv(
                      CblasRowMajor,
                      CblasNoTrans,
                      filters,
                      positions,
                      1f,
                      source,
                      outSize,
                      scratch.onesPointer,
                      1,
                      keep,
                      biasSum,
                      1);
                }
                keep = 1f;
                if (inputGradientNeeded) {
                  cblas_sgemm(
                      CblasRowMajor,
                      CblasTrans,
                      CblasNoTrans,
                      lines,
                      positions,
                      filters,
                      1f,
                      weight,
                      lines,
                      source,
                      outSize,
                      0f,
                      scratch.columnsPointer,
                      positions);
                  scratch.addRolled(shape, row, end);
                }
              }
              if (inputGradientNeeded) {
                imageGradients.put(image * shape.imageSize(), scratch.gradient);
              }
            }
            giveBack(scratch);
          });
      for (int part = 1; part < parts; part++) {
        FloatPointer sum = partial.getPointer((part - 1) * weights.length());
        cblas_saxpy((int) weights.length(), 1f, sum, 1, total, 1);
      }
      if (biasGradient != null) {
        float[] sums = new float[filters];
        for (int i = 0; i < parts * filters; i++) {
          sums[i % filters] += partialBias.get(i);
        }
        for (int i = 0; i < filters; i++) {
          biasGradient.putScalar(i, sums[i]);
        }
      }
    }
  }

  private static void rectify(FloatBuffer values, long first, long last) {
    float[] chunk = new float[4096];
    for (long at = first; at < last; at += chunk.length) {
      int n = (int) Math.min(chunk.length, last - at);
      values.get((int) at, chunk, 0, n);
      for (int i = 0; i < n; i++) {
        chunk[i] = Math.max(chunk[i], 0f);
      }
      values.put((int) at, chunk, 0, n);
    }
  }

  private static int blockRows(ConvolutionShape shape) {
    long perRow = (long) shape.filterSize() * shape.outWidth();
    return (int) Math.max(1, Math.min(shape.outHeight(), BLOCK_VALUES / perRow));
  }

  private static int parts(long batch, long valuesPerPart) {
    long affordable = valuesPerPart == 0 ? MAX_PARTS : MAX_PART_VALUES / valuesPerPart;
    return (int) Math.min(batch, Math.max(1, Math.min(MAX_PARTS, affordable)));
  }

  private Scratch take(ConvolutionShape shape, int blockRows) {
    int columns = shape.filterSize() * blockRows * shape.outWidth();
    synchronized (scratches) {
      while (!scratches.isEmpty()) {
        Scratch scratch = scratches.remove(scratches.size() - 1);
        if (scratch.fits(shape.imageSize(), columns)) {
          return scratch;
        }
        scratch.close();
      }
    }
    return new Scratch(shape.imageSize(), columns, blockRows * shape.outWidth());
  }

  private void giveBack(Scratch scratch) {
    synchronized (scratches) {
      scratches.add(scratch);
    }
  }
}
