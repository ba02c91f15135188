package io.deepcompress.experiments.squeezenet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Pictures and what another program computed for them in float32: 256x256 PNG files, their order in
 * {@code images.json}, and 1000 logits a picture in {@code logits.f32}.
 *
 * @param inputs of the network, preprocessed
 * @param logits expected, one row a picture
 */
public record ReferenceLogits(List<float[]> inputs, List<float[]> logits) {
  private static final int CLASSES = 1000;

  /**
   * Reads a folder.
   *
   * @throws IOException if a file cannot be read
   */
  public static ReferenceLogits read(Path folder) throws IOException {
    JsonNode names =
        new ObjectMapper().readTree(folder.resolve("images.json").toFile()).get("images");
    float[] all = SqueezeNet.floats(folder.resolve("logits.f32"), names.size() * CLASSES);
    List<float[]> inputs = new ArrayList<>();
    List<float[]> logits = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      inputs.add(Pictures.input(crop(folder.resolve(names.get(i).asText()))));
      logits.add(Arrays.copyOfRange(all, i * CLASSES, (i + 1) * CLASSES));
    }
    return new ReferenceLogits(inputs, logits);
  }

  /** The middle of a picture as planes of red, green and blue. */
  private static float[] crop(Path file) throws IOException {
    Raster raster = ImageIO.read(file.toFile()).getRaster();
    int side = SqueezeNet.SIDE;
    int left = (raster.getWidth() - side) / 2;
    int top = (raster.getHeight() - side) / 2;
    float[] planes = new float[3 * side * side];
    for (int channel = 0; channel < 3; channel++) {
      float[] plane = raster.getSamples(left, top, side, side, channel, (float[]) null);
      System.arraycopy(plane, 0, planes, channel * plane.length, plane.length);
    }
    return planes;
  }
}
