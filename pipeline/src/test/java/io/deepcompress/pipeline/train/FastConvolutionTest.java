package io.deepcompress.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.LayerHelper;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The fast path against DL4J's own implementation of the same network. */
class FastConvolutionTest {
  /**
   * Stands in the gradients before each run, as DL4J never clears them: one that is not written, or
   * is added to what was there, must not look right.
   */
  private static final float UNWRITTEN = 1f;

  /** One convolution with its surroundings. */
  record Case(
      int batch,
      int channels,
      int height,
      int width,
      int[] kernel,
      int[] stride,
      int[] padding,
      int[] dilation,
      ConvolutionMode mode,
      Activation activation,
      boolean bias) {}

  static Stream<Case> cases() {
    Random random = new Random(17);
    List<Case> cases = new ArrayList<>();
    Activation[] activations = {
      Activation.IDENTITY, Activation.RELU, Activation.TANH, Activation.LEAKYRELU
    };
    for (ConvolutionMode mode :
        List.of(ConvolutionMode.Truncate, ConvolutionMode.Same, ConvolutionMode.Strict)) {
      for (int i = 0; i < 12; i++) {
        int[] kernel = {1 + random.nextInt(4), 1 + random.nextInt(4)};
        boolean strict = mode == ConvolutionMode.Strict;
        int[] stride =
            strict ? new int[] {1, 1} : new int[] {1 + random.nextInt(3), 1 + random.nextInt(3)};
        int[] padding = {random.nextInt(kernel[0]), random.nextInt(kernel[1])};
        int[] dilation = {1 + random.nextInt(2), 1 + random.nextInt(2)};
        cases.add(
            new Case(
                1 + random.nextInt(11),
                1 + random.nextInt(3),
                9 + random.nextInt(5),
                9 + random.nextInt(5),
                kernel,
                stride,
                mode == ConvolutionMode.Same ? new int[] {0, 0} : padding,
                dilation,
                mode,
                activations[i % activations.length],
                i % 5 != 0));
      }
    }
    int[] three = {3, 3};
    int[] one = {1, 1};
    // So large that the rows of a picture are worked on in several blocks.
    cases.add(
        new Case(
            3, 16, 41, 40, three, one, one, one, ConvolutionMode.Truncate, Activation.RELU, true));
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsBuiltInImplementation(Case c) throws Exception {
    MultiLayerNetwork network = network(c, WorkspaceMode.ENABLED);
    INDArray input = Nd4j.rand(5, new long[] {c.batch, c.channels, c.height, c.width}).subi(0.5);
    INDArray labels = oneHot(c.batch, 3);
    INDArray expectedOutput = network.output(input).dup();
    INDArray expected = gradient(network, input, labels);
    try (FastConvolution fast = FastConvolution.install(network)) {
      assertThat(fast.layerCount()).isEqualTo(4);
      Calls calls = new Calls(network.getLayers());
      assertClose(network.output(input), expectedOutput);
      assertClose(gradient(network, input, labels), expected);
      assertClose(gradient(network, input, labels), expected);
      calls.assertAnswered();
    }
    assertThat(network.getLayer(0).getHelper()).isNull();
    assertClose(gradient(network, input, labels), expected);
  }

  @Test
  void equalsBuiltInImplementationInGraphsAndWithoutWorkspaces() throws Exception {
    for (WorkspaceMode mode : WorkspaceMode.values()) {
      if (mode != WorkspaceMode.ENABLED && mode != WorkspaceMode.NONE) {
        continue;
      }
      ComputationGraph graph = network(plainCase(), mode).toComputationGraph();
      INDArray input = Nd4j.rand(6, new long[] {4, 2, 9, 9});
      INDArray expected = gradient(graph, input, oneHot(4, 3));
      try (FastConvolution fast = FastConvolution.install(graph)) {
        assertThat(fast.layerCount()).isEqualTo(4);
        Calls calls = new Calls(graph.getLayers());
        assertClose(gradient(graph, input, oneHot(4, 3)), expected);
        calls.assertAnswered();
      }
    }
  }

  @Test
  void doesNotReuseTheOutputOfEarlierWeights() throws Exception {
    MultiLayerNetwork network = network(plainCase(), WorkspaceMode.ENABLED);
    INDArray input = Nd4j.rand(7, new long[] {4, 2, 9, 9});
    INDArray labels = oneHot(4, 3);
    INDArray output;
    INDArray gradient;
    try (FastConvolution fast = FastConvolution.install(network)) {
      assertThat(fast.layerCount()).isPositive();
      Calls calls = new Calls(network.getLayers());
      network.feedForward(input, true);
      network.params().muli(0.5f);
      output = network.feedForward(input, true).get(1).dup();
      gradient = gradient(network, input, labels);
      calls.assertAnswered();
    }
    assertClose(output, network.feedForward(input, true).get(1));
    assertClose(gradient, gradient(network, input, labels));
  }

  @Test
  void gradientDoesNotDependOnThreads() throws Exception {
    MultiLayerNetwork network = network(plainCase(), WorkspaceMode.ENABLED);
    INDArray input = Nd4j.rand(8, new long[] {64, 2, 9, 9});
    try (FastConvolution fast = FastConvolution.install(network)) {
      assertThat(fast.layerCount()).isPositive();
      Calls calls = new Calls(network.getLayers());
      Callable<float[]> task = () -> gradient(network, input, oneHot(64, 3)).data().asFloat();
      float[] first = withThreads(1, task);
      for (int i = 0; i < 5; i++) {
        assertThat(withThreads(7, task)).isEqualTo(first);
      }
      calls.assertAnswered();
    }
  }

  /** Calls from a pool of so many threads, which the parts of a batch are then spread over. */
  private static <T> T withThreads(int threads, Callable<T> task) throws Exception {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      Set<ForkJoinPool> seen = ConcurrentHashMap.newKeySet();
      CyclicBarrier all = new CyclicBarrier(threads);
      pool.submit(() -> BatchParts.run(threads, threads, (part, first, last) -> meet(seen, all)))
          .get();
      assertThat(seen).containsExactly(pool);
      return pool.submit(task).get();
    } finally {
      pool.shutdown();
    }
  }

