package io.deepcompress.pipeline.train;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The mean of several networks' outputs; their convolutions are fast while it teaches. */
final class EnsembleTeacher implements Teacher {
  private final List<NetworkHandle> networks;
  private final List<FastConvolution> installed = new ArrayList<>();

  EnsembleTeacher(List<? extends Model> networks) {
    this.networks = networks.stream().map(NetworkHandle::of).toList();
  }

  @Override
  public float[] probabilities(int[] samples, INDArray features) {
    if (installed.isEmpty()) {
      networks.forEach(network -> installed.add(FastConvolution.install(network.model())));
    }
    float[] mean = new float[0];
    for (NetworkHandle network : networks) {
      float[] output = network.output(features);
      mean = mean.length == 0 ? new float[output.length] : mean;
      for (int i = 0; i < output.length; i++) {
        mean[i] += output[i] / networks.size();
      }
    }
    return mean;
  }

  @Override
  public void close() {
    installed.forEach(FastConvolution::close);
    installed.clear();
  }
}
