package io.deepcompress.pipeline.quantize;

import io.deepcompress.datasets.Split;
import io.deepcompress.pipeline.Samples;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import io.deepcompress.runtime.ValueObserver;
import java.io.IOException;

/** Inputs for a network, and what all of its values become for them in float. */
public interface FloatRuns {
  /** Number of inputs. */
  int count();

  /** Writes one input, ready for the network: an array for each of the network's inputs. */
  void read(int index, float[][] target) throws IOException;

  /** Training samples of a context's data, drawn by its seed. */
  static FloatRuns of(WorkingModel model, int most, StageContext context) throws IOException {
    Split split = context.data().orElseThrow().training().sample(most, context.seed());
    Samples samples = Samples.of(model.network(), model.preprocessing(), split);
    Samples.Reader reader = samples.reader();
    return new FloatRuns() {
      @Override
      public int count() {
        return samples.size();
      }

      @Override
      public void read(int index, float[][] target) throws IOException {
        reader.read(index, target[0]);
      }
    };
  }

  /** Runs all inputs through the model as it is and shows every value to the observer. */
  default void observe(
      WorkingModel model, String what, ValueObserver observer, StageContext context)
      throws IOException {
    Model floats =
        Model.of(
            model.toCompressedModel(),
            LoadOptions.DEFAULT.withMode(Mode.FLOAT).withThreads(context.threads()));
    float[][] inputs =
        floats.inputShapes().stream().map(shape -> new float[shape.size()]).toArray(float[][]::new);
    float[][] outputs =
        floats.outputShapes().stream()
            .map(shape -> new float[shape.size()])
            .toArray(float[][]::new);
    context.progress().begin(what, count());
    try (Session session = floats.newSession(new SessionOptions(Mode.FLOAT, context.threads()))) {
      for (int i = 0; i < count(); i++) {
        context.checkCancelled();
        read(i, inputs);
        session.run(inputs, outputs, observer);
        context.progress().at(i + 1, "");
      }
    }
  }
}
