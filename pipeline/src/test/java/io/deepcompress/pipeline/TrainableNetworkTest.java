package io.deepcompress.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.pipeline.importer.ImportedModel;
import io.deepcompress.pipeline.importer.ModelImporter;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.nio.file.Path;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weights go into DL4J's graph and come back, normalizations included. */
class TrainableNetworkTest {
  @TempDir Path folder;

  private ImportedModel imported() throws Exception {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .activation(Activation.RELU)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new BatchNormalization.Builder().build())
                .layer(new OutputLayer.Builder().nOut(5).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(8, 8, 2))
                .build());
    network.init();
    Random random = new Random(4);
    float[] values = network.params().data().asFloat();
    for (int i = 0; i < values.length; i++) {
      // Positive, so that they may be variances too.
      values[i] = 0.1f + random.nextFloat();
    }
    network.setParams(Nd4j.createFromArray(values).reshape(1, values.length));
    Path zip = folder.resolve("normalized.zip");
    ModelSerializer.writeModel(network, zip.toFile(), false);
    return ModelImporter.read(zip);
  }

  private static float[] input() {
    Random random = new Random(9);
    float[] values = new float[128];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] inDl4j(WorkingModel model, ImportedModel source) throws Exception {
    MultiLayerNetwork network = (MultiLayerNetwork) TrainableNetwork.of(model, source).network();
    INDArray features = Nd4j.createFromArray(input()).reshape(1, 2, 8, 8);
    return network.output(features).dup('c').data().asFloat();
  }

  private static float[] inRuntime(WorkingModel model) throws Exception {
    Model runnable = Model.of(model.toCompressedModel(), LoadOptions.DEFAULT.withMode(Mode.FLOAT));
    try (Session session = runnable.newSession(SessionOptions.of(Mode.FLOAT))) {
      return session.run(input()).clone();
    }
  }

  @Test
  void theGraphPredictsWhatTheChangedModelPredicts() throws Exception {
    ImportedModel source = imported();
    WorkingModel model = WorkingModel.of(source);
    Random random = new Random(5);
    for (WorkingTensor tensor : model.tensors()) {
      float[] values = tensor.values();
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) (0.2 * random.nextGaussian());
      }
    }

    assertThat(inDl4j(model, source)).containsExactly(inRuntime(model), within(1e-4f));
  }

  @Test
  void storingWhatWasPutInChangesNothing() throws Exception {
    ImportedModel source = imported();
    WorkingModel model = WorkingModel.of(source);
    WorkingModel before = model.copy();

    TrainableNetwork.of(model, source).store(model);

    for (int i = 0; i < model.tensors().size(); i++) {
      assertThat(model.tensors().get(i).values())
          .containsExactly(before.tensors().get(i).values(), within(1e-6f));
    }
  }

  @Test
  void aFoldedModelGetsAGraphOfItsOwn() throws Exception {
    ImportedModel source = imported();
    WorkingModel model = WorkingModel.of(source);
    new io.deepcompress.pipeline.quantize.FoldStage().run(model, StageContext.plain(1));
    assertThat(model.network()).isNotEqualTo(source.network());

    assertThat(inDl4j(model, source)).containsExactly(inRuntime(model), within(1e-4f));
  }

  @Test
  void masksAreInDl4jsOrder() throws Exception {
    ImportedModel source = imported();
    WorkingModel model = WorkingModel.of(source);
    WorkingTensor weights = model.weights().get(1).tensor();
    float[] values = weights.values();
    Random random = new Random(6);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextBoolean() ? 0 : values[i];
    }
    TrainableNetwork trainable = TrainableNetwork.of(model, source);

    var masks = trainable.masks(model);

    assertThat(masks).containsOnlyKeys("2_W");
    float[] dl4j =
        ((MultiLayerNetwork) trainable.network()).getParam("2_W").dup('f').data().asFloat();
    for (int i = 0; i < dl4j.length; i++) {
      assertThat(masks.get("2_W")[i]).isEqualTo((byte) (dl4j[i] == 0 ? 0 : 1));
    }
  }
}
