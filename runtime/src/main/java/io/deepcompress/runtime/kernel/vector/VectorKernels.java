package io.deepcompress.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.DIV;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.MUL;
import static jdk.incubator.vector.VectorOperators.S2B;
import static jdk.incubator.vector.VectorOperators.SQRT;
import static jdk.incubator.vector.VectorOperators.SUB;
import static jdk.incubator.vector.VectorOperators.XOR;

import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.IntegerLayer;
import io.deepcompress.runtime.kernel.IntegerWeights;
import io.deepcompress.runtime.kernel.KernelProvider;
import io.deepcompress.runtime.kernel.Loops;
import io.deepcompress.runtime.kernel.PackedDense;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.ScalarKernels;
import java.util.List;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators.Binary;

/** Kernels on the Vector API, with the plain ones for what it does not speed up. */
public final class VectorKernels implements KernelProvider {
  /** Part of the weights that are not zero from which on rows of all weights are faster. */
  private static final double LEAST_DENSE = 0.6;

  /** The same where several weights share a byte. */
  private static final double LEAST_PACKED = 0.8;

  /** More than make C1 compile a method with a profile (Tier3InvocationThreshold, 200). */
  private static final int ROUNDS = 300;

  private final KernelProvider scalar = new ScalarKernels();

  private volatile boolean started;

  /**
   * Refuses vectors that are too short for a half to be one, too.
   *
   * @throws UnsupportedOperationException if they are
   */
  public VectorKernels() {
    if (ByteVector.SPECIES_PREFERRED.vectorBitSize() < 128) {
      throw new UnsupportedOperationException(name());
    }
  }

  @Override
  public String name() {
    return "vector " + ByteVector.SPECIES_PREFERRED.vectorBitSize() + " bit";
  }

  /** {@inheritDoc} Later calls, one a run, take no lock. */
  @Override
  public void start() {
    if (!started) {
      fillProfiles();
    }
  }

  /**
   * Shows the JVM what the kernels do with vectors, before they do it in earnest. That takes some
   * 50 ms.
   *
   * <p>All kinds of vectors share most code of the Vector API. Where the first layer of a network
   * uses some of them only, C2 compiles that code for these, and others leave it by an uncommon
   * trap. Into a kernel C2 inlines all of that code, and for each time it is inlined adds up its
   * traps so far; from 100 on (PerMethodTrapLimit) it trusts no profile of classes any more and
   * keeps vectors on the heap. Kernels of 30 operations reached that in three JVMs of five, and one
   * in eight took more than twice its time. With profiles of all kinds from the start there are no
   * such traps, and the first run of AlexNet takes a quarter less.
   */
  private synchronized void fillProfiles() {
    if (started) {
      return;
    }
    Vector<Short> shorts = RunSums.SHORTS.zero();
    Vector<Integer> ints = RunSums.INTS.zero();
    Vector<Float> floats = FloatVector.SPECIES_PREFERRED.zero();
    byte[] array = new byte[ByteVector.SPECIES_PREFERRED.length()];
    // Once is enough for operators: the first use of each looks up how it is computed.
    floats.lanewise(SQRT);
    for (Binary operator : List.of(ADD, MUL, DIV, MIN, MAX)) {
      floats.lanewise(operator, floats);
    }
    for (Binary operator : List.of(ADD, SUB, MUL, MIN, MAX, AND, XOR, LSHL, ASHR, LSHR)) {
      shorts.reinterpretAsBytes().lanewise(operator, 1);
      shorts.lanewise(operator, 1);
      ints.lanewise(operator, 1);
    }
    ints.reduceLanesToLong(ADD);
    for (int i = 0; i < ROUNDS; i++) {
      Vector<Byte> bytes = ByteVector.SPECIES_PREFERRED.fromArray(array, 0);
      bytes.selectFrom(bytes).reinterpretAsShorts().convertShape(S2B, RunSums.BYTES, 0);
      bytes.reinterpretAsInts().convertShape(I2B, VectorLoops.FEW, 0);
      shorts.reinterpretAsInts();
      ints.convert(I2F, 0).viewAsIntegralLanes();
      // All operations ask for the kind of their operator, of which these two are different ones.
      ints.lanewise(ADD, ints).lanewise(LSHR, 1);
    }
    started = true;
  }

  @Override
  public IntegerLayer prepare(IntegerWeights weights) {
    if (LaneDense.takes(weights.shape())) {
      // Shorter rows would take several times their weights, filled up to whole steps.
      IntegerLayer dense =
          weights.shape().channels() < PackedDense.ROW_STEP
              ? null
              : PackedDense.of(weights, loops(), LEAST_DENSE, LEAST_PACKED);
      return dense == null ? new LaneDense(weights) : dense;
    }
    return !weights.shape().isVector() && RunConvolution.takes(weights.shape())
        ? new RunConvolution(weights)
        : scalar.prepare(weights);
  }

  @Override
  public Requantizer toBytes(Epilogue epilogue) {
    return new VectorByteRequantizer(epilogue, scalar.toBytes(epilogue));
  }

  @Override
  public Requantizer toFloats(Epilogue epilogue) {
    return new VectorFloatRequantizer(epilogue, scalar.toFloats(epilogue));
  }

  @Override
  public Loops loops() {
    return new VectorLoops(scalar.loops());
  }
}
