package io.deepcompress.runtime.plan;

import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.kernel.LayerShape;

/**
 * Refuses convolutions whose padding asks for far more memory than their inputs and outputs, as
 * only a file made to do harm has them.
 */
public final class PaddingLimit {
  /** A padded input may be larger than the largest value by this factor. */
  private static final long ALLOWANCE = 4;

  private PaddingLimit() {}

  /**
   * Checks every convolution.
   *
   * @throws ModelFormatException with code LIMIT, naming the first node whose padded input is
   *     larger than four times the activations that the limits allow
   */
  public static void check(Network network, DecodeLimits limits) throws ModelFormatException {
    for (int node = 0; node < network.nodes().size(); node++) {
      LayerShape shape = FloatSteps.layerShape(network, node);
      if (shape == null) {
        continue;
      }
      Window window = shape.window();
      long rows = (shape.outputHeight() + 1L) * window.strideHeight() + window.spanHeight();
      long columns = (shape.outputWidth() + 1L) * window.strideWidth() + window.spanWidth();
      double elements = (double) rows * columns * shape.channels();
      if (elements > (double) ALLOWANCE * limits.activationElements()) {
        throw new ModelFormatException(
            ModelFormatException.Code.LIMIT,
            0,
            "topology",
            "node '"
                + network.nodes().get(node).name()
                + "' pads its input to "
                + rows
                + "x"
                + columns
                + " with "
                + shape.channels()
                + " channels");
      }
    }
  }
}
