package io.deepcompress.pipeline.importer;

import io.deepcompress.pipeline.importer.ImportException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order in which DL4J sorts a graph's vertices, for configurations that do not carry it: Kahn's
 * algorithm over numbered vertices, in the order of hash sets of the numbers.
 */
final class GraphOrder {
  private final List<String> names = new ArrayList<>();
  private final Map<Integer, Set<Integer>> incoming = new HashMap<>();
  private final Map<Integer, Set<Integer>> outgoing = new HashMap<>();

  GraphOrder(List<String> inputs, Collection<String> vertices, Map<String, List<String>> reads)
      throws ImportException {
    names.addAll(inputs);
    names.addAll(vertices);
    for (int i = 0; i < names.size(); i++) {
      Set<Integer> from = new HashSet<>();
      for (String read : reads.getOrDefault(names.get(i), List.of())) {
        int index = names.indexOf(read);
        if (index < 0) {
          throw new ImportException(
              Kind.CORRUPT,
              "vertex '" + names.get(i) + "' reads '" + read + "', which is not there");
        }
        from.add(index);
        outgoing.computeIfAbsent(index, key -> new HashSet<>()).add(i);
      }
      incoming.put(i, from);
    }
  }

  /** Every name; each vertex behind all it reads. Vertices of a cycle are left out. */
  List<String> sorted() {
    Deque<Integer> ready = new ArrayDeque<>();
    incoming.forEach(
        (vertex, from) -> {
          if (from.isEmpty()) {
            ready.add(vertex);
          }
        });
    List<String> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      int next = ready.remove();
      order.add(names.get(next));
      for (int reader : outgoing.getOrDefault(next, Set.of())) {
        incoming.get(reader).remove(next);
        if (incoming.get(reader).isEmpty()) {
          ready.add(reader);
        }
      }
    }
    return order;
  }
}
