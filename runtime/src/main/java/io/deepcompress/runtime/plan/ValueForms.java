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
  private final Arithmetic arithmetic;
  private final ActivationQuantization[] quantization;
  private final boolean[] asFloats;
  private final boolean[] asBytes;
  private final boolean[] onBytes;

  /**
   * Decides.
   *
   * @param layers nodes that run on integers, with what they absorb
   * @param absorbed whether a node is part of a layer before it
   * @param quantization of each value, null where it has none; changed in place
   * @param arithmetic of the plan
   */
  ValueForms(
      Network network,
      ValueUses uses,
      Map<Integer, FusedLayer> layers,
      boolean[] absorbed,
      ActivationQuantization[] quantization,
      Arithmetic arithmetic) {
    this.network = network;
    this.uses = uses;
    this.arithmetic = arithmetic;
    this.quantization = quantization;
    asFloats = new boolean[network.valueCount()];
    asBytes = new boolean[network.valueCount()];
    onBytes = new boolean[network.nodes().size()];
    for (int value = 0; value < asFloats.length; value++) {
      asFloats[value] = uses.isOutput(value);
    }
    for (int node = network.nodes().size() - 1; node >= 0; node--) {
      if (layers.containsKey(node)) {
        int value = network.valueOf(layers.get(node).tail());
        if (isNeeded(value)) {
          asBytes[value] |= recurs(value);
          (arithmetic == Arithmetic.DYNAMIC ? asFloats : asBytes)
                  [network.nodes().get(node).inputs().get(0)] =
              true;
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
    boolean moves = IntegerSteps.moves(network, node);
    onBytes[node] = runsOnBytes(node, value, moves);
    for (int input : inputs) {
      onBytes[node] &= quantization[input] != null;
    }
    for (int input : inputs) {
      (onBytes[node] ? asBytes : asFloats)[input] = true;
      if (onBytes[node] && moves && uses.onlyReader(input) == node && !recurs(input)) {
        quantization[input] = quantization[value];
      }
    }
  }

  /** Whether a value is what an LSTM on integers reads itself, so that its range is its own. */
  private boolean recurs(int value) {
    int node = value - network.inputs().size();
    return arithmetic != Arithmetic.DYNAMIC
        && node >= 0
        && network.nodes().get(node).operation() instanceof Operation.Lstm;
  }

  private boolean runsOnBytes(int node, int value, boolean moves) {
    boolean wanted =
        arithmetic == Arithmetic.FIXED_POINT
            ? asBytes[value] || IntegerSteps.isAverage(network, node)
            : arithmetic == Arithmetic.MIXED && moves && asBytes[value] && !asFloats[value];
    return wanted && IntegerSteps.fits(network, node);
  }

  /** Forwards: what moves keeps the quantization it is read with. */
  private void settle() {
    for (int node = 0; node < onBytes.length; node++) {
      Node moved = network.nodes().get(node);
      if (onBytes[node] && IntegerSteps.moves(network, node) && moved.inputs().size() == 1) {
        quantization[network.valueOf(node)] = quantization[moved.inputs().get(0)];
      }
    }
  }

  /** Whether anything needs a value. */
  boolean isNeeded(int value) {
    return asFloats[value] || asBytes[value];
  }

  /** Whether an integer layer or operation gives a value as bytes, else as floats. */
  boolean givesBytes(int value) {
    return asBytes[value] && (arithmetic == Arithmetic.FIXED_POINT || !asFloats[value]);
  }

  /** Whether a node without large weights runs on integers. */
  boolean onBytes(int node) {
    return onBytes[node];
  }

  /** Quantization of a value's integers. */
  ActivationQuantization quantization(int value) {
    return quantization[value];
  }
}