  private static void meet(Set<ForkJoinPool> seen, CyclicBarrier all) {
    seen.add(ForkJoinTask.getPool());
    try {
      all.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Case plainCase() {
    return new Case(
        4,
        2,
        9,
        9,
        new int[] {3, 3},
        new int[] {1, 1},
        new int[] {0, 0},
        new int[] {1, 1},
        ConvolutionMode.Truncate,
        Activation.RELU,
        true);
  }

  /**
   * The convolution, a pooling with many equal values, a second convolution and pooling. A helper
   * that throws is an error: otherwise DL4J would use its own implementation and only warn.
   */
  private static MultiLayerNetwork network(Case c, WorkspaceMode workspaces) {
    boolean same = c.mode == ConvolutionMode.Same;
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .trainingWorkspaceMode(workspaces)
                .inferenceWorkspaceMode(workspaces)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(c.kernel, c.stride, c.padding)
                        .dilation(c.dilation)
                        .convolutionMode(c.mode)
                        .hasBias(c.bias)
                        .nOut(4)
                        .activation(c.activation)
                        .helperAllowFallback(false)
                        .build())
                .layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(1, 1)
                        .helperAllowFallback(false)
                        .build())
                .layer(
                    new ConvolutionLayer.Builder(c.kernel, c.stride)
                        .dilation(c.dilation)
                        .convolutionMode(ConvolutionMode.Same)
                        .hasBias(c.bias)
                        .nOut(5)
                        .activation(c.activation)
                        .helperAllowFallback(false)
                        .build())
                .layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(3, 2)
                        .stride(2, 1)
                        .padding(same ? new int[] {0, 0} : new int[] {1, 1})
                        .convolutionMode(same ? c.mode : ConvolutionMode.Truncate)
                        .helperAllowFallback(false)
                        .build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(c.height, c.width, c.channels))
                .build());
    network.init();
    return network;
  }

  private static INDArray gradient(MultiLayerNetwork network, INDArray input, INDArray labels) {
    network.initGradientsView();
    network.getFlattenedGradients().assign(UNWRITTEN);
    network.setInput(input);
    network.setLabels(labels);
    network.computeGradientAndScore();
    return network.gradient().gradient().dup();
  }

  private static INDArray gradient(ComputationGraph graph, INDArray input, INDArray labels) {
    graph.initGradientsView();
    graph.getFlattenedGradients().assign(UNWRITTEN);
    graph.setInput(0, input);
    graph.setLabels(labels);
    graph.computeGradientAndScore();
    return graph.gradient().gradient().dup();
  }

  private static INDArray oneHot(int batch, int classes) {
    INDArray labels = Nd4j.zeros(batch, classes);
    for (int i = 0; i < batch; i++) {
      labels.putScalar(i, i % classes, 1);
    }
    return labels;
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double largest = Math.max(1e-3, expected.amaxNumber().doubleValue());
    // Not by ND4J's largest value, which passes over NaN.
    double difference = 0;
    for (float d : actual.sub(expected).data().asFloat()) {
      difference = Math.max(difference, Math.abs(d));
    }
    assertThat(difference).isLessThan(2e-5 * largest);
  }

  /**
   * Stands before the helpers of layers and notes which calls they answered. DL4J answers those
   * that a helper declines itself, without a word.
   */
  private static final class Calls {
    private final Set<String> answered = new TreeSet<>();
    private final Set<String> declined = new TreeSet<>();

    Calls(Layer[] layers) throws ReflectiveOperationException {
      for (int i = 0; i < layers.length; i++) {
        if (layers[i].getHelper() != null) {
          Field field = layers[i].getClass().getDeclaredField("helper");
          field.setAccessible(true);
          field.set(layers[i], noting(i, field.getType(), layers[i].getHelper()));
        }
      }
    }

    private Object noting(int layer, Class<?> type, LayerHelper helper) {
      return Proxy.newProxyInstance(
          type.getClassLoader(),
          new Class<?>[] {type},
          (proxy, method, arguments) -> {
            try {
              Object answer = method.invoke(helper, arguments);
              (answer == null ? declined : answered).add(layer + " " + method.getName());
              return answer;
            } catch (InvocationTargetException e) {
              throw e.getCause();
            }
          });
    }

    /** Poolings have a fast gradient only, and activations are optional. */
    void assertAnswered() {
      assertThat(answered)
          .contains("0 preOutput", "0 backpropGradient", "1 backpropGradient")
          .contains("2 preOutput", "2 backpropGradient", "3 backpropGradient");
      assertThat(declined).allMatch(call -> call.endsWith(" activate"));
    }
  }
}
