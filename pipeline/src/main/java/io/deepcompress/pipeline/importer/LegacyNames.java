package io.deepcompress.pipeline.importer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Names by which configurations of DL4J 1.0.0-alpha and earlier call a class: where there is now a
 * field {@code @class}, there was an object around, {@code {"dense": {...}}}.
 */
final class LegacyNames {
  private static final Map<String, String> CLASSES = new HashMap<>();

  static {
    for (String activation :
        new String[] {
          "Cube",
          "ELU",
          "HardSigmoid",
          "Identity",
          "LReLU",
          "RationalTanh",
          "RectifiedTanh",
          "SELU",
          "ReLU",
          "RReLU",
          "Sigmoid",
          "Softmax",
          "SoftPlus",
          "SoftSign",
          "TanH"
        }) {
      CLASSES.put(activation, "Activation" + activation);
    }
    CLASSES.put("HardTanh", "ActivationHardTanH");
    CLASSES.put("SWISH", "ActivationSwish");
    CLASSES.put("convolution", "ConvolutionLayer");
    CLASSES.put("convolution1d", "Convolution1DLayer");
    CLASSES.put("gravesLSTM", "GravesLSTM");
    CLASSES.put("output", "OutputLayer");
    CLASSES.put("rnnoutput", "RnnOutputLayer");
    CLASSES.put("loss", "LossLayer");
    CLASSES.put("dense", "DenseLayer");
    CLASSES.put("subsampling", "SubsamplingLayer");
    CLASSES.put("batchNormalization", "BatchNormalization");
    CLASSES.put("localResponseNormalization", "LocalResponseNormalization");
    CLASSES.put("activation", "ActivationLayer");
    CLASSES.put("dropout", "DropoutLayer");
    CLASSES.put("GlobalPooling", "GlobalPoolingLayer");
    CLASSES.put("zeroPadding", "ZeroPaddingLayer");
    CLASSES.put("cnnToFeedForward", "CnnToFeedForwardPreProcessor");
    CLASSES.put("cnnToRnn", "CnnToRnnPreProcessor");
    CLASSES.put("composableInput", "ComposableInputPreProcessor");
    CLASSES.put("feedForwardToCnn", "FeedForwardToCnnPreProcessor");
    CLASSES.put("feedForwardToRnn", "FeedForwardToRnnPreProcessor");
    CLASSES.put("rnnToFeedForward", "RnnToFeedForwardPreProcessor");
    for (String same :
        new String[] {
          "LSTM", "CenterLossOutputLayer", "FrozenLayer", "Upsampling2D", "Yolo2OutputLayer",
          "RnnLossLayer", "CnnLossLayer", "Cropping2D", "LayerVertex", "ElementWiseVertex",
          "MergeVertex", "SubsetVertex", "LastTimeStepVertex", "PreprocessorVertex", "ScaleVertex",
          "L2NormalizeVertex"
        }) {
      CLASSES.put(same, same);
    }
  }

  private LegacyNames() {}

  /** Simple name of today's class. */
  static Optional<String> classOf(String name) {
    return Optional.ofNullable(CLASSES.get(name));
  }
}
