package io.deepcompress.experiments.tflite;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model in TensorFlow Lite, in a JVM of its own whose class path has TensorFlow Lite's jars,
 * which the build puts into the folder {@code tflite} beside the classes, before all others.
 */
public final class TfliteProcess implements AutoCloseable {
  private static final String LIBRARIES = "tflite";

  private final Path file;
  private final Process process;
  private final DataOutputStream commands;
  private final DataInputStream answers;
  private final String version;
  private final List<String> operators;

  /**
   * Starts it.
   *
   * @param model the bytes of a .tflite file
   * @param threads that it may use
   * @throws IOException if TensorFlow Lite does not run here or does not take the model
   */
  public TfliteProcess(ByteBuffer model, int threads) throws IOException {
    file = Files.createTempFile("model", ".tflite");
    Process started = null;
    try {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        while (model.hasRemaining()) {
          channel.write(model);
        }
      }
      started =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  classPath(),
                  TfliteProgram.class.getName(),
                  file.toString(),
                  Integer.toString(threads))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      commands = new DataOutputStream(new BufferedOutputStream(started.getOutputStream()));
      answers = new DataInputStream(started.getInputStream());
      version = answers.readUTF();
      operators = List.of(answers.readUTF().split(" "));
    } catch (IOException e) {
      if (started != null) {
        started.destroy();
      }
      Files.delete(file);
      throw new IOException("TensorFlow Lite does not run this model here", e);
    }
    process = started;
  }

  private static String classPath() throws IOException {
    try {
      Path own =
          Path.of(TfliteProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> jars = Files.list(own.resolveSibling(LIBRARIES))) {
        return Stream.concat(jars.sorted(), Stream.of(own))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
      }
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /** TensorFlow Lite's version. */
  public String version() {
    return version;
  }

  /**
   * What TensorFlow Lite runs, in that order: {@code TfLiteXNNPackDelegate} for all operators in a
   * row that XNNPACK took, else the number of a builtin operator.
   */
  public List<String> operators() {
    return operators;
  }

  /** Runs a model of float32 input and output. */
  public float[] output(float[] input) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * input.length).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(input);
    byte[] read = output(bytes.array());
    float[] output = new float[read.length / 4];
    ByteBuffer.wrap(read).order(ByteOrder.nativeOrder()).asFloatBuffer().get(output);
    return output;
  }

  /** Runs the model on an input's bytes and gives those of its output. */
  public byte[] output(byte[] input) throws IOException {
    commands.write(TfliteProgram.OUTPUT);
    commands.write(input);
    commands.flush();
    return answers.readNBytes(answers.readInt());
  }

  /**
   * Runs the model on the last input.
   *
   * @param untimed runs before the one that is timed, at least
   * @param millis that these take, at least
   * @return nanoseconds of one run, without the way to the other JVM and back
   */
  public long nanos(int untimed, int millis) throws IOException {
    commands.write(TfliteProgram.TIME);
    commands.writeInt(untimed);
    commands.writeInt(millis);
    commands.flush();
    return answers.readLong();
  }

  /** Ends the JVM. */
  @Override
  public void close() throws IOException {
    commands.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroy();
      Files.deleteIfExists(file);
    }
  }
}
