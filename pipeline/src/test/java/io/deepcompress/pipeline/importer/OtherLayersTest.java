package io.deepcompress.pipeline.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.importer.ImportException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers over vectors and sequences compute what DL4J computes. */
class OtherLayersTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SOFTMAX"})
  void appliesEveryActivation(Activation activation) throws Exception {
    Dl4jCheck.assertSame(
        Nets.stack(
            InputType.feedForward(7),
            new DenseLayer.Builder().nOut(40).activation(activation).build(),
            new DenseLayer.Builder().nOut(5).activation(Activation.SOFTMAX).build(),
            new ActivationLayer(activation)),
        folder,
        activation.ordinal());
  }

  static Stream<IActivation> parameterized() {
    return Stream.of(
        new ActivationReLU(0.5, null, null),
        new ActivationReLU(null, 0.3, null),
        new ActivationReLU(null, null, 0.2),
        new ActivationELU(0.5),
        new ActivationLReLU(0.3),
        new ActivationGELU(true),
        new ActivationThresholdedReLU(),
        new ActivationThresholdedReLU(0.4));
  }

  /** With parameters, and a threshold of 1, which nothing behind a softmax reaches. */
  @ParameterizedTest
  @MethodSource("parameterized")
  void keepsParametersOfActivations(IActivation activation) throws Exception {
    Dl4jCheck.assertSame(
        Nets.stack(
            InputType.feedForward(7),
            new DenseLayer.Builder().nOut(40).activation(activation).build()),
        folder,
        11);
  }

  @Test
  void dropsWhatOnlyTrainingUses() throws Exception {
    Dl4jCheck.assertSame(
        Nets.stack(
            InputType.feedForward(7),
            new DenseLayer.Builder()
                .nOut(9)
                .dropOut(0.5)
                .weightNoise(new DropConnect(0.5))
                .activation(Activation.RELU)
                .build(),
            new DropoutLayer(0.5),
            new DropoutLayer.Builder(new AlphaDropout(0.5)).build(),
            new BatchNormalization(),
            new PReLULayer.Builder().inputShape(9).build(),
            new DenseLayer.Builder().nOut(4).hasBias(false).activation(Activation.TANH).build(),
            new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build()),
        folder,
        5);
  }

  @Test
  void leavesOutTheCentresOfACenterLoss() throws Exception {
    Dl4jCheck.assertSame(
        Nets.stack(
            InputType.feedForward(7),
            new CenterLossOutputLayer.Builder(LossFunction.MCXENT)
                .nOut(4)
                .activation(Activation.SOFTMAX)
                .build()),
        folder,
        6);
  }

  @Test
  void flattensPictures() throws Exception {
    Dl4jCheck.assertSame(
        Nets.stack(
            InputType.convolutionalFlat(6, 5, 2),
            new ConvolutionLayer.Builder(3, 3).nOut(3).activation(Activation.RELU).build(),
            new FrozenLayerWithBackprop(
                new DenseLayer.Builder().nIn(36).nOut(6).activation(Activation.RELU).build()),
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(4)
                .activation(Activation.SOFTMAX)
                .build()),
        folder,
        7);
  }

  private static LSTM lstm() {
    return new LSTM.Builder().nOut(6).activation(Activation.TANH).build();
  }

  @SuppressWarnings("deprecation") // models that use it are still around
  private static Layer graves(Activation cell, Activation gate) {
    return new org.deeplearning4j.nn.conf.layers.GravesLSTM.Builder()
        .nOut(6)
        .activation(cell)
        .gateActivationFunction(gate)
        .build();
  }

  private static RnnOutputLayer recurrentOutput() {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(4)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Layer convolution1d(ConvolutionMode mode, int stride) {
    return new Convolution1DLayer.Builder(3)
        .stride(stride)
        .dilation(stride == 1 ? 2 : 1)
        .convolutionMode(mode)
        .nOut(4)
        .activation(Activation.RELU)
        .build();
  }

  static Stream<List<Layer>> sequences() {
    List<List<Layer>> all = new ArrayList<>();
    all.add(List.of(lstm()));
    all.add(List.of(lstm(), recurrentOutput()));
    all.add(List.of(graves(Activation.TANH, Activation.SIGMOID), recurrentOutput()));
    all.add(List.of(graves(Activation.SOFTSIGN, Activation.HARDSIGMOID)));
    all.add(List.of(new LastTimeStep(lstm()), new DenseLayer.Builder().nOut(3).build()));
    all.add(
        List.of(new LSTM.Builder().nOut(6).activation(new ActivationReLU(null, 0.0, 0.0)).build()));
    all.add(List.of(new DenseLayer.Builder().nOut(5).build(), lstm(), recurrentOutput()));
    all.add(
        List.of(
            new DenseLayer.Builder().nOut(5).activation(Activation.SOFTMAX).build(),
            new ActivationLayer(Activation.SOFTMAX),
            new BatchNormalization(),
            lstm()));
    all.add(List.of(lstm(), new GlobalPoolingLayer(PoolingType.AVG)));
    all.add(List.of(lstm(), new GlobalPoolingLayer(PoolingType.MAX)));
    all.add(
        List.of(
            lstm(),
            new RnnLossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build()));
    all.add(List.of(new ActivationLayer(Activation.SOFTMAX), lstm()));
    all.add(List.of(convolution1d(ConvolutionMode.Truncate, 1)));
    all.add(List.of(convolution1d(ConvolutionMode.Same, 1), lstm()));
    all.add(List.of(convolution1d(ConvolutionMode.Same, 2), lstm()));
    all.add(List.of(convolution1d(ConvolutionMode.Causal, 1), lstm()));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("sequences")
  void computesSequences(List<Layer> layers) throws Exception {
    Dl4jCheck.assertSame(
        Nets.stack(InputType.recurrent(5, 7), layers.toArray(new Layer[0])),
        folder,
        layers.toString().length(),
        Shape.of(5, 7));
  }

  @ParameterizedTest
  @CsvSource({"2,,,max = 2.0", ",0.5,,threshold = 0.5", ",,0.1,negativeSlope = 0.1"})
  void refusesParametersOfAnLstmsFunctions(Double max, Double threshold, Double slope, String said)
      throws Exception {
    IActivation relu = new ActivationReLU(max, threshold, slope);
    LSTM cell = new LSTM.Builder().name("memory").nOut(6).activation(relu).build();
    LSTM gate = new LSTM.Builder().name("memory").nOut(6).gateActivationFunction(relu).build();
    for (LSTM layer : List.of(cell, gate)) {
      Path zip = Dl4jCheck.save(Nets.stack(InputType.recurrent(5, 7), layer), folder);
      assertThatThrownBy(() -> ModelImporter.read(zip, ImportOptions.ofShapes(Shape.of(5, 7))))
          .isInstanceOfSatisfying(
              ImportException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
          .hasMessageContaining("'memory' (ActivationReLU) has " + said);
    }
  }
}
