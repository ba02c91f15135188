package io.deepcompress.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights of float16 beside the same values in float32, which the test rounds by itself. */
class Float16WeightsTest {
  private static final Shape INPUT = Shape.of(3, 9, 7);

  /** Nearest number of 11 significant bits, half to even, by decimal arithmetic. */
  private static float rounded(float value) {
    if (value == 0) {
      return value;
    }
    int exponent = Math.max(Math.getExponent(value), -14);
    BigDecimal step = new BigDecimal(Math.scalb(1.0, exponent - 10));
    return new BigDecimal(value)
        .divide(step, MathContext.DECIMAL128)
        .setScale(0, RoundingMode.HALF_EVEN)
        .multiply(step)
        .floatValue();
  }

  private static CompressedModel random(Models models) {
    return models.chain(
        INPUT,
        new Operation.Convolution(5, Window.square(3, 1, 1), 1, true),
        new Operation.Activation(ActivationFunction.RELU, 0, 0),
        new Operation.Deconvolution(4, Window.square(2, 2, 0), true),
        new Operation.Reshape(Shape.of(4, 18 * 14)),
        new Operation.Lstm(6, true, ActivationFunction.SIGMOID, ActivationFunction.TANH),
        new Operation.LastStep(),
        new Operation.Dense(10, true));
  }

  private static CompressedModel with(CompressedModel model, ValueFormat format)
      throws IOException {
    List<StoredTensor> tensors = new ArrayList<>();
    for (StoredTensor tensor : model.tensors()) {
      float[] values = tensor.toFloats();
      for (int i = 0; i < values.length; i++) {
        values[i] = rounded(values[i]);
      }
      tensors.add(new RawTensor(tensor.shape(), format, values));
    }
    return new CompressedModel(
        model.network(),
        tensors,
        model.activations(),
        model.preprocessing(),
        model.labels(),
        model.provenance());
  }

  private static Model written(CompressedModel model, Mode mode) throws IOException {
    byte[] file = ModelWriter.write(model, new WriteOptions(Entropy.HUFFMAN, false, 1));
    return Model.of(ModelReader.read(file), LoadOptions.DEFAULT.withMode(mode));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theyComputeTheSameFromHalfTheMemory(Mode mode) throws IOException {
    Models models = new Models(8).raw();
    CompressedModel model = random(models);
    List<float[][]> samples = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      samples.add(new float[][] {models.input(INPUT)});
    }
    CompressedModel wide = with(model, ValueFormat.FLOAT32);
    wide = MinMax.calibrate(wide, samples);
    Model singles = written(wide, mode);
    Model halves = written(with(wide, ValueFormat.FLOAT16), mode);

    try (Session one = singles.newSession(SessionOptions.of(mode));
        Session other = halves.newSession(SessionOptions.of(mode))) {
      for (float[][] sample : samples) {
        assertThat(other.run(sample[0])).containsExactly(one.run(sample[0]));
      }
    }
    if (mode == Mode.FLOAT) {
      assertThat(halves.weightBytes()).isEqualTo(singles.weightBytes() / 2);
    }
  }
}
