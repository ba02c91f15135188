package io.deepcompress.pipeline.exporter;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/** DL4J's activation functions. */
final class Functions {
  private Functions() {}

  /** The function, or nothing where DL4J has none that computes the same. */
  static Optional<IActivation> of(Operation.Activation activation) {
    return Optional.ofNullable(of(activation.function(), activation.a()));
  }

  /** A function without parameters. */
  static Optional<IActivation> of(ActivationFunction function) {
    return Optional.ofNullable(of(function, 0));
  }

  private static IActivation of(ActivationFunction function, float a) {
    return switch (function) {
      case RELU -> new ActivationReLU();
      case CLIPPED_RELU ->
          a == 6 ? new ActivationReLU6() : new ActivationReLU((double) a, null, null);
      case LEAKY_RELU -> new ActivationLReLU(a);
      case THRESHOLDED_RELU -> new ActivationThresholdedReLU(a);
      case SIGMOID -> new ActivationSigmoid();
      case TANH -> new ActivationTanH();
      case HARD_SIGMOID -> new ActivationHardSigmoid();
      case HARD_TANH -> new ActivationHardTanH();
      case RATIONAL_TANH -> new ActivationRationalTanh();
      case RECTIFIED_TANH -> new ActivationRectifiedTanh();
      case ELU -> new ActivationELU(a);
      case SELU -> new ActivationSELU();
      case SOFTPLUS -> new ActivationSoftPlus();
      case SOFTSIGN -> new ActivationSoftSign();
      case SWISH -> new ActivationSwish();
      case MISH -> new ActivationMish();
      case CUBE -> new ActivationCube();
      // DL4J's GELU is another approximation.
      case GELU, EXP -> null;
    };
  }
}
