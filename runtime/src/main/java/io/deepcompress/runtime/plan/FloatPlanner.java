package io.deepcompress.runtime.plan;

import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.runtime.execution.Step;
import java.util.ArrayList;
import java.util.List;

/** Plans the float mode: one step a node. */
public final class FloatPlanner {
  private FloatPlanner() {}

  /**
   * Prepares every weight's rows and plans.
   *
   * @throws ModelFormatException if a tensor from a file turns out invalid
   */
  public static Plan plan(Network network, ParameterStore store, int threads)
      throws ModelFormatException {
    List<Integer> nodes = new ArrayList<>();
    for (int i = 0; i < network.nodes().size(); i++) {
      nodes.add(i);
    }
    store.prepare(nodes, List.of(), threads);
    PlanBuilder builder = new PlanBuilder();
    FloatSteps steps = new FloatSteps(network, store);
    int[] slots = new int[network.valueCount()];
    int inputs = network.inputs().size();
    for (int i = 0; i < inputs; i++) {
      slots[i] = builder.input(network.shape(i).size());
    }
    for (int i : nodes) {
      Node node = network.nodes().get(i);
      int value = network.valueOf(i);
      int[] in = slotsOf(node.inputs(), slots);
      if (node.operation() instanceof Operation.Reshape) {
        slots[value] = in[0];
        builder.add(value, null, in, in[0], false);
        continue;
      }
      slots[value] = builder.newSlot(network.shape(value).size(), false);
      Step move = MoveSteps.of(network, i, in, slots[value], (byte) 0);
      Step step = move == null ? steps.of(i, in, slots[value]) : move;
      boolean mayShare = FloatSteps.mayShare(node.operation());
      builder.add(value, step, in, slots[value], mayShare);
    }
    return builder.build(slotsOf(network.outputs(), slots));
  }

  private static int[] slotsOf(List<Integer> values, int[] slots) {
    int[] found = new int[values.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = slots[values.get(i)];
    }
    return found;
  }
}
