package io.deepcompress.pipeline.importer;

import com.fasterxml.jackson.databind.JsonNode;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.util.List;

/** The output of a YOLO detector (Redmon and Farhadi 2016, section 2). */
final class DetectionLayers {
  private DetectionLayers() {}

  /**
   * For each box prior, a group of channels: centre x and y (sigmoid), width and height (prior
   * times exp), confidence (sigmoid), classes (softmax).
   */
  static int yolo2(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    Config config = layer.config();
    float[][] priors = priors(config);
    Shape in = layer.shape(input);
    int group = in.channels() / priors.length;
    if (in.rank() != 3 || in.channels() % priors.length != 0 || group < 6) {
      throw config.corrupt("has " + priors.length + " boxes but is given " + in);
    }
    int[] parts = new int[5 * priors.length];
    for (int box = 0; box < priors.length; box++) {
      int from = box * group;
      parts[5 * box] = sigmoid(layer, slice(layer, input, from, from + 1));
      for (int side = 0; side < 2; side++) {
        int raw = slice(layer, input, from + 2 + side, from + 2 + side);
        int size = layer.add("exp", new Operation.Activation(ActivationFunction.EXP, 0, 0), raw);
        parts[5 * box + 1 + side] =
            layer.add("prior", new Operation.ScaleShift(priors[box][side], 0), size);
      }
      parts[5 * box + 3] = sigmoid(layer, slice(layer, input, from + 4, from + 4));
      int classes = slice(layer, input, from + 5, from + group - 1);
      parts[5 * box + 4] = layer.add("classes", new Operation.Softmax(), classes);
    }
    return layer.add(new Operation.Concatenate(), List.of(), parts);
  }

  private static int slice(Layer layer, int input, int from, int to) throws ImportException {
    return layer.add("slice", new Operation.Slice(from, to), input);
  }

  private static int sigmoid(Layer layer, int value) throws ImportException {
    return layer.add("sigmoid", new Operation.Activation(ActivationFunction.SIGMOID, 0, 0), value);
  }

  /** Width and height of each box, in grid cells. */
  private static float[][] priors(Config config) throws ImportException {
    Config boxes = config.at("boundingBoxes");
    JsonNode shape = boxes.json().path("shape");
    JsonNode data = boxes.json().path("data");
    int count = shape.path(0).asInt(0);
    if (count < 1 || count > 1000 || shape.path(1).asInt(0) != 2 || data.size() != 2 * count) {
      throw config.corrupt("has no box priors");
    }
    float[][] priors = new float[count][2];
    for (int i = 0; i < 2 * count; i++) {
      priors[i / 2][i % 2] = (float) data.get(i).asDouble();
    }
    return priors;
  }
}
