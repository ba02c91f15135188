package io.deepcompress.experiments.maxdrop;

import io.deepcompress.datasets.Augmentation;
import io.deepcompress.datasets.Split;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.ExperimentException;
import io.deepcompress.pipeline.train.LearningRate;
import io.deepcompress.pipeline.train.ModelFiles;
import io.deepcompress.pipeline.train.NetworkTraining;
import io.deepcompress.pipeline.train.Networks;
import io.deepcompress.pipeline.train.SplitData;
import io.deepcompress.pipeline.train.Trainer;
import io.deepcompress.pipeline.train.TrainingListener;
import io.deepcompress.pipeline.train.TrainingSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * Networks for pictures of 28x28 that are not LeNets, trained once and then taken from a folder.
 */
final class SmallNetwork {
  private static final String MLP = "mlp";
  private static final String CONVOLUTIONS = "convolutions";
  private static final String SIMPLECNN = "simplecnn";

  /** What networks are called. */
  static final List<String> NAMES = List.of(MLP, CONVOLUTIONS, SIMPLECNN);

  private SmallNetwork() {}

  /** The zip, trained now if it is not there yet. */
  static Path zip(
      String name, Path work, String data, Split training, int epochs, CommonOptions options)
      throws IOException {
    Path file =
        work.resolve(name + "-" + data + "-" + epochs + "-epochs-seed-" + options.seed() + ".zip");
    if (Files.exists(file)) {
      options.progress("%s is there already", file.getFileName());
      return file;
    }
    Model model = create(name, options.seed());
    Augmentation augmentation = Augmentation.affine(training.shape(), 0.5);
    new Trainer(
            model,
            SplitData.of(training, NetworkTraining.PREPROCESSING),
            TrainingSettings.of(epochs, LearningRate.cosine(0.05, 0.01)).withSeed(options.seed()))
        .withAugmentation(augmentation::apply)
        .withListener(
            new TrainingListener() {
              @Override
              public void epoch(EpochResult result) {
                options.progress(
                    "%s on %s: epoch %d of %d, loss %.4f",
                    name, data, result.epoch(), epochs, result.loss());
              }
            })
        .run();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelFiles.write(model, ModelFiles.unitPixels(), bytes);
    io.deepcompress.codec.ModelFiles.save(file, bytes.toByteArray());
    return file;
  }

  private static Model create(String name, long seed) {
    return switch (name) {
      case MLP -> multilayerPerceptron(seed);
      case CONVOLUTIONS -> convolutions(seed);
      case SIMPLECNN -> Networks.create(SIMPLECNN, new int[] {1, 28, 28}, 10, seed);
      default ->
          throw new ExperimentException(
              "no network '" + name + "'; there are " + String.join(", ", NAMES));
    };
  }

  /** 784-256-128-64-10. */
  private static Model multilayerPerceptron(long seed) {
    ListBuilder layers = settings(seed);
    for (int size : new int[] {256, 128, 64}) {
      layers.layer(new DenseLayer.Builder().nOut(size).activation(Activation.RELU).build());
    }
    return finished(layers);
  }

  /** Four convolutions with batch normalization, three of them in steps of two, and one dense. */
  private static Model convolutions(long seed) {
    ListBuilder layers = settings(seed);
    int[] filters = {16, 24, 32, 48};
    for (int i = 0; i < filters.length; i++) {
      layers.layer(
          new ConvolutionLayer.Builder(3, 3)
              .stride(i == 2 ? 1 : 2, i == 2 ? 1 : 2)
              .convolutionMode(ConvolutionMode.Same)
              .nOut(filters[i])
              .activation(Activation.IDENTITY)
              .build());
      layers.layer(new BatchNormalization.Builder().build());
      layers.layer(new ActivationLayer(Activation.RELU));
    }
    layers.layer(new DenseLayer.Builder().nOut(64).activation(Activation.RELU).build());
    return finished(layers);
  }

  private static ListBuilder settings(long seed) {
    return new NeuralNetConfiguration.Builder().seed(seed).weightInit(WeightInit.RELU).list();
  }

  private static Model finished(ListBuilder layers) {
    layers.layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork network =
        new MultiLayerNetwork(layers.setInputType(InputType.convolutionalFlat(28, 28, 1)).build());
    network.init();
    return network;
  }
}
