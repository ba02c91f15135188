package io.deepcompress.runtime.plan;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import java.util.List;
import java.util.Map;

/**
 * Decides, from the outputs backwards, in which form each value is needed: as floats, as 8-bit
 * integers or both, and with which quantization. Operations that only choose or move values run on
 * integers where only integers are asked of them; their input then takes their output's
 * quantization if nothing else reads it, which gives the same integers as quantising behind them.
 */
final class ValueForms {
  private final Network network;
  private final ValueUses uses;
  private final boolean dynamic;
  private final ActivationQuantization[] quantization;
  private final boolean[] asFloats;
  private final boolean[] asBytes;
  private final boolean[] movesBytes;

  /**
   * Decides.
   *
   * @param layers nodes that run on integers, with what they absorb
   * @param absorbed whether a node is part of a layer before it
   * @param quantization of each value, null where it has none; changed in place
   * @param dynamic whether ranges are found at run time
   */
  ValueForms(
      Network network,
      ValueUses uses,
      Map<Integer, FusedLayer> layers,
      boolean[] absorbed,
      ActivationQuantization[] quantization,
      boolean dynamic) {
    this.network = network;
    this.uses = uses;
    this.dynamic = dynamic;
    this.quantization = quantization;
    asFloats = new boolean[network.valueCount()];
    asBytes = new boolean[network.valueCount()];
    movesBytes = new boolean[network.nodes().size()];
    for (int value = 0; value < asFloats.length; value++) {
      asFloats[value] = uses.isOutput(value);
    }
    for (int node = network.nodes().size() - 1; node >= 0; node--) {
      if (layers.containsKey(node)) {
        if (isNeeded(network.valueOf(layers.get(node).tail()))) {
          (dynamic ? asFloats : asBytes)[network.nodes().get(node).inputs().get(0)] = true;
        }
      } else if (!absorbed[node] && isNeeded(network.valueOf(node))) {
        ask(node);
      }
    }
    settle();
  }

  private void ask(int node) {
    int value = network.valueOf(node);
    List<Integer> inputs = network.nodes().get(node).inputs();
    movesBytes[node] =
        !dynamic
            && moves(network.nodes().get(node).operation())
            && asBytes[value]
            && !asFloats[value]
            && inputs.stream().allMatch(input -> quantization[input] != null);
    for (int input : inputs) {
      (movesBytes[node] ? asBytes : asFloats)[input] = true;
      if (movesBytes[node] && uses.onlyReader(input) == node) {
        quantization[input] = quantization[value];
      }
    }
  }

  /** Forwards: what moves keeps the quantization it is read with. */
  private void settle() {
    for (int node = 0; node < movesBytes.length; node++) {
      Node moved = network.nodes().get(node);
      if (movesBytes[node] && moved.inputs().size() == 1) {
        quantization[network.valueOf(node)] = quantization[moved.inputs().get(0)];
      }
    }
  }

  private static boolean moves(Operation operation) {
    return operation instanceof Operation.Reshape
        || operation instanceof Operation.Concatenate
        || operation instanceof Operation.Slice
        || operation instanceof Operation.LastStep
        || operation instanceof Operation.Pad
        || operation instanceof Operation.Crop
        || operation instanceof Operation.Upsample
        || operation instanceof Operation.SpaceToDepth
        || operation instanceof Operation.Transpose
        || operation instanceof Operation.Pooling pooling && pooling.pool() == Operation.Pool.MAX;
  }

  /** Whether anything needs a value. */
  boolean isNeeded(int value) {
    return asFloats[value] || asBytes[value];
  }

  /** Whether a value is needed as floats. */
  boolean asFloats(int value) {
    return asFloats[value];
  }

  /** Whether a node that moves values does so on integers. */
  boolean movesBytes(int node) {
    return movesBytes[node];
  }

  /** Quantization of a value's integers. */
  ActivationQuantization quantization(int value) {
    return quantization[value];
  }
}
