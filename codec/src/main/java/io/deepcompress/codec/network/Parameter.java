package io.deepcompress.codec.network;

/**
 * A place for a tensor of learnt values in a {@link Network}.
 *
 * @param node index of the node in {@link Network#nodes()}
 * @param role what the values are for
 * @param shape of the tensor, {@code [out, in, ...]} for weights
 */
public record Parameter(int node, Role role, Shape shape) {

  /** What a parameter is for. Only weights are pruned and shared. */
  public enum Role {
    /** Multiplied with activations. */
    WEIGHTS,
    /** Multiplied with the previous time step's output. */
    RECURRENT_WEIGHTS,
    /** Added per output. */
    BIAS,
    /** LSTM peepholes. */
    PEEPHOLES,
    /** Factor per channel. */
    SCALE,
    /** Offset per channel. */
    SHIFT,
    /** Slopes of a PReLU. */
    SLOPES;

    /** Whether values of this role are matrix or filter weights. */
    public boolean isWeights() {
      return this == WEIGHTS || this == RECURRENT_WEIGHTS;
    }
  }
}
