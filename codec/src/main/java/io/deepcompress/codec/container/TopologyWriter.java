package io.deepcompress.codec.container;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Shape;
import java.util.List;

/**
 * Writes a {@link Network} without its names, and what each input's preprocessing consists of.
 *
 * <pre>
 * varint inputs; each:  head byte: rank - 1 (bits 0-1), channel order (2-3), has mean (4),
 *                       has scale (5); then the sizes as varints
 * varint nodes; each:   head byte of the operation, bit 7 where inputs follow;
 *                       inputs: varint count, each as the distance to the newest value, 0 for it;
 *                       the operation's fields
 * varint outputs;       0 where the newest value is the only one; else each as a distance
 * </pre>
 *
 * A node without inputs in the file reads the newest value: the node before it, or the last input.
 */
public final class TopologyWriter {
  private static final int HAS_INPUTS = 0x80;

  private TopologyWriter() {}

  /** Writes a network. */
  public static void write(Network network, List<Preprocessing> preprocessing, ByteWriter out) {
    out.varint(network.inputs().size());
    for (int i = 0; i < network.inputs().size(); i++) {
      writeInput(network.inputs().get(i), preprocessing.get(i), out);
    }
    out.varint(network.nodes().size());
    for (int i = 0; i < network.nodes().size(); i++) {
      writeNode(network, i, out);
    }
    int newest = network.valueCount() - 1;
    if (network.outputs().equals(List.of(newest))) {
      out.varint(0);
    } else {
      writeDistances(network.outputs(), newest, out);
    }
  }

  private static void writeInput(Input input, Preprocessing preprocessing, ByteWriter out) {
    out.u8(
        input.shape().rank() - 1
            | preprocessing.order().ordinal() << 2
            | (preprocessing.mean().length != 0 ? 16 : 0)
            | (preprocessing.scale().length != 0 ? 32 : 0));
    ShapeCoder.writeSizes(input.shape(), out);
  }

  private static void writeNode(Network network, int index, ByteWriter out) {
    Node node = network.nodes().get(index);
    List<Shape> shapes = node.inputs().stream().map(network::shape).toList();
    ByteWriter operation = new ByteWriter();
    OperationWriter.write(node.operation(), shapes, operation);
    byte[] bytes = operation.toByteArray();
    int newest = network.valueOf(index) - 1;
    if (node.inputs().equals(List.of(newest))) {
      out.u8(bytes[0]);
    } else {
      out.u8(bytes[0] | HAS_INPUTS);
      writeDistances(node.inputs(), newest, out);
    }
    out.bytes(bytes, 1, bytes.length - 1);
  }

  private static void writeDistances(List<Integer> values, int newest, ByteWriter out) {
    out.varint(values.size());
    for (int value : values) {
      out.varint(newest - value);
    }
  }
}
