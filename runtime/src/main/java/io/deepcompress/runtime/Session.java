package io.deepcompress.runtime;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Workers;
import io.deepcompress.runtime.kernel.Kernels;
import io.deepcompress.runtime.plan.Plan;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Objects;

/**
 * Runs a {@link Model}. All memory is taken when the session is made; a run allocates nothing. A
 * session runs for one thread at a time, and others wait; make one for each thread, and close those
 * of several threads.
 */
public final class Session implements AutoCloseable {
  /** Ends the threads of sessions that nobody closed, as they would hold all memory. */
  private static final Cleaner CLEANER = Cleaner.create();

  private final List<Shape> inputShapes;
  private final List<Shape> outputShapes;
  private final Plan plan;
  private final Mode mode;
  private final Workers workers;
  private final Frame frame;
  private final float[][] oneInput = new float[1][];
  private final float[][] oneOutput = new float[1][];
  private final float[][] results;
  private final long memoryBytes;
  private volatile boolean closed;

  Session(Model model, Plan plan, Mode mode, int threads) {
    this.inputShapes = model.inputShapes();
    this.outputShapes = model.outputShapes();
    this.plan = plan;
    this.mode = mode;
    this.results = new float[outputShapes.size()][];
    long bytes = plan.memoryBytes(threads);
    for (int i = 0; i < results.length; i++) {
      results[i] = new float[outputShapes.get(i).size()];
      bytes += 4L * results[i].length;
    }
    this.memoryBytes = bytes;
    this.workers = new Workers(threads);
    CLEANER.register(this, workers);
    this.frame = plan.newFrame(workers);
  }

  /** The mode in use: {@link Mode#DYNAMIC} where INT8 was asked for and the file has no ranges. */
  public Mode mode() {
    return mode;
  }

  /** Bytes of all buffers of this session. */
  public long memoryBytes() {
    return memoryBytes;
  }

  /**
   * Runs a network of one input and returns its first output.
   *
   * @param input in C order, with the model's preprocessing already applied
   * @return the session's own array, which the next run overwrites
   * @throws IllegalArgumentException if the length is not the input shape's, or the network has
   *     several inputs
   * @throws IllegalStateException if the session is closed
   */
  public synchronized float[] run(float[] input) {
    oneInput[0] = input;
    runAll(oneInput, results, null);
    return results[0];
  }

  /**
   * Runs a network of one input and one output.
   *
   * @param input in C order, with the model's preprocessing already applied
   * @param output receives the result
   * @throws IllegalArgumentException if a length is not the shape's, or the network has several
   *     inputs or outputs
   * @throws IllegalStateException if the session is closed
   */
  public synchronized void run(float[] input, float[] output) {
    oneInput[0] = input;
    oneOutput[0] = output;
    runAll(oneInput, oneOutput, null);
  }

  /**
   * Runs any network.
   *
   * @param inputs one array an input, in the network's order
   * @param outputs one array an output, which receive the results
   * @throws IllegalArgumentException if a count or a length does not fit
   * @throws IllegalStateException if the session is closed
   */
  public void run(float[][] inputs, float[][] outputs) {
    runAll(inputs, outputs, null);
  }

  /**
   * Runs the network and shows every value to an observer.
   *
   * @throws IllegalArgumentException if a count or a length does not fit
   * @throws IllegalStateException if the session is closed or not in {@link Mode#FLOAT}
   */
  public void run(float[][] inputs, float[][] outputs, ValueObserver observer) {
    if (mode != Mode.FLOAT) {
      throw new IllegalStateException(
          "values can be observed in mode FLOAT, and this session is in " + mode);
    }
    Plan.Listener listener = (value, data, length) -> observer.observe(value, data, 0, length);
    runAll(inputs, outputs, listener);
  }

  private synchronized void runAll(float[][] inputs, float[][] outputs, Plan.Listener listener) {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
    check("input", inputs, inputShapes);
    check("output", outputs, outputShapes);
    Kernels.active().start();
    try {
      for (int i = 0; i < inputs.length; i++) {
        frame.bind(i, inputs[i]);
        if (listener != null) {
          listener.computed(i, inputs[i], inputs[i].length);
        }
      }
      plan.run(frame, listener);
      for (int i = 0; i < outputs.length; i++) {
        System.arraycopy(frame.floats(plan.output(i)), 0, outputs[i], 0, outputs[i].length);
      }
    } finally {
      for (int i = 0; i < inputs.length; i++) {
        frame.bind(i, null);
      }
      oneInput[0] = null;
      oneOutput[0] = null;
    }
  }

  private static void check(String what, float[][] arrays, List<Shape> shapes) {
    if (arrays.length != shapes.size()) {
      throw new IllegalArgumentException(
          "the network has " + shapes.size() + " " + what + "s, not " + arrays.length);
    }
    for (int i = 0; i < arrays.length; i++) {
      Objects.requireNonNull(arrays[i], what);
      int size = shapes.get(i).size();
      if (arrays[i].length != size) {
        throw new IllegalArgumentException(
            what
                + " "
                + i
                + " has "
                + arrays[i].length
                + " values where the shape "
                + shapes.get(i)
                + " needs "
                + size);
      }
    }
  }

  /** Ends the session's threads; a closed session does not run any more. */
  @Override
  public void close() {
    closed = true;
    workers.close();
  }
}
