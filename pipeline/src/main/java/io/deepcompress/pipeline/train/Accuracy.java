package io.deepcompress.pipeline.train;

import io.deepcompress.datasets.DatasetException;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Scores a DL4J network. */
public final class Accuracy {
  private static final int MOST_BATCH_VALUES = 1 << 19;
  private static final int MOST_BATCH_SAMPLES = 500;

  private Accuracy() {}

  /**
   * The part of the samples whose class has the largest output, the first of equals.
   *
   * @param model a network of one input and one output
   * @return 0 to 1
   * @throws IllegalArgumentException if there are no samples
   */
  public static double top1(Model model, TrainingData data) throws DatasetException {
    if (data.size() == 0) {
      throw new IllegalArgumentException("No samples to score");
    }
    float[] outputs = outputs(model, data);
    int classes = outputs.length / data.size();
    int right = 0;
    for (int i = 0; i < data.size(); i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = outputs[i * classes + c] > outputs[i * classes + best] ? c : best;
      }
      right += best == data.label(i) ? 1 : 0;
    }
    return (double) right / data.size();
  }

  /** The network's outputs for all samples, sample after sample. */
  public static float[] outputs(Model model, TrainingData data) throws DatasetException {
    NativeThreads.useCallerOnly();
    NetworkHandle network = NetworkHandle.of(model);
    int length = data.length();
    int batch = Math.max(1, Math.min(MOST_BATCH_SAMPLES, MOST_BATCH_VALUES / length));
    float[] all = new float[0];
    FastConvolution fast = FastConvolution.install(model);
    try (fast) {
      for (int first = 0; first < data.size(); first += batch) {
        int count = Math.min(batch, data.size() - first);
        float[] values = new float[count * length];
        for (int i = 0; i < count; i++) {
          data.read(first + i, values, i * length);
        }
        INDArray features = NativeArrays.create(values, network.batchShape(count, data.shape()));
        float[] outputs = network.output(features);
        features.close();
        all = all.length == 0 ? new float[data.size() * (outputs.length / count)] : all;
        System.arraycopy(outputs, 0, all, first * (outputs.length / count), outputs.length);
      }
    }
    network.clear();
    return all;
  }
}
