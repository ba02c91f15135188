package io.deepcompress.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Numeric check: the sum of outputs times a fixed delta is linear in the input, the weights and the
 * bias each, so a difference quotient of any step equals the gradient.
 */
class GemmConvolutionTest {
  private static final int[] KERNEL = {3, 2};
  private static final int[] STRIDE = {2, 1};
  private static final int[] PADDING = {1, 1};
  private static final int[] DILATION = {1, 2};

  private final INDArray input = Nd4j.rand(1, new long[] {9, 3, 7, 6}).subi(0.5);
  private final INDArray weights = Nd4j.rand(2, new long[] {4, 3, 3, 2}).subi(0.5);
  private final INDArray bias = Nd4j.rand(3, new long[] {1, 4}).subi(0.5);
  private final INDArray delta = Nd4j.rand(4, new long[] {9, 4, 4, 6}).subi(0.5);
  private final INDArray weightGradient = Nd4j.create(4, 3, 3, 2);
  private final INDArray biasGradient = Nd4j.create(1, 4);

  @Test
  void gradientsAreDifferenceQuotients() {
    INDArray inputGradient;
    try (GemmConvolution convolution = new GemmConvolution(true)) {
      inputGradient = backward(convolution);
    }
    Random random = new Random(9);
    for (int i = 0; i < 20; i++) {
      assertQuotient(input, inputGradient, random);
      assertQuotient(weights, weightGradient, random);
      assertQuotient(bias, biasGradient, random);
    }
  }

  @Test
  void leavesOutTheInputGradientOfAFirstLayer() {
    try (GemmConvolution all = new GemmConvolution(true);
        GemmConvolution first = new GemmConvolution(false)) {
      backward(all);
      INDArray expected = weightGradient.dup();
      INDArray expectedBias = biasGradient.dup();
      // The same arrays are written again: what the first call left must not count.
      weightGradient.assign(0);
      biasGradient.assign(0);
      INDArray inputGradient = backward(first);
      assertThat(weightGradient).isEqualTo(expected);
      assertThat(biasGradient).isEqualTo(expectedBias);
      assertThat(inputGradient.eq(0).all()).isTrue();
      assertThat(inputGradient.shape()).isEqualTo(input.shape());
    }
  }

  @Test
  void declinesChannelsLast() {
    try (GemmConvolution convolution = new GemmConvolution(true)) {
      INDArray output =
          convolution.preOutput(
              input,
              weights,
              bias,
              KERNEL,
              STRIDE,
              PADDING,
              null,
              null,
              ConvolutionMode.Truncate,
              DILATION,
              CNN2DFormat.NHWC,
              LayerWorkspaceMgr.noWorkspaces());
      assertThat(output).isNull();
    }
  }

  private void assertQuotient(INDArray parameter, INDArray gradient, Random random) {
    long i = random.nextInt((int) parameter.length());
    float before = parameter.getFloat(i);
    double low = objective();
    parameter.putScalar(i, before + 1);
    double high = objective();
    parameter.putScalar(i, before);
    assertThat(gradient.getDouble(i)).isCloseTo(high - low, within(2e-4));
  }

  private double objective() {
    try (GemmConvolution convolution = new GemmConvolution(true)) {
      INDArray output =
          convolution.preOutput(
              input,
              weights,
              bias,
              KERNEL,
              STRIDE,
              PADDING,
              null,
              null,
              ConvolutionMode.Truncate,
              DILATION,
              CNN2DFormat.NCHW,
              LayerWorkspaceMgr.noWorkspaces());
      float[] values = output.data().asFloat();
      float[] factors = delta.data().asFloat();
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += (double) values[i] * factors[i];
      }
      return sum;
    }
  }

  private INDArray backward(GemmConvolution convolution) {
    return convolution
        .backpropGradient(
            input,
            weights,
            bias,
            delta,
            KERNEL,
            STRIDE,
            PADDING,
            biasGradient,
            weightGradient,
            new ActivationIdentity(),
            null,
            null,
            null,
            ConvolutionMode.Truncate,
            DILATION,
            CNN2DFormat.NCHW,
            LayerWorkspaceMgr.noWorkspaces())
        .getSecond();
  }
}
