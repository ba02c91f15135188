package io.deepcompress.runtime.plan;

import io.deepcompress.codec.network.Network;
import java.util.ArrayList;
import java.util.List;

/** Who reads each value of a network. */
final class ValueUses {
  private final List<List<Integer>> readers = new ArrayList<>();
  private final boolean[] isOutput;

  ValueUses(Network network) {
    isOutput = new boolean[network.valueCount()];
    for (int value = 0; value < network.valueCount(); value++) {
      readers.add(new ArrayList<>());
    }
    for (int node = 0; node < network.nodes().size(); node++) {
      for (int value : network.nodes().get(node).inputs()) {
        readers.get(value).add(node);
      }
    }
    for (int value : network.outputs()) {
      isOutput[value] = true;
    }
  }

  boolean isOutput(int value) {
    return isOutput[value];
  }

  /** The one node that reads a value once, or -1 where there are none, several, or an output. */
  int onlyReader(int value) {
    return readers.get(value).size() == 1 && !isOutput[value] ? readers.get(value).get(0) : -1;
  }
}
