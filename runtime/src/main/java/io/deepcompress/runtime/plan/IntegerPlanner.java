package io.deepcompress.runtime.plan;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.integers.DynamicQuantizeStep;
import io.deepcompress.runtime.integers.IntegerLayerStep;
import io.deepcompress.runtime.integers.IntegerMaxPooling;
import io.deepcompress.runtime.integers.QuantizeStep;
import io.deepcompress.runtime.integers.RequantizeStep;
import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans the integer modes: fully connected and convolution layers on 8-bit integers, with the
 * affine maps and the activation behind them in their epilogues; everything else in float.
 */
public final class IntegerPlanner {
  private final Network network;
  private final ParameterStore store;
  private final boolean dynamic;
  private final Map<Integer, FusedLayer> layers = new LinkedHashMap<>();
  private final boolean[] absorbed;
  private final ValueForms forms;
  private final FloatSteps floatSteps;
  private final PlanBuilder builder = new PlanBuilder();
  private final int[] floatSlots;
  private final int[] byteSlots;

  private IntegerPlanner(CompressedModel model, ParameterStore store, boolean dynamic, int threads)
      throws ModelFormatException {
    this.network = model.network();
    this.store = store;
    this.dynamic = dynamic;
    this.absorbed = new boolean[network.nodes().size()];
    this.floatSteps = new FloatSteps(network, store);
    this.floatSlots = new int[network.valueCount()];
    this.byteSlots = new int[network.valueCount()];
    Arrays.fill(floatSlots, -1);
    Arrays.fill(byteSlots, -1);
    ActivationQuantization[] quantization = new ActivationQuantization[network.valueCount()];
    if (!dynamic) {
      Arrays.setAll(quantization, value -> model.activations().get(value).orElse(null));
    }
    ValueUses uses = new ValueUses(network);
    chooseLayers(uses, quantization, threads);
    this.forms = new ValueForms(network, uses, layers, absorbed, quantization, dynamic);
  }

  /**
   * Prepares the weights and plans.
   *
   * @param dynamic whether to find activation ranges at run time instead of taking the model's
   * @throws ModelFormatException if a tensor from a file turns out invalid
   */
  public static Plan plan(CompressedModel model, ParameterStore store, boolean dynamic, int threads)
      throws ModelFormatException {
    return new IntegerPlanner(model, store, dynamic, threads).plan();
  }

  private void chooseLayers(ValueUses uses, ActivationQuantization[] quantization, int threads)
      throws ModelFormatException {
    List<Integer> integer = new ArrayList<>();
    List<Integer> floats = new ArrayList<>();
    for (int node = 0; node < network.nodes().size(); node++) {
      boolean fits =
          FloatSteps.layerShape(network, node) != null
              && (dynamic || quantization[network.nodes().get(node).inputs().get(0)] != null);
      (fits ? integer : floats).add(node);
    }
    store.prepare(floats, integer, threads);
    floats.clear();
    for (int node : integer) {
      if (store.layer(node).layer() == null) {
        floats.add(node);
        continue;
      }
      FusedLayer layer = FusedLayer.of(network, uses, node);
      layers.put(node, layer);
      for (int part : layer.absorbed()) {
        absorbed[part] = true;
      }
    }
    store.prepare(floats, List.of(), threads);
  }

  private Plan plan() {
    for (int value = 0; value < network.inputs().size(); value++) {
      floatSlots[value] = builder.input(network.shape(value).size());
    }
    for (int node = 0; node < network.nodes().size(); node++) {
      if (layers.containsKey(node)) {
        addLayer(layers.get(node));
      } else if (!absorbed[node] && forms.isNeeded(network.valueOf(node))) {
        if (forms.movesBytes(node)) {
          addMove(node);
        } else {
          addFloat(node);
        }
      }
    }
    return builder.build(network.outputs().stream().mapToInt(value -> floatSlots[value]).toArray());
  }

  private void addLayer(FusedLayer layer) {
    int input = network.nodes().get(layer.node()).inputs().get(0);
    int value = network.valueOf(layer.tail());
    if (!forms.isNeeded(value)) {
      return;
    }
    int in = bytes(input);
    boolean toBytes = !forms.asFloats(value);
    ActivationQuantization from = dynamic ? null : forms.quantization(input);
    ActivationQuantization to = toBytes ? forms.quantization(value) : null;
    Epilogue epilogue = layer.epilogue(network, store, from == null ? 1f : from.scale(), to);
    int out = builder.newSlot(network.shape(value).size(), toBytes);
    (toBytes ? byteSlots : floatSlots)[value] = out;
    Step step =
        new IntegerLayerStep(
            store.layer(layer.node()).layer(),
            toBytes ? Kernels.toBytes(epilogue) : Kernels.toFloats(epilogue),
            from,
            toBytes,
            in,
            out);
    builder.add(-1, step, new int[] {in}, out, false);
  }

  /** The slot with a value's integers, made from its floats where that is not done yet. */
  private int bytes(int value) {
    if (byteSlots[value] < 0) {
      int size = network.shape(value).size();
      int in = floatSlots[value];
      int out = builder.newSlot(size, true);
      Step step =
          dynamic
              ? new DynamicQuantizeStep(size, in, out)
              : new QuantizeStep(forms.quantization(value), size, in, out);
      builder.add(-1, step, new int[] {in}, out, false);
      byteSlots[value] = out;
    }
    return byteSlots[value];
  }

  private void addMove(int node) {
    Node moved = network.nodes().get(node);
    int value = network.valueOf(node);
    ActivationQuantization to = forms.quantization(value);
    int[] in = new int[moved.inputs().size()];
    for (int i = 0; i < in.length; i++) {
      in[i] = bytes(moved.inputs().get(i), to);
    }
    if (moved.operation() instanceof Operation.Reshape) {
      byteSlots[value] = in[0];
      return;
    }
    int out = builder.newSlot(network.shape(value).size(), true);
    byteSlots[value] = out;
    Step step =
        moved.operation() instanceof Operation.Pooling pooling
            ? new IntegerMaxPooling(
                pooling.window(),
                network.shape(moved.inputs().get(0)),
                to.signed(),
                to.zeroPoint(),
                in[0],
                out)
            : MoveSteps.of(network, node, in, out, (byte) to.zeroPoint());
    builder.add(-1, step, in, out, false);
  }

  /** The slot with a value's integers in a given quantization. */
  private int bytes(int value, ActivationQuantization to) {
    int in = bytes(value);
    if (forms.quantization(value).equals(to)) {
      return in;
    }
    int size = network.shape(value).size();
    int out = builder.newSlot(size, true);
    Step step = new RequantizeStep(forms.quantization(value), to, size, in, out);
    builder.add(-1, step, new int[] {in}, out, true);
    return out;
  }

  private void addFloat(int node) {
    int value = network.valueOf(node);
    int[] in =
        network.nodes().get(node).inputs().stream().mapToInt(input -> floatSlots[input]).toArray();
    Operation operation = network.nodes().get(node).operation();
    if (operation instanceof Operation.Reshape) {
      floatSlots[value] = in[0];
      return;
    }
    int out = builder.newSlot(network.shape(value).size(), false);
    floatSlots[value] = out;
    Step move = MoveSteps.of(network, node, in, out, (byte) 0);
    Step step = move == null ? floatSteps.of(node, in, out) : move;
    builder.add(-1, step, in, out, FloatSteps.mayShare(operation));
  }
}
