package io.deepcompress.pipeline.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.zoo.model.AlexNet;
import org.deeplearning4j.zoo.model.Darknet19;
import org.deeplearning4j.zoo.model.FaceNetNN4Small2;
import org.deeplearning4j.zoo.model.InceptionResNetV1;
import org.deeplearning4j.zoo.model.LeNet;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SimpleCNN;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.TextGenerationLSTM;
import org.deeplearning4j.zoo.model.TinyYOLO;
import org.deeplearning4j.zoo.model.UNet;
import org.deeplearning4j.zoo.model.VGG16;
import org.deeplearning4j.zoo.model.VGG19;
import org.deeplearning4j.zoo.model.Xception;
import org.deeplearning4j.zoo.model.YOLO2;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Networks by name, freshly initialised: the two LeNets of the paper and the networks of DL4J's
 * zoo. Nothing is downloaded. The zoo's own NASNet cannot be built, so that {@link NasNet} stands
 * in its place.
 */
public final class Networks {
  private static final Map<String, Kind> KINDS = kinds();

  private Networks() {}

  /** Makes a network for an input shape, classes and a seed. */
  private interface Factory {
    Model create(int[] shape, int classes, long seed);
  }

  private record Kind(int[] shape, int classes, Factory factory) {}

  /** All names that {@link #create} knows. */
  public static List<String> names() {
    return List.copyOf(KINDS.keySet());
  }

  /**
   * Channels, height and width of the pictures that a network is made for by default.
   *
   * @throws IllegalArgumentException if there is no network of that name
   */
  public static int[] inputShape(String name) {
    return kind(name).shape.clone();
  }

  /**
   * Number of outputs that a network has by default.
   *
   * @throws IllegalArgumentException if there is no network of that name
   */
  public static int classes(String name) {
    return kind(name).classes;
  }

  /**
   * Creates a network of its usual input shape and number of classes.
   *
   * @param seed of its initial weights
   * @throws IllegalArgumentException if there is no network of that name
   */
  public static Model create(String name, long seed) {
    Kind kind = kind(name);
    return create(name, kind.shape, kind.classes, seed);
  }

  /**
   * Creates a network.
   *
   * @param shape channels, height and width of its input
   * @param classes number of outputs
   * @param seed of its initial weights
   * @throws IllegalArgumentException if there is no network of that name, or the network cannot be
   *     made for that shape
   */
  public static Model create(String name, int[] shape, int classes, long seed) {
    Kind kind = kind(name);
    if (shape.length != 3 || shape[0] < 1 || shape[1] < 1 || shape[2] < 1 || classes < 2) {
      throw new IllegalArgumentException(
          "A network needs pictures of channels x height x width and 2 or more classes");
    }
    NativeThreads.useCallerOnly();
    try {
      return kind.factory.create(shape.clone(), classes, seed);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          name
              + " cannot be made for pictures of "
              + shape[0]
              + "x"
              + shape[1]
              + "x"
              + shape[2]
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static Kind kind(String name) {
    Kind kind = KINDS.get(name.toLowerCase(Locale.ROOT));
    if (kind == null) {
      throw new IllegalArgumentException(
          "No network is called " + name + "; there are " + String.join(", ", KINDS.keySet()));
    }
    return kind;
  }

  /** 784-300-100-10 with ReLU: 266,610 parameters for digits of 28x28. */
  private static Model leNet300(int[] shape, int classes, long seed) {
    return initialised(
        builder(seed)
            .list()
            .layer(dense(300))
            .layer(dense(100))
            .layer(output(classes))
            .setInputType(InputType.convolutional(shape[1], shape[2], shape[0]))
            .build());
  }

  /** Caffe's LeNet: no activation after convolutions; 431,080 parameters for digits of 28x28. */
  private static Model leNet5(int[] shape, int classes, long seed) {
    return initialised(
        builder(seed)
            .list()
            .layer(convolution(20))
            .layer(pooling())
            .layer(convolution(50))
            .layer(pooling())
            .layer(dense(500))
            .layer(output(classes))
            // Flat input: the height and width then stand in the configuration.
            .setInputType(InputType.convolutionalFlat(shape[1], shape[2], shape[0]))
            .build());
  }

  private static NeuralNetConfiguration.Builder builder(long seed) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .updater(new Nesterovs(0.01, 0.9))
        .weightInit(WeightInit.XAVIER);
  }

  private static DenseLayer dense(int size) {
    return new DenseLayer.Builder().nOut(size).activation(Activation.RELU).build();
  }

  private static OutputLayer output(int classes) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(classes)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static ConvolutionLayer convolution(int filters) {
    return new ConvolutionLayer.Builder(5, 5).nOut(filters).activation(Activation.IDENTITY).build();
  }

  private static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build();
  }

  private static Model initialised(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    add(kinds, "lenet-300-100", 1, 28, 10, Networks::leNet300);
    add(kinds, "lenet-5", 1, 28, 10, Networks::leNet5);
    add(
        kinds,
        "alexnet",
        3,
        224,
        1000,
        (s, n, r) -> AlexNet.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "vgg16",
        3,
        224,
        1000,
        (s, n, r) -> VGG16.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "vgg19",
        3,
        224,
        1000,
        (s, n, r) -> VGG19.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "resnet50",
        3,
        224,
        1000,
        (s, n, r) -> ResNet50.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "squeezenet",
        3,
        227,
        1000,
        (s, n, r) -> SqueezeNet.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "darknet19",
        3,
        224,
        1000,
        (s, n, r) -> Darknet19.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "xception",
        3,
        299,
        1000,
        (s, n, r) -> Xception.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "inception-resnet-v1",
        3,
        160,
        1000,
        (s, n, r) ->
            InceptionResNetV1.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "facenet",
        3,
        96,
        1000,
        (s, n, r) -> FaceNetNN4Small2.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(kinds, "nasnet", 3, 224, 1000, NasNet.MOBILE::create);
    add(
        kinds,
        "simplecnn",
        3,
        48,
        10,
        (s, n, r) -> SimpleCNN.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "lenet",
        1,
        28,
        10,
        (s, n, r) -> LeNet.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "tinyyolo",
        3,
        416,
        20,
        (s, n, r) -> TinyYOLO.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "yolo2",
        3,
        608,
        80,
        (s, n, r) -> YOLO2.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "unet",
        3,
        512,
        2,
        (s, n, r) -> UNet.builder().inputShape(s).numClasses(n).seed(r).build().init());
    add(
        kinds,
        "textgenerationlstm",
        1,
        40,
        47,
        (s, n, r) ->
            TextGenerationLSTM.builder()
                .inputShape(new int[] {s[2], n})
                .totalUniqueCharacters(n)
                .seed(r)
                .build()
                .init());
    return kinds;
  }

  private static void add(
      Map<String, Kind> kinds, String name, int channels, int size, int classes, Factory factory) {
    kinds.put(name, new Kind(new int[] {channels, size, size}, classes, factory));
  }
}
