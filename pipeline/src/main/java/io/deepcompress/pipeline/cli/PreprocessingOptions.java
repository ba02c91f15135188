package io.deepcompress.pipeline.cli;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.Preprocessing.ChannelOrder;
import io.deepcompress.codec.network.Shape;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How pixels become the network's input, where the zip does not say. */
final class PreprocessingOptions {
  @Option(
      names = "--channels",
      paramLabel = "ORDER",
      description = "Channel order that the network was trained with: rgb, bgr, gray.")
  private ChannelOrder channels;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "X",
      description = "Subtracted from pixels 0..255: one value or one a channel.")
  private List<Float> mean = List.of();

  @Option(
      names = "--scale",
      split = ",",
      paramLabel = "X",
      description = "Then multiplied: one value or one a channel, for instance 0.00392157.")
  private List<Float> scale = List.of();

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  /** Checks what can be checked without the network. */
  void check() {
    requireFinite("--mean", mean);
    requireFinite("--scale", scale);
    if (scale.contains(0f) || scale.contains(-0f)) {
      throw mistake("--scale must not be 0: every picture would be the same to the network");
    }
  }

  private void requireFinite(String option, List<Float> values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw mistake(
            option + " must be finite numbers of at most " + Float.MAX_VALUE + ", not " + value);
      }
    }
  }

  /** Checks that a network's input takes so many values and that order of channels. */
  void requireFit(Shape input) {
    requireCount("--mean", mean.size(), input);
    requireCount("--scale", scale.size(), input);
    boolean ordered = channels != null && channels != ChannelOrder.ANY;
    int expected = channels == ChannelOrder.GRAY ? 1 : 3;
    if (ordered && input.channels() != expected) {
      throw mistake(
          "--channels "
              + channels
              + " needs an input of "
              + expected
              + (expected == 1 ? " channel" : " channels")
              + ", and the network takes "
              + input);
    }
  }

  private void requireCount(String option, int count, Shape input) {
    if (count > 1 && count != input.channels() && count != input.size()) {
      throw mistake(
          option
              + " has "
              + count
              + " values; give one, or as many as the network's input of "
              + input
              + " has channels");
    }
  }

  private ParameterException mistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Whether anything is to be put in place of what the zip says. */
  boolean given() {
    return channels != null || !mean.isEmpty() || !scale.isEmpty();
  }

  /** What is to be put in place of what the zip says; or empty. */
  Optional<Preprocessing> preprocessing() {
    return given()
        ? Optional.of(
            new Preprocessing(
                channels == null ? ChannelOrder.ANY : channels, floats(mean), floats(scale)))
        : Optional.empty();
  }

  private static float[] floats(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }
}
