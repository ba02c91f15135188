package io.deepcompress.pipeline.cli;

import static io.deepcompress.pipeline.cli.GlobalOptions.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.datasets.ImageFit;
import io.deepcompress.datasets.ImageShape;
import io.deepcompress.datasets.Pictures;
import io.deepcompress.pipeline.recipe.Settings;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Preprocessor;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classifies one picture. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Run a .dcz on one picture and print the classes that score highest.")
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GlobalOptions global;

  @Parameters(paramLabel = "FILE.dcz", description = "Compressed model.")
  private Path file;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "IMAGE",
      description = "PNG, JPEG, BMP or GIF; brought to the network's size.")
  private Path image;

  @Option(names = "--top", defaultValue = "5", description = "How many classes (default 5).")
  private int top;

  @Option(
      names = "--mode",
      defaultValue = "int8",
      description = "Arithmetic: int8 (default), dynamic, integer or float.")
  private Mode mode;

  @Option(
      names = "--fit",
      description = "How the picture is brought to size: standard (default), crop, fill, stretch.")
  private ImageFit fit = ImageFit.STANDARD;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (top < 1) {
      throw new ParameterException(spec.commandLine(), "--top must be at least 1, not " + top);
    }
    ModelFile.requireInput(file);
    ModelFile.requireInput(image);
    Model model;
    try {
      model = Model.load(file);
    } catch (ModelFormatException e) {
      throw ModelFile.corrupt(file, e);
    }
    try (Session session = model.newSession(SessionOptions.of(mode))) {
      float[] scores = session.run(input(model));
      List<Integer> best =
          IntStream.range(0, scores.length)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
              .limit(top)
              .toList();
      print(model, session.mode(), scores, best);
    }
    return ExitCode.DONE;
  }

  private float[] input(Model model) throws IOException {
    if (model.inputShapes().size() != 1) {
      throw new CommandException(
          ExitCode.USAGE,
          file + " has " + model.inputShapes().size() + " inputs; run takes one picture");
    }
    Shape shape = model.inputShapes().get(0);
    ImageShape pixels = Images.shape(file, shape);
    byte[] bytes = Pictures.read(image, pixels, fit);
    float[] raw = new float[bytes.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = bytes[i] & 0xff;
    }
    float[] input = new float[raw.length];
    try {
      new Preprocessor(model.preprocessing().get(0), shape).apply(raw, input);
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          ExitCode.BAD_INPUT, file + ": " + e.getMessage() + "; compress the model again", e);
    }
    return input;
  }

  private void print(Model model, Mode used, float[] scores, List<Integer> best) {
    var out = spec.commandLine().getOut();
    List<String> labels = model.labels();
    if (json) {
      ObjectNode root = new ObjectMapper().createObjectNode();
      root.put("model", file.toString());
      root.put("input", image.toString());
      root.put("mode", Settings.word(used));
      var array = root.putArray("top");
      for (int index : best) {
        ObjectNode entry = array.addObject().put("class", index);
        if (index < labels.size()) {
          entry.put("label", labels.get(index));
        }
        entry.put("score", scores[index]);
      }
      Json.print(out, root);
      return;
    }
    for (int index : best) {
      String label = index < labels.size() ? labels.get(index) : "class " + index;
      out.println(format("%10.6f  %s", scores[index], label));
    }
    out.flush();
  }
}
