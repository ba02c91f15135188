package io.deepcompress.runtime.kernel;

import java.lang.System.Logger.Level;
import java.nio.ByteOrder;

/**
 * Chooses implementations: the Vector API where the JVM was started with {@code --add-modules
 * jdk.incubator.vector} and compiles it well, else plain Java. The system property {@value
 * #PROPERTY} set to {@code scalar} forbids the former.
 */
public final class Kernels {
  /** System property read once, before the first layer is prepared. */
  public static final String PROPERTY = "deepcompress.kernels";

  private static final String MODULE = "jdk.incubator.vector";
  private static final String VECTOR = "io.deepcompress.runtime.kernel.vector.VectorKernels";
  private static final KernelProvider ACTIVE = choose();
  private static final Loops LOOPS = ACTIVE.loops();

  private Kernels() {}

  /** The family in use. */
  public static KernelProvider active() {
    return ACTIVE;
  }

  private static KernelProvider choose() {
    String obstacle = obstacle();
    if (obstacle == null) {
      try {
        // By name, as everything but these kernels is compiled without the module, too.
        return (KernelProvider) Class.forName(VECTOR).getConstructor().newInstance();
      } catch (ReflectiveOperationException | LinkageError e) {
        obstacle = e.toString();
      }
    }
    System.getLogger("io.deepcompress.runtime")
        .log(Level.DEBUG, "computing with scalar kernels: {0}", obstacle);
    return new ScalarKernels();
  }

  /** Why the Vector API cannot be used, or null. */
  private static String obstacle() {
    if ("scalar".equals(System.getProperty(PROPERTY))) {
      return PROPERTY + " is scalar";
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return "the JVM was started without --add-modules " + MODULE;
    }
    String compiler = System.getProperty("java.vm.info", "");
    if (compiler.contains("interpreted") || compiler.contains("emulated-client")) {
      return "the JVM does not use its optimizing compiler";
    }
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? null : "this CPU is big-endian";
  }

  /** Its loops over arrays. */
  public static Loops loops() {
    return LOOPS;
  }
}
