package io.deepcompress.runtime.plan;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Parameter.Role;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.integers.DequantizeStep;
import io.deepcompress.runtime.integers.DynamicQuantizeStep;
import io.deepcompress.runtime.integers.FixedPointRequantizer;
import io.deepcompress.runtime.integers.IntegerLayerStep;
import io.deepcompress.runtime.integers.IntegerLstm;
import io.deepcompress.runtime.integers.QuantizeStep;
import io.deepcompress.runtime.integers.TableStep;
import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.IntegerLayer;
import io.deepcompress.runtime.kernel.Kernels;
import io.deepcompress.runtime.kernel.LayerShape;
import io.deepcompress.runtime.kernel.Requantizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans the integer modes: fully connected and convolution layers on 8-bit integers, with the
 * affine maps and the activation behind them in their epilogues; everything else in float, or in
 * fixed point on integers, too, where it has such a form.
 */
public final class IntegerPlanner {
  private final Network network;
  private final ParameterStore store;
  private final Arithmetic arithmetic;
  private final Map<Integer, FusedLayer> layers = new LinkedHashMap<>();
  private final boolean[] absorbed;
  private final ValueForms forms;
  private final FloatSteps floatSteps;
  private final IntegerSteps integerSteps;
  private final PlanBuilder builder = new PlanBuilder();
  private final int[] floatSlots;
  private final int[] byteSlots;

  private IntegerPlanner(
      CompressedModel model, ParameterStore store, Arithmetic arithmetic, int threads)
      throws ModelFormatException {
    this.network = model.network();
    this.store = store;
    this.arithmetic = arithmetic;
    this.absorbed = new boolean[network.nodes().size()];
    this.floatSteps = new FloatSteps(network, store);
    this.integerSteps = new IntegerSteps(network, store);
    this.floatSlots = new int[network.valueCount()];
    this.byteSlots = new int[network.valueCount()];
    Arrays.fill(floatSlots, -1);
    Arrays.fill(byteSlots, -1);
    ActivationQuantization[] quantization = new ActivationQuantization[network.valueCount()];
    if (arithmetic != Arithmetic.DYNAMIC) {
      Arrays.setAll(quantization, value -> model.activations().get(value).orElse(null));
    }
    ValueUses uses = new ValueUses(network);
    chooseLayers(model, uses, threads);
    this.forms = new ValueForms(network, uses, layers, absorbed, quantization, arithmetic);
  }

  /**
   * Prepares the weights and plans.
   *
   * @param arithmetic of the plan
   * @throws ModelFormatException if a tensor from a file turns out invalid
   */
  public static Plan plan(
      CompressedModel model, ParameterStore store, Arithmetic arithmetic, int threads)
      throws ModelFormatException {
    return new IntegerPlanner(model, store, arithmetic, threads).plan();
  }

