package io.deepcompress.pipeline.train;

import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** Four classes of 6x6 pictures, a bright quarter each, with noise; and networks for them. */
record SmallTask(float[][] pictures, int[] labels) implements TrainingData {

  static SmallTask of(int size, long seed) {
    Random random = new Random(seed);
    float[][] pictures = new float[size][36];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % 4;
      for (int p = 0; p < 36; p++) {
        boolean bright = p / 18 == labels[i] / 2 && p % 6 / 3 == labels[i] % 2;
        pictures[i][p] = (bright ? 0.6f : 0f) + (float) random.nextGaussian() * 0.4f;
      }
    }
    return new SmallTask(pictures, labels);
  }

  static MultiLayerNetwork dense(IUpdater updater) {
    return initialised(
        new NeuralNetConfiguration.Builder()
            .seed(11)
            .updater(updater)
            .list()
            .layer(new DenseLayer.Builder().nOut(12).activation(Activation.TANH).build())
            .layer(new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.convolutional(6, 6, 1)));
  }

  static MultiLayerNetwork convolutional() {
    return initialised(
        new NeuralNetConfiguration.Builder()
            .seed(11)
            .updater(new Sgd(0.1))
            .list()
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(5).activation(Activation.RELU).build())
            .layer(new BatchNormalization.Builder().build())
            .layer(new DenseLayer.Builder().nOut(12).dropOut(0.8).build())
            .layer(new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.convolutional(6, 6, 1)));
  }

  private static MultiLayerNetwork initialised(NeuralNetConfiguration.ListBuilder configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration.build());
    network.init();
    return network;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int[] shape() {
    return new int[] {1, 6, 6};
  }

  @Override
  public int label(int sample) {
    return labels[sample];
  }

  @Override
  public void read(int sample, float[] target, int offset) {
    System.arraycopy(pictures[sample], 0, target, offset, 36);
  }
}
