package io.deepcompress.pipeline;

import io.deepcompress.codec.ModelWriter;
import io.deepcompress.pipeline.recipe.Settings;
import java.io.IOException;

/** Turns the model into the bytes of a file. */
public final class EncodeStage implements Stage {
  private final Coding entropy;
  private final boolean strip;
  private byte[] file;

  private EncodeStage(Coding entropy, boolean strip) {
    this.entropy = entropy;
    this.strip = strip;
  }

  /** Reads the settings {@code entropy} and {@code strip}. */
  static EncodeStage of(Settings settings) {
    Coding entropy = settings.choice("entropy", Coding.HUFFMAN);
    boolean strip = settings.flag("strip", false);
    settings.finish();
    return new EncodeStage(entropy, strip);
  }

  /** The same with names, labels and provenance left out. */
  EncodeStage stripped() {
    return new EncodeStage(entropy, true);
  }

  /** The same with another entropy coding. */
  EncodeStage with(Coding other) {
    return new EncodeStage(other, strip);
  }

  @Override
  public String name() {
    return "encode";
  }

  @Override
  public String run(WorkingModel model, StageContext context) throws IOException {
    file = ModelWriter.write(model.toCompressedModel(), entropy.options(strip, context.threads()));
    return "";
  }

  /** The bytes, after the stage ran. */
  byte[] file() {
    return file;
  }
}
