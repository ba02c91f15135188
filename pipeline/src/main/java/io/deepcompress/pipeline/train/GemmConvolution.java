package io.deepcompress.pipeline.train;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.Map;
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
 * Two-dimensional convolution of float batches by {@link UnrolledConvolution}.
 *
 * <p>DL4J's built-in convolution unrolls the whole batch through strided native loops, which costs
 * most of its time.
 *
 * <p>An instance belongs to one layer, as DL4J's helpers do, and may be used by one caller at a
 * time. Whatever it does not support it declines by returning null, which makes the layer use its
 * own implementation.
 */
final class GemmConvolution implements ConvolutionHelper, AutoCloseable {
  private final boolean inputGradientNeeded;
  private UnrolledConvolution engine;
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
    engine(shape, filters)
        .forward(
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
          UnrolledConvolution.parts(z.size(0), 0),
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
    engine(shape, (int) weights.size(0))
        .backward(
            NativeArrays.rowMajor(input),
            NativeArrays.rowMajor(weights),
            NativeArrays.rowMajor(delta),
            weightGradView,
            bias == null ? null : biasGradView,
            inputGradientNeeded ? inputGradient : null);
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
    if (engine != null) {
      engine.close();
      engine = null;
    }
  }

  private UnrolledConvolution engine(ConvolutionShape shape, int filters) {
    if (engine == null || !engine.isFor(shape, filters)) {
      if (engine != null) {
        engine.close();
      }
      engine = new UnrolledConvolution(shape, filters);
    }
    return engine;
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
        && input.length() <= Integer.MAX_VALUE / Float.BYTES
        && weights.length() <= Integer.MAX_VALUE / Float.BYTES;
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
}
