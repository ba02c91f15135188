package io.deepcompress.experiments.tflite;

import io.deepcompress.experiments.measure.TimedRun;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.StringJoiner;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.TfLiteRegistration;
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/**
 * Runs a .tflite file in a JVM of its own, because TensorFlow Lite needs another version of JavaCPP
 * than Deeplearning4j. {@link TfliteProcess} starts it and tells it over the standard input what to
 * do; TensorFlow Lite hands the layers that XNNPACK knows to XNNPACK by itself.
 */
final class TfliteProgram {
  /**
   * Followed by a number of untimed runs and the milliseconds that they take, at least; answered by
   * the nanoseconds of one run after them.
   */
  static final byte TIME = 1;

  /** Followed by the input's bytes; answered by how many bytes one run gives, and these. */
  static final byte OUTPUT = 2;

  /** What the interpreter is made of lives as long as it does. */
  private final FlatBufferModel model;

  private final BuiltinOpResolver operators = new BuiltinOpResolver();
  private final Interpreter interpreter = new Interpreter((Pointer) null);

  private TfliteProgram(String file, int threads) throws IOException {
    model = FlatBufferModel.BuildFromFile(file);
    if (model == null || model.isNull()) {
      throw new IOException("TensorFlow Lite cannot read the file");
    }
    // Not the functions for C: as built here, they leave XNNPACK out.
    try (InterpreterBuilder builder = new InterpreterBuilder(model, operators)) {
      check(builder.apply(interpreter, threads));
    }
    check(interpreter.AllocateTensors());
    if (!interpreter.subgraph(0).HasDelegates()) {
      throw new IOException("TensorFlow Lite gave XNNPACK nothing to do");
    }
  }

  /** Takes commands until there are no more: the arguments are a file and a number of threads. */
  public static void main(String[] arguments) throws IOException {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out))) {
      TfliteProgram program = new TfliteProgram(arguments[0], Integer.parseInt(arguments[1]));
      out.writeUTF(tensorflowlite.TfLiteVersion().getString());
      out.writeUTF(program.operators());
      out.flush();
      for (int command = in.read(); command >= 0; command = in.read()) {
        if (command == TIME) {
          out.writeLong(TimedRun.nanos(program::run, in.readInt(), in.readInt()));
        } else {
          byte[] output = program.output(in);
          out.writeInt(output.length);
          out.write(output);
        }
        out.flush();
      }
    }
  }

  /** Names of delegates and numbers of builtin operators in the order in which they run. */
  private String operators() {
    StringJoiner names = new StringJoiner(" ");
    IntPointer plan = interpreter.subgraph(0).execution_plan();
    for (long i = 0; i < plan.limit(); i++) {
      TfLiteRegistration operator = interpreter.node_and_registration(plan.get(i)).second();
      boolean delegate = operator.builtin_code() == tensorflowlite.kTfLiteBuiltinDelegate;
      names.add(
          delegate
              ? operator.custom_name().getString()
              : Integer.toString(operator.builtin_code()));
    }
    return names.toString();
  }

  private void run() throws IOException {
    check(interpreter.Invoke());
  }

  private byte[] output(DataInputStream in) throws IOException {
    TfLiteTensor input = interpreter.input_tensor(0);
    byte[] bytes = in.readNBytes((int) tensorflowlite.TfLiteTensorByteSize(input));
    try (BytePointer pointer = new BytePointer(bytes)) {
      check(tensorflowlite.TfLiteTensorCopyFromBuffer(input, pointer, bytes.length));
    }
    run();
    TfLiteTensor output = interpreter.output_tensor(0);
    byte[] result = new byte[(int) tensorflowlite.TfLiteTensorByteSize(output)];
    try (BytePointer pointer = new BytePointer(result.length)) {
      check(tensorflowlite.TfLiteTensorCopyToBuffer(output, pointer, result.length));
      pointer.get(result);
    }
    return result;
  }

  private static void check(int status) throws IOException {
    if (status != tensorflowlite.kTfLiteOk) {
      throw new IOException("TensorFlow Lite failed with status " + status);
    }
  }
}
