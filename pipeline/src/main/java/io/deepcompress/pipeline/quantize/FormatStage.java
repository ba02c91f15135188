package io.deepcompress.pipeline.quantize;

import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import io.deepcompress.pipeline.recipe.Settings;

/**
 * Rounds biases, or weights that are not shared, to float16 or to an int8 grid of each tensor's
 * own, or keeps float32.
 */
public final class FormatStage implements Stage {
  private final String name;
  private final boolean weights;
  private final ValueFormat.Kind kind;

  private FormatStage(String name, boolean weights, ValueFormat.Kind kind) {
    this.name = name;
    this.weights = weights;
    this.kind = kind;
  }

  /** Reads the setting {@code format} of biases. */
  public static FormatStage ofBiases(Settings settings) {
    return of("quantize-biases", false, settings);
  }

  /** Reads the setting {@code format} of weights that are not shared. */
  public static FormatStage ofWeights(Settings settings) {
    return of("quantize-weights", true, settings);
  }

  private static FormatStage of(String name, boolean weights, Settings settings) {
    ValueFormat.Kind kind = settings.choice("format", ValueFormat.Kind.FLOAT16);
    settings.finish();
    return new FormatStage(name, weights, kind);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String run(WorkingModel model, StageContext context) {
    for (int i = 0; i < model.tensors().size(); i++) {
      WorkingTensor tensor = model.tensors().get(i);
      Parameter.Role role = model.network().parameters().get(i).role();
      if (weights ? role.isWeights() && !tensor.shared() : role == Parameter.Role.BIAS) {
        tensor.setFormat(format(tensor.values()));
      }
    }
    return "";
  }

  private ValueFormat format(float[] values) {
    if (kind != ValueFormat.Kind.INT8) {
      return kind == ValueFormat.Kind.FLOAT16 ? ValueFormat.FLOAT16 : ValueFormat.FLOAT32;
    }
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    float scale = largest / 127;
    // All zero, or too small to divide: any grid holds exact zeros.
    return ValueFormat.int8(scale > 0 ? scale : 1);
  }
}
