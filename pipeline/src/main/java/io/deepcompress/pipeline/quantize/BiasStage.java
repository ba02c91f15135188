package io.deepcompress.pipeline.quantize;

import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import io.deepcompress.pipeline.recipe.Settings;

/** Rounds biases to float16 or to an int8 grid of each tensor's own, or keeps float32. */
public final class BiasStage implements Stage {
  private final ValueFormat.Kind kind;

  private BiasStage(ValueFormat.Kind kind) {
    this.kind = kind;
  }

  /** Reads the setting {@code format}. */
  public static BiasStage of(Settings settings) {
    ValueFormat.Kind kind = settings.choice("format", ValueFormat.Kind.FLOAT16);
    settings.finish();
    return new BiasStage(kind);
  }

  @Override
  public String name() {
    return "quantize-biases";
  }

  @Override
  public String run(WorkingModel model, StageContext context) {
    for (int i = 0; i < model.tensors().size(); i++) {
      if (model.network().parameters().get(i).role() == Parameter.Role.BIAS) {
        WorkingTensor tensor = model.tensors().get(i);
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
