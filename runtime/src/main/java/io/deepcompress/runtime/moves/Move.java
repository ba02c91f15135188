package io.deepcompress.runtime.moves;

import io.deepcompress.runtime.execution.Frame;

/**
 * Copies a block of elements between slots of one kind, float or byte: element {@code (i, j, ..)}
 * from {@code from + i * fromSteps[0] + j * fromSteps[1] + ..} to {@code to + i * toSteps[0] + j *
 * toSteps[1] + ..}, along two axes or more. A step of 0 reads elements again. Along the last axis
 * one of both steps is 1.
 *
 * @param in slot that is read
 * @param from index of the first element that is read
 * @param to index of the first element that is written
 * @param counts elements along each axis of the block
 * @param fromSteps distance of neighbours along each axis where they are read
 * @param toSteps distance of neighbours along each axis where they are written
 */
public record Move(int in, int from, int to, int[] counts, int[] fromSteps, int[] toSteps) {

  /** Copies to slot {@code out}. */
  void run(Frame frame, int out) {
    run(0, frame.array(in), from, frame.array(out), to);
  }

  private void run(int axis, Object x, int first, Object y, int target) {
    int count = counts[axis];
    int fromStep = fromSteps[axis];
    int toStep = toSteps[axis];
    boolean rows = axis >= counts.length - 2;
    for (int i = 0; i < count; i++) {
      if (rows) {
        row(x, first + i * fromStep, y, target + i * toStep);
      } else {
        run(axis + 1, x, first + i * fromStep, y, target + i * toStep);
      }
    }
  }

  private void row(Object x, int first, Object y, int target) {
    int axis = counts.length - 1;
    // C2 makes a quicker loop of a step that is a constant.
    if (fromSteps[axis] == 1) {
      copy(x, first, 1, y, target, toSteps[axis], counts[axis]);
    } else {
      copy(x, first, fromSteps[axis], y, target, 1, counts[axis]);
    }
  }

  private static void copy(
      Object in, int from, int fromStep, Object out, int to, int toStep, int count) {
    if (fromStep == 1 && toStep == 1) {
      System.arraycopy(in, from, out, to, count);
    } else if (in instanceof float[] x) {
      float[] y = (float[]) out;
      for (int i = 0; i < count; i++) {
        y[to + i * toStep] = x[from + i * fromStep];
      }
    } else {
      byte[] x = (byte[]) in;
      byte[] y = (byte[]) out;
      for (int i = 0; i < count; i++) {
        y[to + i * toStep] = x[from + i * fromStep];
      }
    }
  }
}
