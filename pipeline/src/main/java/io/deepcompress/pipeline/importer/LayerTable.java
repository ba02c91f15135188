package io.deepcompress.pipeline.importer;

import java.util.Map;
import java.util.TreeMap;

/** Which DL4J layer classes can be imported, and how. */
final class LayerTable {
  private static final Map<String, Layer.Converter> CONVERTERS = new TreeMap<>();

  static {
    CONVERTERS.put("DenseLayer", FeedForwardLayers::dense);
    CONVERTERS.put("OutputLayer", FeedForwardLayers::dense);
    CONVERTERS.put("RnnOutputLayer", FeedForwardLayers::recurrentOutput);
    CONVERTERS.put("CenterLossOutputLayer", FeedForwardLayers::centerLoss);
    CONVERTERS.put("LossLayer", FeedForwardLayers::loss);
    CONVERTERS.put("CnnLossLayer", FeedForwardLayers::imageLoss);
    CONVERTERS.put("RnnLossLayer", FeedForwardLayers::recurrentLoss);
    CONVERTERS.put("ActivationLayer", FeedForwardLayers::loss);
    CONVERTERS.put("DropoutLayer", FeedForwardLayers::vanish);
    CONVERTERS.put("ElementWiseMultiplicationLayer", FeedForwardLayers::elementWiseMultiplication);
    CONVERTERS.put("PReLULayer", FeedForwardLayers::prelu);
    CONVERTERS.put("ConvolutionLayer", ConvolutionLayers::convolution);
    CONVERTERS.put("Convolution2D", ConvolutionLayers::convolution);
    CONVERTERS.put("Convolution1DLayer", ConvolutionLayers::convolution1d);
    CONVERTERS.put("Convolution1D", ConvolutionLayers::convolution1d);
    CONVERTERS.put("Deconvolution2D", ConvolutionLayers::deconvolution);
    CONVERTERS.put("DepthwiseConvolution2D", ConvolutionLayers::depthwise);
    CONVERTERS.put("SeparableConvolution2D", ConvolutionLayers::separable);
    CONVERTERS.put("SubsamplingLayer", ImageLayers::subsampling);
    CONVERTERS.put("Pooling2D", ImageLayers::subsampling);
    CONVERTERS.put("GlobalPoolingLayer", ImageLayers::globalPooling);
    CONVERTERS.put("BatchNormalization", ImageLayers::batchNormalization);
    CONVERTERS.put("LocalResponseNormalization", ImageLayers::localResponse);
    CONVERTERS.put("ZeroPaddingLayer", ImageLayers::zeroPadding);
    CONVERTERS.put("Cropping2D", ImageLayers::cropping);
    CONVERTERS.put("Upsampling2D", ImageLayers::upsampling);
    CONVERTERS.put("SpaceToDepthLayer", ImageLayers::spaceToDepth);
    CONVERTERS.put("Yolo2OutputLayer", DetectionLayers::yolo2);
    CONVERTERS.put("LSTM", RecurrentLayers::lstm);
    CONVERTERS.put("GravesLSTM", RecurrentLayers::gravesLstm);
    CONVERTERS.put("LastTimeStep", RecurrentLayers::lastTimeStep);
    CONVERTERS.put("FrozenLayer", (layer, input) -> convert(layer.unwrap("layer"), input));
    CONVERTERS.put(
        "FrozenLayerWithBackprop", (layer, input) -> convert(layer.unwrap("underlying"), input));
  }

  private LayerTable() {}

  /**
   * Refuses a layer that cannot be imported, before any work is done.
   *
   * @throws ImportException naming the layer and its type
   */
  static void require(Config config) throws ImportException {
    if (!CONVERTERS.containsKey(config.type())) {
      throw config.unsupported(
          "cannot be imported; these can: " + String.join(", ", CONVERTERS.keySet()));
    }
    for (String wrapped : new String[] {"layer", "underlying"}) {
      if (config.json().path(wrapped).isObject()) {
        require(config.at(wrapped));
      }
    }
  }

  /** Adds a layer's nodes and gives the value that stands for its output. */
  static int convert(Layer layer, int input) throws ImportException {
    require(layer.config());
    return CONVERTERS.get(layer.config().type()).convert(layer, input);
  }
}