  private void chooseLayers(CompressedModel model, ValueUses uses, int threads)
      throws ModelFormatException {
    List<Integer> integer = new ArrayList<>();
    List<Integer> floats = new ArrayList<>();
    for (int node = 0; node < network.nodes().size(); node++) {
      boolean fits =
          isLayer(model, node)
              && (model.activations().isEmpty()
                  || model
                      .activations()
                      .get(network.nodes().get(node).inputs().get(0))
                      .isPresent());
      (fits ? integer : floats).add(node);
    }
    store.prepare(floats, integer, threads);
    floats.clear();
    for (int node : integer) {
      if (store.kernel(node) == null) {
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

  private boolean isLayer(CompressedModel model, int node) {
    if (network.nodes().get(node).operation() instanceof Operation.Lstm) {
      return arithmetic != Arithmetic.DYNAMIC
          && model.activations().get(network.valueOf(node)).isPresent();
    }
    return FloatSteps.layerShape(network, node) != null
        && (arithmetic != Arithmetic.DYNAMIC || !FloatSteps.isTransposed(network, node));
  }

  private Plan plan() {
    for (int value = 0; value < network.inputs().size(); value++) {
      floatSlots[value] = builder.input(network.shape(value).size());
    }
    for (int node = 0; node < network.nodes().size(); node++) {
      if (layers.containsKey(node)) {
        addLayer(layers.get(node));
      } else if (!absorbed[node] && forms.isNeeded(network.valueOf(node))) {
        if (forms.onBytes(node)) {
          addInteger(node);
        } else {
          addFloat(node);
        }
      }
    }
    return builder.build(floats(network.outputs()));
  }

  private void addLayer(FusedLayer layer) {
    int input = network.nodes().get(layer.node()).inputs().get(0);
    int value = network.valueOf(layer.tail());
    if (!forms.isNeeded(value)) {
      return;
    }
    if (network.nodes().get(layer.node()).operation() instanceof Operation.Lstm lstm) {
      addLstm(layer.node(), lstm, input, value);
      return;
    }
    boolean toBytes = forms.givesBytes(value);
    ActivationQuantization from =
        arithmetic == Arithmetic.DYNAMIC ? null : forms.quantization(input);
    int in =
        FloatSteps.isTransposed(network, layer.node())
            ? stuffed(layer.node(), input, from)
            : bytes(input);
    ActivationQuantization to = toBytes ? forms.quantization(value) : null;
    Epilogue epilogue = layer.epilogue(network, store, from == null ? 1f : from.scale(), to);
    int out = slot(value, toBytes);
    (toBytes ? byteSlots : floatSlots)[value] = out;
    Step step =
        new IntegerLayerStep(
            store.layer(layer.node(), Role.WEIGHTS).layer(),
            requantizer(epilogue, toBytes),
            from,
            in,
            out);
    builder.add(-1, step, new int[] {in}, out, false);
  }

  private void addLstm(int node, Operation.Lstm lstm, int input, int value) {
    int in = bytes(input);
    int now = temporary(network.shape(input).channels());
    int last = temporary(lstm.units());
    int out = slot(value, true);
    byteSlots[value] = out;
    PreparedLayer ofInput = store.layer(node, Role.WEIGHTS);
    PreparedLayer ofLast = store.layer(node, Role.RECURRENT_WEIGHTS);
    Step step =
        new IntegerLstm(
            lstm,
            network.shape(input),
            new IntegerLayer[] {ofInput.layer(), ofLast.layer()},
            new float[][] {ofInput.scales(), ofLast.scales()},
            store.floats(node, Role.BIAS, 4 * lstm.units()),
            store.floats(node, Role.PEEPHOLES, 3 * lstm.units()),
            forms.quantization(input),
            forms.quantization(value),
            new int[] {in, now, last, out});
    builder.add(-1, step, new int[] {in, now, last}, out, false);
  }

  /** A new slot for a value. */
  private int slot(int value, boolean bytes) {
    return builder.newSlot(network.shape(value).size(), bytes);
  }

  /** A slot of bytes that the next step uses by itself. */
  private int temporary(int size) {
    int slot = builder.newSlot(size, true);
    builder.add(-1, null, new int[0], slot, false);
    return slot;
  }

  /** The slot with what a transposed convolution's kernel reads. */
  private int stuffed(int node, int input, ActivationQuantization from) {
    LayerShape shape = FloatSteps.layerShape(network, node);
    Window window = ((Operation.Deconvolution) network.nodes().get(node).operation()).window();
    int in = bytes(input);
    int out = builder.newSlot(shape.channels() * shape.height() * shape.width(), true);
    Step step = MoveSteps.stuff(window, network.shape(input), (byte) from.zeroPoint(), in, out);
    builder.add(-1, step, new int[] {in}, out, false);
    return out;
  }

  /** The slot with a value's integers, made from its floats where that is not done yet. */
  private int bytes(int value) {
    if (byteSlots[value] < 0) {
      int size = network.shape(value).size();
      int in = floatSlots[value];
      int out = slot(value, true);
      Step step =
          arithmetic == Arithmetic.DYNAMIC
              ? new DynamicQuantizeStep(size, in, out)
              : new QuantizeStep(forms.quantization(value), size, in, out);
      builder.add(-1, step, new int[] {in}, out, false);
      byteSlots[value] = out;
    }
    return byteSlots[value];
  }

  private Requantizer requantizer(Epilogue epilogue, boolean toBytes) {
    if (!toBytes) {
      return Kernels.active().toFloats(epilogue);
    }
    return arithmetic == Arithmetic.FIXED_POINT
        ? new FixedPointRequantizer(epilogue)
        : Kernels.active().toBytes(epilogue);
  }

  /** The slot with a value's floats, made from its integers where that is not done yet. */
  private int floats(int value) {
    if (floatSlots[value] < 0) {
      int size = network.shape(value).size();
      int in = byteSlots[value];
      int out = slot(value, false);
      Step step = new DequantizeStep(forms.quantization(value), size, in, out);
      builder.add(-1, step, new int[] {in}, out, false);
      floatSlots[value] = out;
    }
    return floatSlots[value];
  }

  private void addInteger(int node) {
    Node from = network.nodes().get(node);
    int value = network.valueOf(node);
    boolean moves = IntegerSteps.moves(network, node);
    ActivationQuantization to = forms.quantization(value);
    int[] in = new int[from.inputs().size()];
    ActivationQuantization[] quantization = new ActivationQuantization[in.length];
    for (int i = 0; i < in.length; i++) {
      int input = from.inputs().get(i);
      quantization[i] = forms.quantization(input);
      in[i] = moves ? bytes(input, to) : bytes(input);
    }
    if (from.operation() instanceof Operation.Reshape) {
      byteSlots[value] = in[0];
      return;
    }
    boolean toBytes = forms.givesBytes(value);
    int out = slot(value, toBytes);
    (toBytes ? byteSlots : floatSlots)[value] = out;
    Step step =
        moves
            ? integerSteps.moving(node, to, in, out)
            : integerSteps.computing(node, quantization, toBytes ? to : null, in, out);
    builder.add(-1, step, in, out, FloatSteps.mayShare(from.operation()));
  }

  /** The slot with a value's integers in a given quantization. */
  private int bytes(int value, ActivationQuantization to) {
    int in = bytes(value);
    if (forms.quantization(value).equals(to)) {
      return in;
    }
    int size = network.shape(value).size();
    int out = slot(value, true);
    Step step = TableStep.requantize(forms.quantization(value), to, size, in, out);
    builder.add(-1, step, new int[] {in}, out, true);
    return out;
  }

  private int[] floats(List<Integer> values) {
    int[] slots = new int[values.size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = floats(values.get(i));
    }
    return slots;
  }

  private void addFloat(int node) {
    int value = network.valueOf(node);
    int[] in = floats(network.nodes().get(node).inputs());
    Operation operation = network.nodes().get(node).operation();
    if (operation instanceof Operation.Reshape) {
      floatSlots[value] = in[0];
      return;
    }
    int out = slot(value, false);
    floatSlots[value] = out;
    Step move = MoveSteps.of(network, node, in, out, (byte) 0);
    Step step = move == null ? floatSteps.of(node, in, out) : move;
    builder.add(-1, step, in, out, FloatSteps.mayShare(operation));
  }
}
