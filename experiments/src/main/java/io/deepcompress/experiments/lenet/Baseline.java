package io.deepcompress.experiments.lenet;

import io.deepcompress.codec.ModelFiles;
import io.deepcompress.datasets.Augmentation;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.Split;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.pipeline.train.Accuracy;
import io.deepcompress.pipeline.train.LearningRate;
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
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A dense network that experiments start from or learn from: trained once, then taken from the work
 * folder.
 *
 * @param network its name
 * @param epochs passes over the samples, distorted anew in each
 * @param seed of its weights and of the order of samples
 */
public record Baseline(String network, int epochs, long seed) {
  private static final double RATE = 0.05;
  private static final double END = 0.002;
  private static final double AUGMENT = 0.6;
  private static final double BEND = 1.2;

  /** A convolutional network with more filters than LeNet-5 and ReLU after each: for teaching. */
  static final String WIDE = "wide-lenet";

  /** Likewise, trained without the samples that recipes are chosen on. */
  Path zip(Path work, Dataset data, CommonOptions options) throws IOException {
    Split all = data.training();
    return zip(
        work,
        all.head(all.size() - RecordCommand.VALIDATION),
        all.tail(RecordCommand.VALIDATION),
        options);
  }

  /** The zip, trained now if it is not there yet. */
  public Path zip(Path work, Split training, Split held, CommonOptions options) throws IOException {
    Path file = work.resolve(network + "-" + epochs + "-epochs-seed-" + seed + ".zip");
    if (Files.exists(file)) {
      options.progress("%s is there already", file.getFileName());
      return file;
    }
    Model model = network.equals(WIDE) ? wide() : Networks.create(network, seed);
    SplitData validation = SplitData.of(held, NetworkTraining.PREPROCESSING);
    Augmentation augmentation = Augmentation.affine(training.shape(), AUGMENT).withBend(BEND);
    new Trainer(
            model,
            SplitData.of(training, NetworkTraining.PREPROCESSING),
            TrainingSettings.of(epochs, LearningRate.cosine(RATE, END)).withSeed(seed))
        .withAugmentation(augmentation::apply)
        .withValidation(() -> Accuracy.top1(model, validation))
        .withListener(listener(options))
        .run();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    io.deepcompress.pipeline.train.ModelFiles.write(
        model, io.deepcompress.pipeline.train.ModelFiles.unitPixels(), bytes);
    ModelFiles.save(file, bytes.toByteArray());
    return file;
  }

  private Model wide() {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.RELU)
                .list()
                .layer(convolution(32))
                .layer(pooling())
                .layer(convolution(64))
                .layer(pooling())
                .layer(new DenseLayer.Builder().nOut(256).activation(Activation.RELU).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutionalFlat(28, 28, 1))
                .build());
    model.init();
    return model;
  }

  private static ConvolutionLayer convolution(int filters) {
    return new ConvolutionLayer.Builder(5, 5).nOut(filters).activation(Activation.RELU).build();
  }

  private static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build();
  }

  private TrainingListener listener(CommonOptions options) {
    return new TrainingListener() {
      @Override
      public void epoch(EpochResult result) {
        options.progress(
            "%s seed %d: epoch %d of %d, loss %.4f, validation error %.2f %%",
            network, seed, result.epoch(), epochs, result.loss(), 100 * (1 - result.validation()));
      }
    };
  }
}
