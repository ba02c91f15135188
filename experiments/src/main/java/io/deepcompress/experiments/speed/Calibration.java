package io.deepcompress.experiments.speed;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Network;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Activation ranges of every value from a few inputs: enough to race a network. */
public final class Calibration {
  private Calibration() {}

  /**
   * The model with ranges that span all that was seen.
   *
   * @param samples each one array an input
   */
  public static CompressedModel of(CompressedModel model, float[][]... samples)
      throws ModelFormatException {
    Network network = model.network();
    int count = network.valueCount();
    float[] least = new float[count];
    float[] most = new float[count];
    Model loaded = Model.of(model, LoadOptions.DEFAULT.withMode(Mode.FLOAT));
    try (Session session = loaded.newSession(SessionOptions.of(Mode.FLOAT))) {
      float[][] outputs =
          network.outputs().stream()
              .map(value -> new float[network.shape(value).size()])
              .toArray(float[][]::new);
      for (float[][] inputs : samples) {
        session.run(
            inputs,
            outputs,
            (value, data, offset, length) -> {
              for (int i = offset; i < offset + length; i++) {
                least[value] = Math.min(least[value], data[i]);
                most[value] = Math.max(most[value], data[i]);
              }
            });
      }
    }
    List<Optional<ActivationQuantization>> activations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean signed = least[i] < 0;
      float reach = Math.max(1e-6f, Math.max(most[i], -least[i]));
      activations.add(
          Optional.of(new ActivationQuantization(reach / (signed ? 127 : 255), 0, signed)));
    }
    return model.withActivations(activations);
  }
}
