package io.deepcompress.runtime.plan;

import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.moves.Move;
import io.deepcompress.runtime.moves.MoveStep;
import java.util.ArrayList;
import java.util.List;

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
    List<Integer> inputs = network.nodes().get(node).inputs();
    Shape from = network.shape(inputs.get(0));
    Shape to = network.shape(network.valueOf(node));
    List<Move> moves = new ArrayList<>();
    int zeros = 0;
    if (operation instanceof Operation.Concatenate) {
      int place = 0;
      for (int i = 0; i < in.length; i++) {
        int size = network.shape(inputs.get(i)).size();
        moves.add(run(in[i], 0, 1, place, size));
        place += size;
      }
    } else if (operation instanceof Operation.Slice slice) {
      moves.add(run(in[0], slice.from() * from.planeSize(), 1, 0, to.size()));
    } else if (operation instanceof Operation.LastStep) {
      int time = from.dimension(1);
      moves.add(run(in[0], time - 1, time, 0, from.channels()));
    } else if (operation instanceof Operation.Pad pad) {
      zeros = to.size();
      int place = pad.top() * to.dimension(2) + pad.left();
      moves.add(new Move(in[0], 0, place, from.toArray(), steps(from), steps(to)));
    } else if (operation instanceof Operation.Crop crop) {
      int place = crop.top() * from.dimension(2) + crop.left();
      moves.add(new Move(in[0], place, 0, to.toArray(), steps(from), steps(to)));
    } else if (operation instanceof Operation.Upsample upsample) {
      int rows = from.channels() * from.dimension(1);
      int width = from.dimension(2);
      int wide = to.dimension(2);
      int high = upsample.height() * wide;
      int[] columns = {rows, upsample.width(), width};
      moves.add(
          new Move(
              in[0],
              0,
              0,
              columns,
              new int[] {width, 0, 1},
              new int[] {high, 1, upsample.width()}));
      int[] copies = {rows, upsample.height() - 1, wide};
      moves.add(new Move(out, 0, wide, copies, new int[] {high, 0, 1}, new int[] {high, wide, 1}));
    } else if (operation instanceof Operation.SpaceToDepth space) {
      int block = space.block();
      int width = from.dimension(2);
      int corner = from.channels() * to.dimension(1) * to.dimension(2);
      moves.add(
          new Move(
              in[0],
              0,
              0,
              new int[] {block, block, from.channels(), to.dimension(1), to.dimension(2)},
              new int[] {width, 1, from.planeSize(), block * width, block},
              new int[] {block * corner, corner, to.planeSize(), to.dimension(2), 1}));
    } else if (operation instanceof Operation.Transpose) {
      int columns = from.dimension(1);
      int[] turned = {1, from.channels()};
      moves.add(new Move(in[0], 0, 0, from.toArray(), new int[] {columns, 1}, turned));
    } else {
      return null;
    }
    return new MoveStep(moves, zeros, zero, out);
  }

  /** Elements from a place on, {@code step} apart, to neighbouring ones. */
  private static Move run(int in, int from, int step, int to, int count) {
    return new Move(in, from, to, new int[] {1, count}, new int[] {0, step}, new int[] {0, 1});
  }

  /** Distances of neighbours along the axes of an image. */
  private static int[] steps(Shape image) {
    return new int[] {image.planeSize(), image.dimension(2), 1};
  }

  /**
   * Moves the rows and columns of bytes apart by a window's strides, with the integer of zero
   * between them: a transposed convolution of the one is a convolution of the other.
   */
  static Step stuff(Window window, Shape input, byte zero, int in, int out) {
    Shape stuffed =
        Shape.of(
            input.channels(),
            stuffed(input.dimension(1), window.strideHeight()),
            stuffed(input.dimension(2), window.strideWidth()));
    int[] steps = steps(stuffed);
    steps[1] *= window.strideHeight();
    steps[2] = window.strideWidth();
    Move move = new Move(in, 0, 0, input.toArray(), steps(input), steps);
    return new MoveStep(List.of(move), stuffed.size(), zero, out);
  }

  /** Rows or columns from the first to the last of those moved apart. */
  static int stuffed(int size, int stride) {
    return (size - 1) * stride + 1;
  }
}
