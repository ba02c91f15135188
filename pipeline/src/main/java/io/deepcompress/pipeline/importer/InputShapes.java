package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.importer.ImportException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Finds the shape of every input: the caller's, the file's, or one for which all layers fit. */
final class InputShapes {
  private static final int LARGEST = 1024;

  /** Usual sizes of pictures, tried first where several would fit. */
  private static final int[] USUAL = {
    224, 227, 299, 160, 96, 32, 28, 64, 48, 128, 192, 256, 320, 331, 384, 416, 448, 512, 608
  };

  private final Topology topology;
  private final List<String> warnings;

  /**
   * For one topology.
   *
   * @param warnings is given a line for each assumption
   */
  InputShapes(Topology topology, List<String> warnings) {
    this.topology = topology;
    this.warnings = warnings;
  }

  /**
   * Finds the inputs.
   *
   * @param given the caller's shapes, or empty
   * @throws ImportException if the shapes do not fit or cannot be known
   */
  List<Input> resolve(List<Shape> given) throws ImportException {
    List<String> names = topology.inputNames();
    if (!given.isEmpty() && given.size() != names.size()) {
      throw new ImportException(
          Kind.UNKNOWN_SHAPE,
          given.size() + " input shapes for " + names.size() + " inputs: " + names);
    }
    List<InputHint> hints = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      InputHint hint = InputHint.of(topology.readers(i)).orElse(null);
      if (!given.isEmpty()) {
        hint = new InputHint(InputHint.Kind.KNOWN, fitting(given.get(i), hint));
      } else if (hint == null) {
        throw unknown(names.get(i), "the file does not say its shape", "3x224x224");
      } else if (hint.kind() == InputHint.Kind.FEATURES) {
        throw unknown(
            names.get(i),
            "the file does not say how many time steps it has",
            hint.shape().channels() + "xSTEPS");
      }
      hints.add(hint);
    }
    if (hints.stream().allMatch(hint -> hint.kind() == InputHint.Kind.KNOWN)) {
      return inputs(hints, 1);
    }
    return search(hints);
  }

  /** An image given for an input of vectors is flattened. */
  private static Shape fitting(Shape given, InputHint hint) {
    boolean vector =
        hint != null && hint.kind() == InputHint.Kind.KNOWN && hint.shape().rank() == 1;
    boolean image = hint != null && hint.kind() == InputHint.Kind.KNOWN && hint.shape().rank() == 3;
    return (vector || image && given.rank() == 1) && hint.shape().size() == given.size()
        ? hint.shape()
        : given;
  }

  private ImportException unknown(String input, String what, String example) {
    return new ImportException(
        Kind.UNKNOWN_SHAPE,
        "input '" + input + "': " + what + "; give it as --input-shape " + example);
  }

  private List<Input> search(List<InputHint> hints) throws ImportException {
    int[] candidates =
        IntStream.concat(IntStream.of(USUAL), IntStream.rangeClosed(1, LARGEST)).toArray();
    if (hints.stream().anyMatch(hint -> hint.shape().channels() == 1)) {
      candidates = IntStream.concat(IntStream.of(28), IntStream.of(candidates)).toArray();
    }
    for (int size : candidates) {
      if (fits(hints, size)) {
        List<Input> inputs = inputs(hints, size);
        if (!isOnly(hints, size)) {
          warnings.add(
              "the file does not say how large its pictures are; assuming "
                  + inputs.get(0).shape()
                  + ", --input-shape changes it");
        }
        return inputs;
      }
    }
    // Gives the layer that does not fit where the usual size is not to blame.
    topology.walk(new Assembly(inputs(hints, USUAL[0]), topology.channelsLast()));
    throw unknown(topology.inputNames().get(0), "no square picture fits all layers", "3x224x224");
  }

  private boolean isOnly(List<InputHint> hints, int size) throws ImportException {
    for (int distance = 1; distance <= 32; distance++) {
      if (fits(hints, size + distance) || size > distance && fits(hints, size - distance)) {
        return false;
      }
    }
    return true;
  }

  private boolean fits(List<InputHint> hints, int size) throws ImportException {
    try {
      topology.walk(new Assembly(inputs(hints, size), topology.channelsLast()));
      return true;
    } catch (ImportException e) {
      if (e.kind() == Kind.CORRUPT) {
        return false;
      }
      throw e;
    }
  }

  private List<Input> inputs(List<InputHint> hints, int size) throws ImportException {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < hints.size(); i++) {
      Shape shape = hints.get(i).shape();
      boolean open = hints.get(i).kind() == InputHint.Kind.CHANNELS;
      inputs.add(
          new Input(topology.inputNames().get(i), open ? picture(shape.channels(), size) : shape));
    }
    return inputs;
  }

  private static Shape picture(int channels, int size) throws ImportException {
    if ((long) channels * size * size > Integer.MAX_VALUE) {
      throw new ImportException(Kind.CORRUPT, "an input has " + channels + " channels");
    }
    return Shape.of(channels, size, size);
  }
}
