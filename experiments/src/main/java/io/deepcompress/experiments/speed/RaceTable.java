package io.deepcompress.experiments.speed;

import io.deepcompress.experiments.result.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A row for each race: this runtime's times, its peers' medians and the ratios of both. */
final class RaceTable {
  private final List<Peer> peers;
  private final Table table;

  /**
   * What a race gave.
   *
   * @param own times of this runtime
   * @param others those of the peers that took part
   */
  record Times(Race.Times own, Map<Peer, Race.Times> others) {}

  /**
   * An empty table.
   *
   * @param kind what a row is, for instance a layer
   */
  RaceTable(String kind, int batch, int threads, List<Peer> peers) {
    this.peers = peers;
    List<String> columns = new ArrayList<>(List.of(kind, "density", "ms", "low", "high"));
    peers.forEach(peer -> columns.add(peer.times()));
    peers.forEach(peer -> columns.add(peer.ratios()));
    table =
        new Table(
            kind + "s-batch-" + batch + "-threads-" + threads, columns.toArray(String[]::new));
  }

  /**
   * Adds a race.
   *
   * @param density of the weights, or null
   */
  void row(String name, Double density, Times times) {
    Race.Times own = times.own();
    List<Object> cells = new ArrayList<>();
    cells.addAll(Arrays.asList(name, density, own.median(), own.low(), own.high()));
    for (Peer peer : peers) {
      Race.Times other = times.others().get(peer);
      cells.add(other == null ? null : other.median());
    }
    for (Peer peer : peers) {
      Race.Times other = times.others().get(peer);
      cells.add(other == null ? null : other.median() / own.median());
    }
    table.row(cells.toArray());
  }

  /** The rows so far. */
  Table table() {
    return table;
  }
}
