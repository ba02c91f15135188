package io.deepcompress.runtime.plan;

import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.moves.ConcatenateStep;
import io.deepcompress.runtime.moves.CropStep;
import io.deepcompress.runtime.moves.PadStep;
import io.deepcompress.runtime.moves.SliceStep;
import io.deepcompress.runtime.moves.SpaceToDepthStep;
import io.deepcompress.runtime.moves.TransposeStep;
import io.deepcompress.runtime.moves.UpsampleStep;

/** Makes the steps of operations that only move values, in float or in bytes. */
final class MoveSteps {
  private MoveSteps() {}

  /**
   * The step of a node, or null where its operation computes.
   *
   * @param zero the byte that stands for 0, where the slots hold bytes
   */
  static Step of(Network network, int node, int[] in, int out, byte zero) {
    Operation operation = network.nodes().get(node).operation();
    Shape from = network.shape(network.nodes().get(node).inputs().get(0));
    Shape to = network.shape(network.valueOf(node));
    if (operation instanceof Operation.Concatenate) {
      int[] sizes =
          network.nodes().get(node).inputs().stream()
              .mapToInt(value -> network.shape(value).size())
              .toArray();
      return new ConcatenateStep(in, sizes, out);
    } else if (operation instanceof Operation.Slice slice) {
      return new SliceStep(slice.from() * from.planeSize(), 1, to.size(), in[0], out);
    } else if (operation instanceof Operation.LastStep) {
      int time = from.dimension(1);
      return new SliceStep(time - 1, time, from.channels(), in[0], out);
    } else if (operation instanceof Operation.Pad pad) {
      return new PadStep(from, to, pad.top(), pad.left(), zero, in[0], out);
    } else if (operation instanceof Operation.Crop crop) {
      return new CropStep(from, to, crop.top(), crop.left(), in[0], out);
    } else if (operation instanceof Operation.Upsample upsample) {
      return new UpsampleStep(upsample, from, in[0], out);
    } else if (operation instanceof Operation.SpaceToDepth space) {
      return new SpaceToDepthStep(space.block(), from, in[0], out);
    } else if (operation instanceof Operation.Transpose) {
      return new TransposeStep(from, in[0], out);
    }
    return null;
  }
}
