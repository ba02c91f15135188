package io.deepcompress.experiments.figures;

import io.deepcompress.datasets.DatasetException;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.train.Accuracy;
import io.deepcompress.pipeline.train.LearningRate;
import io.deepcompress.pipeline.train.SplitData;
import io.deepcompress.pipeline.train.Trainer;
import io.deepcompress.pipeline.train.TrainingSettings;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import smile.math.matrix.Matrix;
import smile.math.matrix.SVD;

/**
 * LeNet-300-100 with its first two layers each replaced by two of a low rank, from the largest
 * singular values (Denton et al. 2014), and fine-tuned as the other methods are.
 */
final class TruncatedSvd {
  private final MultiLayerNetwork network;

  private TruncatedSvd(MultiLayerNetwork network) {
    this.network = network;
  }

  /**
   * Factorises the dense network.
   *
   * @param rank of both layers
   */
  static TruncatedSvd of(WorkingModel model, int rank) {
    ListBuilder layers = new NeuralNetConfiguration.Builder().list();
    List<float[]> values = model.tensors().stream().map(tensor -> tensor.values()).toList();
    for (int layer = 0; layer < 2; layer++) {
      layers.layer(
          new DenseLayer.Builder()
              .nOut(rank)
              .hasBias(false)
              .activation(Activation.IDENTITY)
              .build());
      layers.layer(
          new DenseLayer.Builder()
              .nOut(values.get(2 * layer + 1).length)
              .activation(Activation.RELU)
              .build());
    }
    layers.layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork network =
        new MultiLayerNetwork(layers.setInputType(InputType.convolutionalFlat(28, 28, 1)).build());
    network.init();
    for (int layer = 0; layer < 2; layer++) {
      float[] weights = values.get(2 * layer);
      float[] bias = values.get(2 * layer + 1);
      factorise(network, 2 * layer, weights, bias.length, rank);
      set(network, 2 * layer + 1 + "_b", bias);
    }
    set(network, "4_W", transposed(values.get(4), 10));
    set(network, "4_b", values.get(5));
    return new TruncatedSvd(network);
  }

  /** {@code W = U S V'} to {@code (U S) V'}: the input goes through V', then through U S. */
  private static void factorise(
      MultiLayerNetwork network, int layer, float[] weights, int out, int rank) {
    int in = weights.length / out;
    double[][] rows = new double[out][in];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        rows[o][i] = weights[o * in + i];
      }
    }
    SVD svd = Matrix.newInstance(rows).svd();
    float[] first = new float[in * rank];
    float[] second = new float[rank * out];
    for (int r = 0; r < rank; r++) {
      // Split evenly, so that both factors learn at one rate.
      double root = Math.sqrt(svd.getSingularValues()[r]);
      for (int i = 0; i < in; i++) {
        first[i * rank + r] = (float) (svd.getV().get(i, r) * root);
      }
      for (int o = 0; o < out; o++) {
        second[r * out + o] = (float) (svd.getU().get(o, r) * root);
      }
    }
    set(network, layer + "_W", first);
    set(network, layer + 1 + "_W", second);
  }

  private static float[] transposed(float[] weights, int out) {
    int in = weights.length / out;
    float[] turned = new float[weights.length];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        turned[i * out + o] = weights[o * in + i];
      }
    }
    return turned;
  }

  private static void set(MultiLayerNetwork network, String key, float[] rows) {
    var parameter = network.getParam(key);
    parameter.assign(Nd4j.createFromArray(rows).reshape('c', parameter.shape()));
  }

  /** Values that are left. */
  long parameters() {
    return network.numParams();
  }

  /** Error on the digits held out after fine-tuning, %. */
  double error(Bench bench) throws DatasetException {
    var preprocessing = bench.source().preprocessing().get(0);
    new Trainer(
            network,
            SplitData.of(bench.data().training(), preprocessing),
            TrainingSettings.of(2, LearningRate.cosine(0.02, 0.01)).withSeed(bench.seed()))
        .run();
    return 100 * (1 - Accuracy.top1(network, SplitData.of(bench.held(), preprocessing)));
  }
}
