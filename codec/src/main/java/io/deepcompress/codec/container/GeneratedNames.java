package io.deepcompress.codec.container;

import static java.util.Map.entry;

import io.deepcompress.codec.network.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Names for the inputs and nodes of a file that holds none: {@code input} (or {@code input1}, ...
 * where there are several), then the operation and its place among those of its kind: {@code
 * dense1}, {@code relu1}, {@code dense2}.
 */
public final class GeneratedNames {
  private static final Map<Class<? extends Operation>, String> KINDS =
      Map.ofEntries(
          entry(Operation.Dense.class, "dense"),
          entry(Operation.Convolution.class, "conv"),
          entry(Operation.Deconvolution.class, "deconv"),
          entry(Operation.Pooling.class, "pool"),
          entry(Operation.GlobalPooling.class, "globalpool"),
          entry(Operation.Affine.class, "affine"),
          entry(Operation.ScaleShift.class, "scale"),
          entry(Operation.LocalResponseNormalization.class, "lrn"),
          entry(Operation.PRelu.class, "prelu"),
          entry(Operation.Softmax.class, "softmax"),
          entry(Operation.Pad.class, "pad"),
          entry(Operation.Crop.class, "crop"),
          entry(Operation.Elementwise.class, "join"),
          entry(Operation.Concatenate.class, "concat"),
          entry(Operation.Slice.class, "slice"),
          entry(Operation.Upsample.class, "upsample"),
          entry(Operation.SpaceToDepth.class, "depth"),
          entry(Operation.L2Normalize.class, "normalize"),
          entry(Operation.Reshape.class, "reshape"),
          entry(Operation.Transpose.class, "transpose"),
          entry(Operation.Lstm.class, "lstm"),
          entry(Operation.LastStep.class, "last"));

  private GeneratedNames() {}

  /** One name a value: inputs, then nodes. */
  public static List<String> of(int inputs, List<Operation> operations) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= inputs; i++) {
      names.add(inputs == 1 ? "input" : "input" + i);
    }
    Map<String, Integer> counts = new HashMap<>();
    for (Operation operation : operations) {
      String kind = kind(operation);
      names.add(kind + counts.merge(kind, 1, Integer::sum));
    }
    return names;
  }

  private static String kind(Operation operation) {
    return operation instanceof Operation.Activation activation
        ? activation.function().name().replace("_", "").toLowerCase(Locale.ROOT)
        : KINDS.get(operation.getClass());
  }
}
