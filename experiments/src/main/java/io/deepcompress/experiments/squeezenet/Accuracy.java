package io.deepcompress.experiments.squeezenet;

import io.deepcompress.datasets.DatasetException;
import io.deepcompress.datasets.Split;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Share of pictures whose class is the first, and among the first five, of the outputs.
 *
 * @param outputs of every picture, in order
 */
record Accuracy(double top1, double top5, List<float[]> outputs) {

  /** Scores a model on a split. */
  static Accuracy of(Model model, SessionOptions options, Split split) throws DatasetException {
    int first = 0;
    int amongFive = 0;
    List<float[]> outputs = new ArrayList<>();
    try (Session session = model.newSession(options)) {
      for (int i = 0; i < split.size(); i++) {
        float[] output = session.run(Pictures.input(split, i)).clone();
        outputs.add(output);
        int better = 0;
        float own = output[split.label(i)];
        for (float other : output) {
          better += other > own ? 1 : 0;
        }
        first += better == 0 ? 1 : 0;
        amongFive += better < 5 ? 1 : 0;
      }
    }
    return new Accuracy(first / (double) split.size(), amongFive / (double) split.size(), outputs);
  }
}
