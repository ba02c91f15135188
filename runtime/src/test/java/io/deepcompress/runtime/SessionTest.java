package io.deepcompress.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {
  private final Models models = new Models(31).density(0.3);
  private final Shape shape = Shape.of(2, 13, 11);
  private final CompressedModel plain =
      models.chain(
          shape,
          new Operation.Convolution(6, Window.square(3, 2, 1), 1, true),
          new Operation.Activation(ActivationFunction.RELU, 0, 0),
          new Operation.Pooling(Pool.MAX, Window.square(2), false, 0),
          new Operation.LocalResponseNormalization(5, 2, 1e-2f, 0.75f),
          new Operation.PRelu(0),
          new Operation.Pooling(Pool.P_NORM, Window.square(3, 1, 1), false, 2),
          new Operation.Reshape(Shape.of(6 * 6, 5)),
          new Operation.Lstm(8, true, ActivationFunction.SIGMOID, ActivationFunction.TANH),
          new Operation.Reshape(Shape.of(8 * 5)),
          new Operation.Dense(40, true),
          new Operation.Activation(ActivationFunction.TANH, 0, 0),
          new Operation.L2Normalize(1e-10f),
          new Operation.Softmax(),
          new Operation.Dense(10, true),
          new Operation.Softmax());

  private CompressedModel calibrated() throws Exception {
    return calibrated(plain, shape);
  }

  private CompressedModel calibrated(CompressedModel model, Shape input) throws Exception {
    List<float[][]> samples = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      samples.add(new float[][] {models.input(input)});
    }
    return MinMax.calibrate(model, samples);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aRunAllocatesNothing(Mode mode) throws Exception {
    assertNothingIsAllocated(calibrated(), mode, models.input(shape));
  }

  /**
   * Vectors that C2 does not keep in registers, since it did not inline a method, are objects. With
   * vectors of 512 bits these are tiles of 8 and 6, of 4, of 6 and of 2.
   */
  @Test
  void convolutionsOfAnyWidthAllocateNothing() throws Exception {
    Shape picture = Shape.of(3, 40, 40);
    Operation relu = new Operation.Activation(ActivationFunction.RELU, 0, 0);
    Operation leaky = new Operation.Activation(ActivationFunction.LEAKY_RELU, 0.1f, 0);
    CompressedModel model =
        models.chain(
            picture,
            new Operation.Convolution(16, Window.square(3, 1, 1), 1, true),
            relu,
            new Operation.Convolution(24, Window.square(4, 4, 0), 1, true),
            relu,
            new Operation.Convolution(24, Window.square(2, 1, 2), 1, true),
            leaky,
            new Operation.Convolution(24, Window.square(3, 1, 1), 1, true),
            relu,
            new Operation.Convolution(40, Window.square(1), 1, true),
            relu,
            new Operation.Convolution(24, Window.square(3, 2, 1), 1, true),
            leaky,
            new Operation.Reshape(Shape.of(24 * 7 * 7)),
            new Operation.Dense(100, true),
            relu,
            new Operation.Dense(10, true));
    assertNothingIsAllocated(calibrated(model, picture), Mode.INT8, models.input(picture));
  }

  /**
   * The kinds of layers that AlexNet has, in its order: each brings operations on vectors that the
   * ones before have not used, after C2 has compiled what those share.
   */
  @Test
  void alexNetsKindsOfLayersAllocateNothing() throws Exception {
    Shape picture = Shape.of(3, 127, 127);
    Operation relu = new Operation.Activation(ActivationFunction.RELU, 0, 0);
    Operation normalization = new Operation.LocalResponseNormalization(5, 2, 1e-4f, 0.75f);
    Operation pooling = new Operation.Pooling(Pool.MAX, Window.square(3, 2, 0), false, 0);
    CompressedModel model =
        models.chain(
            picture,
            new Operation.Convolution(48, Window.square(11, 4, 0), 1, true),
            relu,
            normalization,
            pooling,
            new Operation.Convolution(128, Window.square(5, 1, 2), 2, true),
            relu,
            normalization,
            pooling,
            new Operation.Convolution(96, Window.square(3, 1, 1), 1, true),
            relu,
            new Operation.Convolution(96, Window.square(3, 1, 1), 2, true),
            relu,
            new Operation.Reshape(Shape.of(96 * 6 * 6)),
            new Operation.Dense(1000, true),
            relu,
            new Operation.Dense(500, true),
            relu,
            new Operation.Dense(100, true));
    assertNothingIsAllocated(calibrated(model, picture), Mode.INT8, models.input(picture));
  }

  private static void assertNothingIsAllocated(CompressedModel model, Mode mode, float[] input)
      throws Exception {
    try (Session session = Model.of(model).newSession(SessionOptions.of(mode))) {
      // Until the JIT has compiled them, the Vector API's vectors are objects.
      long empty = 0;
      long full = Long.MAX_VALUE;
      for (int round = 0; round < 1000 && full != empty; round++) {
        long before = allocated();
        long between = allocated();
        for (int i = 0; i < 50; i++) {
          session.run(input);
        }
        long after = allocated();
        empty = between - before;
        full = after - between;
      }
      assertThat(full).isEqualTo(empty);
    }
  }

  /** The management interface by name, since the module under test does not read its module. */
  private static long allocated() throws Exception {
    Object bean =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    Method method =
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getThreadAllocatedBytes", long.class);
    return (long) method.invoke(bean, Thread.currentThread().getId());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void sixteenThreadsShareAModel(Mode mode) throws Exception {
    Model model = Model.of(calibrated());
    List<float[]> inputs = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    try (Session session = model.newSession(SessionOptions.of(mode))) {
      for (int i = 0; i < 10; i++) {
        inputs.add(models.input(shape));
        expected.add(session.run(inputs.get(i)).clone());
      }
    }
    assertThat(expected.stream().map(java.util.Arrays::toString).distinct()).hasSize(10);
    ExecutorService pool = Executors.newFixedThreadPool(16);
    List<Future<Void>> futures = new ArrayList<>();
    for (int thread = 0; thread < 16; thread++) {
      int threads = 1 + thread % 3;
      int runs = mode == Mode.INT8 ? 10_000 / 16 : 60;
      futures.add(
          pool.submit(
              () -> {
                try (Session session = model.newSession(new SessionOptions(mode, threads))) {
                  for (int i = 0; i < runs; i++) {
                    assertThat(session.run(inputs.get(i % 10))).isEqualTo(expected.get(i % 10));
                  }
                }
                return null;
              }));
    }
    for (Future<Void> future : futures) {
      future.get();
    }
    pool.shutdown();
  }

  @Test
  void wrongUseIsRefused() throws Exception {
    Model model = Model.of(plain);
    Session session = model.newSession();
    assertThat(session.mode()).isEqualTo(Mode.DYNAMIC);
    assertThatThrownBy(() -> session.run(new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2x13x11")
        .hasMessageContaining("286");
    assertThatThrownBy(() -> session.run(new float[286], new float[9]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("output 0");
    assertThatThrownBy(() -> session.run(new float[2][286], new float[1][10]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 input");
    assertThatThrownBy(
            () -> session.run(new float[1][286], new float[1][10], (v, data, from, length) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("FLOAT");
    assertThatThrownBy(() -> new SessionOptions(Mode.INT8, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads");
    session.close();
    session.close();
    assertThatThrownBy(() -> session.run(new float[286]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  /** They wait for each other; before, helper threads could be lost count of, and all hang. */
  @Test
  @Timeout(60)
  void twoThreadsInOneSessionDoNotDisturbEachOther() throws Exception {
    float[][] inputs = {models.input(shape), models.input(shape)};
    float[][] expected = new float[2][10];
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try (Session session = Model.of(plain).newSession(new SessionOptions(Mode.FLOAT, 3))) {
      for (int i = 0; i < 2; i++) {
        session.run(inputs[i], expected[i]);
      }
      List<Future<?>> futures = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        int own = thread;
        futures.add(
            pool.submit(
                () -> {
                  float[] output = new float[10];
                  for (int run = 0; run < 500; run++) {
                    session.run(inputs[own], output);
                    assertThat(output).isEqualTo(expected[own]);
                  }
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
    pool.shutdown();
  }

  @Test
  void sessionsThatNobodyClosesEndTheirThreads() throws Exception {
    Model model = Model.of(plain);
    long before = helpers();
    for (int i = 0; i < 10; i++) {
      model.newSession(new SessionOptions(Mode.FLOAT, 4)).run(models.input(shape));
    }
    long end = System.nanoTime() + 30_000_000_000L;
    while (helpers() > before && System.nanoTime() < end) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(helpers()).isLessThanOrEqualTo(before);
  }

  private static long helpers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("deepcompress-"))
        .count();
  }

  @Test
  void paddingMadeToDoHarmIsRefusedBeforeMemoryIsTaken() throws Exception {
    Window wide =
        new Window(
            1, 1, Window.MAX, Window.MAX, Window.MAX, Window.MAX, Window.MAX, Window.MAX, 1, 1);
    CompressedModel bomb =
        models.chain(Shape.of(1, 1, 1), new Operation.Convolution(1, wide, 1, false));
    long before = allocated();
    assertThatThrownBy(() -> Model.of(bomb))
        .isInstanceOfSatisfying(
            ModelFormatException.class,
            e -> assertThat(e.code()).isEqualTo(ModelFormatException.Code.LIMIT))
        .hasMessageContaining("n0");
    assertThat(allocated() - before).isLessThan(1 << 20);
  }

  @Test
  void buffersAreSharedByValuesThatDoNotMeet() throws Exception {
    Operation[] chain = new Operation[40];
    java.util.Arrays.fill(chain, new Operation.Convolution(4, Window.square(3, 1, 1), 1, false));
    CompressedModel deep = models.chain(Shape.of(4, 20, 20), chain);
    try (Session session = Model.of(deep).newSession(SessionOptions.of(Mode.FLOAT))) {
      long value = 4L * 4 * 20 * 20;
      assertThat(session.memoryBytes()).isBetween(3 * value, 6 * value);
    }
  }
}
