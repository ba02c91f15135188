package io.deepcompress.pipeline.exporter;

import io.deepcompress.codec.network.Shape;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Loss functions and layers, so that an exported network can be trained. */
final class Losses {
  private Losses() {}

  /** The loss that goes with an activation function. */
  static ILossFunction of(IActivation activation) {
    if (activation instanceof ActivationSoftmax) {
      return new LossMCXENT();
    }
    return activation instanceof ActivationSigmoid ? new LossBinaryXENT() : new LossMSE();
  }

  /** A loss layer without weights over values of the given shape. */
  static Layer layer(Shape shape, IActivation activation) {
    ILossFunction loss = of(activation);
    return switch (shape.rank()) {
      case 1 -> new LossLayer.Builder(loss).activation(activation).build();
      case 2 -> new RnnLossLayer.Builder(loss).activation(activation).build();
      default -> new CnnLossLayer.Builder(loss).activation(activation).build();
    };
  }
}
