package io.deepcompress.runtime;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.kernel.Kernels;
import io.deepcompress.runtime.plan.Arithmetic;
import io.deepcompress.runtime.plan.FloatPlanner;
import io.deepcompress.runtime.plan.IntegerPlanner;
import io.deepcompress.runtime.plan.PaddingLimit;
import io.deepcompress.runtime.plan.ParameterStore;
import io.deepcompress.runtime.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A compressed network, ready to run. Immutable, and shared by any number of threads, each with its
 * own {@link Session}:
 *
 * <pre>{@code
 * Model model = Model.load(Path.of("lenet-5.dcz"));
 * try (Session session = model.newSession()) {
 *   float[] probabilities = session.run(pixels);
 * }
 * }</pre>
 */
public final class Model {
  private final CompressedModel compressed;
  private final ParameterStore store;
  private final Map<Mode, Plan> plans = new EnumMap<>(Mode.class);

  private Model(CompressedModel compressed, LoadOptions options) throws ModelFormatException {
    PaddingLimit.check(compressed.network(), options.limits());
    this.compressed = compressed;
    this.store = new ParameterStore(compressed);
    plans.put(effective(options.mode()), newPlan(effective(options.mode()), options.threads()));
  }

  /**
   * Loads a file with {@link LoadOptions#DEFAULT}.
   *
   * @throws ModelFormatException if the bytes are not a valid model
   * @throws IOException if the file cannot be read
   */
  public static Model load(Path file) throws IOException {
    return load(file, LoadOptions.DEFAULT);
  }

  /**
   * Loads a file.
   *
   * @throws ModelFormatException if the bytes are not a valid model or break the limits
   * @throws IOException if the file cannot be read
   */
  public static Model load(Path file, LoadOptions options) throws IOException {
    if (options.threads() > 1) {
      // The Vector API takes some 50 ms to start; meanwhile the file is read.
      new Thread(Kernels::active).start();
    }
    return of(ModelReader.read(file, options.limits()), options);
  }

  /**
   * Prepares a model with {@link LoadOptions#DEFAULT}.
   *
   * @throws ModelFormatException if the model comes from a file whose bytes turn out invalid, or a
   *     convolution's padding breaks the limits
   */
  public static Model of(CompressedModel model) throws ModelFormatException {
    return of(model, LoadOptions.DEFAULT);
  }

  /**
   * Prepares a model.
   *
   * @throws ModelFormatException if the model comes from a file whose bytes turn out invalid, or a
   *     convolution's padding breaks the limits
   */
  public static Model of(CompressedModel model, LoadOptions options) throws ModelFormatException {
    return new Model(model, options);
  }

  /** A session in {@link Mode#INT8} on the caller's thread. */
  public Session newSession() {
    return newSession(SessionOptions.DEFAULT);
  }

  /**
   * A session. The first one of a mode that was not prepared while loading prepares its weights.
   *
   * @throws IllegalArgumentException if the mode is INTEGER and the model has no activation ranges
   * @throws UncheckedIOException if the file's bytes turn out invalid then
   */
  public Session newSession(SessionOptions options) {
    Mode mode = effective(options.mode());
    try {
      Plan plan;
      synchronized (plans) {
        plan = plans.get(mode);
        if (plan == null) {
          plan = newPlan(mode, options.threads());
          plans.put(mode, plan);
        }
      }
      return new Session(this, plan, mode, options.threads());
    } catch (ModelFormatException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Mode effective(Mode mode) {
    if (!compressed.activations().isEmpty()) {
      return mode;
    }
    if (mode == Mode.INTEGER) {
      throw new IllegalArgumentException(
          "the model has no activation ranges, which mode INTEGER needs: calibrate it, or take "
              + Mode.DYNAMIC);
    }
    return mode == Mode.INT8 ? Mode.DYNAMIC : mode;
  }

  private Plan newPlan(Mode mode, int threads) throws ModelFormatException {
    if (mode == Mode.FLOAT) {
      return FloatPlanner.plan(network(), store, threads);
    }
    Arithmetic arithmetic =
        mode == Mode.INT8
            ? Arithmetic.MIXED
            : mode == Mode.DYNAMIC ? Arithmetic.DYNAMIC : Arithmetic.FIXED_POINT;
    return IntegerPlanner.plan(compressed, store, arithmetic, threads);
  }

  /** The topology. */
  public Network network() {
    return compressed.network();
  }

  /** Everything that the file says. */
  public CompressedModel compressed() {
    return compressed;
  }

  /** Shape of each input. */
  public List<Shape> inputShapes() {
    List<Shape> shapes = new ArrayList<>();
    for (Input input : network().inputs()) {
      shapes.add(input.shape());
    }
    return List.copyOf(shapes);
  }

  /** Shape of each output. */
  public List<Shape> outputShapes() {
    List<Shape> shapes = new ArrayList<>();
    for (int output : network().outputs()) {
      shapes.add(network().shape(output));
    }
    return List.copyOf(shapes);
  }

  /** Class names of the first output, or empty. */
  public List<String> labels() {
    return compressed.labels();
  }

  /** What each input takes before it is given to a session; see {@link Preprocessor}. */
  public List<Preprocessing> preprocessing() {
    return compressed.preprocessing();
  }

  /** Heap that the weights hold in the forms prepared so far, in bytes. */
  public long weightBytes() {
    return store.heapBytes();
  }

  /**
   * Names of the integer kernels chosen, by node; nodes that are not computed on integers are left
   * out.
   */
  public Map<String, String> kernels() {
    Map<String, String> kernels = new java.util.LinkedHashMap<>();
    for (int node = 0; node < network().nodes().size(); node++) {
      String kernel = store.kernel(node);
      if (kernel != null) {
        kernels.put(network().nodes().get(node).name(), kernel);
      }
    }
    return kernels;
  }
}
