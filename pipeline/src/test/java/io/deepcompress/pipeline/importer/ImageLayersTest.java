package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Every layer over images, with its options, computes what DL4J computes. */
class ImageLayersTest {
  private static final Map<String, Layer> LAYERS = layers();

  @TempDir Path folder;

  static Stream<String> names() {
    return LAYERS.keySet().stream();
  }

  /** A fresh layer of the list. */
  static Layer layer(String name) {
    return LAYERS.get(name).clone();
  }

  @ParameterizedTest
  @MethodSource("names")
  void computesWhatDl4jComputes(String name) throws Exception {
    Layer layer = LAYERS.get(name);
    int channels = name.startsWith("yolo") ? 14 : 4;
    Dl4jCheck.assertSame(
        Nets.stack(InputType.convolutional(9, 8, channels), layer.clone()),
        folder,
        name.hashCode(),
        Shape.of(channels, 9, 8));
  }

  private static Map<String, Layer> layers() {
    Map<String, Layer> all = new LinkedHashMap<>();
    convolutions(all);
    poolings(all);
    others(all);
    return all;
  }

  private static ConvolutionLayer.Builder convolution(int... kernel) {
    return new ConvolutionLayer.Builder(kernel).nOut(5).activation(Activation.IDENTITY);
  }

  private static void convolutions(Map<String, Layer> all) {
    all.put("convolution", convolution(3, 3).build());
    all.put("convolution 1x1", convolution(1, 1).build());
    all.put("convolution 1x1 stride 2", convolution(1, 1).stride(2, 2).build());
    all.put("convolution no bias", convolution(3, 3).hasBias(false).build());
    all.put("convolution padded", convolution(3, 3).padding(2, 1).stride(2, 3).build());
    all.put("convolution dilated", convolution(3, 2).dilation(2, 3).build());
    all.put(
        "convolution strict",
        convolution(3, 2).stride(2, 2).convolutionMode(ConvolutionMode.Strict).build());
    for (int kernel = 1; kernel <= 5; kernel++) {
      for (int stride = 1; stride <= 3; stride++) {
        if (kernel == 1 && stride == 3) {
          continue; // DL4J refuses the negative padding
        }
        all.put(
            "convolution same " + kernel + " stride " + stride,
            convolution(kernel, kernel)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU)
                .build());
      }
    }
    all.put(
        "convolution same dilated",
        convolution(3, 3).dilation(2, 2).convolutionMode(ConvolutionMode.Same).build());
    all.put("convolution softmax", convolution(2, 2).activation(Activation.SOFTMAX).build());
    all.put("frozen convolution", new FrozenLayer(convolution(3, 3).build()));
    for (ConvolutionMode mode :
        new ConvolutionMode[] {ConvolutionMode.Truncate, ConvolutionMode.Same}) {
      int padding = mode == ConvolutionMode.Same ? 0 : 1;
      for (int stride = 1; stride <= 2; stride++) {
        String suffix = " " + mode + " " + stride;
        all.put(
            "deconvolution" + suffix,
            new Deconvolution2D.Builder()
                .kernelSize(3, 2)
                .stride(stride, stride)
                .padding(padding, 0)
                .convolutionMode(mode)
                .nOut(3)
                .activation(Activation.TANH)
                .build());
        all.put(
            "depthwise" + suffix,
            new DepthwiseConvolution2D.Builder()
                .kernelSize(3, 2)
                .stride(stride, stride)
                .padding(padding, 0)
                .convolutionMode(mode)
                .depthMultiplier(2)
                .activation(Activation.IDENTITY)
                .build());
        all.put(
            "separable" + suffix,
            new SeparableConvolution2D.Builder()
                .kernelSize(3, 2)
                .stride(stride, stride)
                .padding(padding, 0)
                .convolutionMode(mode)
                .depthMultiplier(2)
                .nOut(3)
                .activation(Activation.RELU)
                .build());
      }
    }
    all.put(
        "separable no bias",
        new SeparableConvolution2D.Builder()
            .kernelSize(3, 3)
            .hasBias(false)
            .nOut(3)
            .activation(Activation.IDENTITY)
            .build());
  }

  private static void poolings(Map<String, Layer> all) {
    for (SubsamplingLayer.PoolingType type :
        new SubsamplingLayer.PoolingType[] {
          SubsamplingLayer.PoolingType.MAX,
          SubsamplingLayer.PoolingType.AVG,
          SubsamplingLayer.PoolingType.PNORM
        }) {
      for (ConvolutionMode mode :
          new ConvolutionMode[] {ConvolutionMode.Truncate, ConvolutionMode.Same}) {
        for (boolean divisor : new boolean[] {false, true}) {
          int padding = mode == ConvolutionMode.Same ? 0 : 1;
          all.put(
              "pooling " + type + " " + mode + (divisor ? " with padding" : ""),
              new SubsamplingLayer.Builder(type)
                  .kernelSize(3, 2)
                  .stride(2, 2)
                  .padding(padding, padding)
                  .convolutionMode(mode)
                  .pnorm(3)
                  .avgPoolIncludePadInDivisor(divisor)
                  .build());
        }
      }
    }
    all.put(
        "pooling dilated",
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .kernelSize(2, 2)
            .stride(1, 1)
            .dilation(2, 2)
            .build());
    for (PoolingType type : PoolingType.values()) {
      all.put("global pooling " + type, new GlobalPoolingLayer.Builder(type).pnorm(2).build());
    }
    all.put(
        "global pooling kept",
        new GlobalPoolingLayer.Builder(PoolingType.AVG).collapseDimensions(false).build());
  }

  private static void others(Map<String, Layer> all) {
    all.put(
        "batch normalization", new BatchNormalization.Builder().eps(1e-3).useLogStd(false).build());
    all.put("batch normalization log", new BatchNormalization.Builder().useLogStd(true).build());
    all.put(
        "batch normalization locked", new BatchNormalization.Builder().lockGammaBeta(true).build());
    all.put(
        "batch normalization constants",
        new BatchNormalization.Builder().lockGammaBeta(true).gamma(2).beta(0.5).build());
    all.put(
        "batch normalization one constant",
        new BatchNormalization.Builder().lockGammaBeta(true).gamma(2).build());
    all.put("local response", new LocalResponseNormalization.Builder().build());
    all.put(
        "local response strong", new LocalResponseNormalization.Builder(1, 3, 0.5, 0.6).build());
    all.put("zero padding", new ZeroPaddingLayer.Builder(1, 2, 3, 0).build());
    all.put("cropping", new Cropping2D.Builder(1, 2, 3, 0).build());
    all.put("upsampling", new Upsampling2D.Builder().size(new int[] {2, 3}).build());
    all.put("prelu", new PReLULayer.Builder().inputShape(4, 9, 8).build());
    all.put("prelu shared", new PReLULayer.Builder().inputShape(4, 9, 8).sharedAxes(2, 3).build());
    all.put("activation softmax", new ActivationLayer(Activation.SOFTMAX));
    all.put(
        "loss softmax",
        new CnnLossLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .activation(Activation.SOFTMAX)
            .build());
    all.put(
        "yolo",
        new Yolo2OutputLayer.Builder()
            .boundingBoxPriors(Nd4j.create(new double[][] {{1.5, 2}, {3, 0.5}}))
            .build());
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void movesBlocksIntoChannels(int block) throws Exception {
    Dl4jCheck.assertSame(
        Nets.stack(
            InputType.convolutional(12, 6, 3),
            new SpaceToDepthLayer.Builder<>(block, org.deeplearning4j.nn.conf.CNN2DFormat.NCHW)
                .build()),
        folder,
        block,
        Shape.of(3, 12, 6));
  }

  static Stream<Integer> blocks() {
    return Stream.of(1, 2, 3);
  }
}
