package io.deepcompress.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelFormatException.Code;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumbersTest {
  private static final int STREAMS = 15 * Integer.getInteger("deepcompress.tensors", 4000);

  @Test
  void everythingComesBackInOrder() throws ModelFormatException {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      int rounds = random.nextInt(6);
      NumberEncoder encoder = new NumberEncoder();
      Random replay = new Random(seed + 1000);
      for (int i = 0; i < rounds; i++) {
        encoder.integer(integer(replay));
        encoder.floats(floats(replay, replay.nextInt(9)));
        encoder.tensor(tensor(replay));
        encoder.codebook(codebook(replay));
      }
      byte[] bytes = encoder.finish();
      NumberDecoder decoder = new NumberDecoder(bytes, 0, bytes.length, "numbers");
      replay = new Random(seed + 1000);
      for (int i = 0; i < rounds; i++) {
        assertThat(decoder.integer(Integer.MAX_VALUE))
            .as("seed " + seed)
            .isEqualTo(integer(replay));
        float[] floats = floats(replay, replay.nextInt(9));
        assertThat(decoder.floats(floats.length)).as("seed " + seed).containsExactly(floats);
        RawTensor tensor = tensor(replay);
        assertThat(decoder.tensor(tensor.shape())).as("seed " + seed).isEqualTo(tensor);
        assertThat(decoder.codebook()).as("seed " + seed).isEqualTo(codebook(replay));
      }
      decoder.finish();
    }
  }

  @Test
  void equalValuesCostNextToNothing() {
    NumberEncoder encoder = new NumberEncoder();
    float[] values = new float[1000];
    java.util.Arrays.fill(values, 0.1f);
    encoder.floats(values);
    assertThat(encoder.finish().length).isLessThan(10);
  }

  @Test
  void aCodebookOfEvenStepsCostsLittleMoreThanTheirNoise() {
    float[] values = new float[255];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + i / 256f;
    }
    NumberEncoder encoder = new NumberEncoder();
    encoder.codebook(new Codebook(values, ValueFormat.FLOAT32));
    // All steps are 2^15: nothing but their bits below the leading five could cost anything.
    assertThat(encoder.finish().length).isLessThan(255 * 12 / 8);
  }

  @Test
  void notANumberIsRefused() {
    NumberEncoder encoder = new NumberEncoder();
    encoder.floats(new float[] {Float.NaN});
    byte[] bytes = encoder.finish();
    refuse(Code.INVALID, bytes, decoder -> decoder.floats(1));
  }

  @Test
  void integersAboveTheirBoundAreRefused() throws ModelFormatException {
    NumberEncoder encoder = new NumberEncoder();
    encoder.integer(6);
    byte[] bytes = encoder.finish();
    assertThat(new NumberDecoder(bytes, 0, bytes.length, "numbers").integer(6)).isEqualTo(6);
    refuse(Code.INVALID, bytes, decoder -> decoder.integer(5));
  }

  @Test
  void codebooksOf256AreRefused() {
    BinaryCoder coder = BinaryCoder.encoder();
    NumberModel model = new NumberModel(coder);
    model.kind(ValueFormat.Kind.FLOAT16.ordinal());
    model.integer(256);
    refuse(Code.INVALID, coder.finish(), NumberDecoder::codebook);
  }

  @Test
  void aFourthFormatIsRefused() {
    BinaryCoder coder = BinaryCoder.encoder();
    new NumberModel(coder).kind(3);
    refuse(Code.INVALID, coder.finish(), NumberDecoder::codebook);
  }

  @Test
  void aGridNeedsAPositiveScale() {
    BinaryCoder coder = BinaryCoder.encoder();
    NumberModel model = new NumberModel(coder);
    model.kind(ValueFormat.Kind.INT8.ordinal());
    model.float32(Float.floatToRawIntBits(-1f));
    refuse(Code.INVALID, coder.finish(), decoder -> decoder.tensor(Shape.of(1)));
  }

  @Test
  void theGridEndsAt127() throws ModelFormatException {
    for (int value : new int[] {-127, 127, -128, 128, 1 << 20}) {
      BinaryCoder coder = BinaryCoder.encoder();
      NumberModel model = new NumberModel(coder);
      model.kind(ValueFormat.Kind.INT8.ordinal());
      model.float32(Float.floatToRawIntBits(0.5f));
      model.values(ValueFormat.Kind.INT8, new int[] {value});
      byte[] bytes = coder.finish();
      if (Math.abs(value) == 127) {
        NumberDecoder decoder = new NumberDecoder(bytes, 0, bytes.length, "numbers");
        assertThat(decoder.tensor(Shape.of(1)).toFloats()).containsExactly(value * 0.5f);
      } else {
        refuse(Code.INVALID, bytes, decoder -> decoder.tensor(Shape.of(1)));
      }
    }
  }

  @Test
  void aCentroidOfPlusZeroIsRefused() {
    for (ValueFormat.Kind kind :
        new ValueFormat.Kind[] {ValueFormat.Kind.FLOAT32, ValueFormat.Kind.FLOAT16}) {
      BinaryCoder coder = BinaryCoder.encoder();
      NumberModel model = new NumberModel(coder);
      model.kind(kind.ordinal());
      model.integer(2);
      model.increasing(kind, new long[] {-1, 0});
      refuse(Code.INVALID, coder.finish(), NumberDecoder::codebook);
    }
  }

  @Test
  void centroidsBeyondTheLastNumberAreRefused() {
    BinaryCoder coder = BinaryCoder.encoder();
    NumberModel model = new NumberModel(coder);
    model.kind(ValueFormat.Kind.FLOAT32.ordinal());
    model.integer(2);
    model.increasing(ValueFormat.Kind.FLOAT32, new long[] {0x7f7fffff, 0x7f800000});
    refuse(Code.INVALID, coder.finish(), NumberDecoder::codebook);
  }

  @Test
  void aFractionOfZeroThatIsWrittenOutIsRefused() throws ModelFormatException {
    assertThat(floats(new int[] {0x3fc00000}).floats(1)).containsExactly(1.5f);
    refuse(Code.NOT_CANONICAL, floats(new int[] {0x3f800000}), 1);
  }

  @Test
  void aValueThatIsWrittenOutAgainIsRefused() throws ModelFormatException {
    int bits = Float.floatToRawIntBits(0.3f);
    int next = bits + 1;
    refuse(Code.NOT_CANONICAL, floats(new int[] {bits, bits}), 2);
    refuse(Code.NOT_CANONICAL, floats(new int[] {bits, next, next, bits}), 4);
    NumberDecoder decoder = floats(new int[] {bits, next, bits});
    decoder.floats(3);
    decoder.finish();
  }

  /** Float32 values of which each is written out, bit by bit as section 7.3 of FORMAT.md has it. */
  private static NumberDecoder floats(int[] values) {
    BinaryCoder coder = BinaryCoder.encoder();
    Adaptive same = Adaptive.even(2, 1, 255);
    Adaptive sign = Adaptive.even(1, 1, 255);
    Adaptive exponent = Adaptive.even(256, 1, 255);
    Adaptive round = Adaptive.even(1, 1, 255);
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        same.code(coder, 0, 0);
      }
      sign.code(coder, values[i] >>> 31, 0);
      exponent.tree(coder, values[i] >>> 23 & 0xff, 0, 8);
      round.code(coder, 0, 0);
      coder.raw(values[i] & 0x7fffff, 23);
    }
    byte[] bytes = coder.finish();
    return new NumberDecoder(bytes, 0, bytes.length, "numbers");
  }

  private static void refuse(Code code, NumberDecoder decoder, int count)
      throws ModelFormatException {
    decoder.floats(count);
    assertThatThrownBy(decoder::finish)
        .isInstanceOfSatisfying(
            ModelFormatException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aFirstCentroidOfZeroOnAGridIsRefused() throws ModelFormatException {
    for (int first : new int[] {0, 1}) {
      BinaryCoder coder = BinaryCoder.encoder();
      Adaptive kinds = Adaptive.even(4, 1, 255);
      kinds.tree(coder, ValueFormat.Kind.INT8.ordinal(), 0, 2);
      NumberModel model = new NumberModel(coder);
      model.float32(Float.floatToRawIntBits(0.5f));
      model.integer(1);
      WholeModel magnitudes = new WholeModel(2);
      magnitudes.restart();
      magnitudes.code(coder, first);
      if (first > 0) {
        Adaptive.even(1, 1, 255).code(coder, 0, 0);
      }
      byte[] bytes = coder.finish();
      NumberDecoder decoder = new NumberDecoder(bytes, 0, bytes.length, "numbers");
      assertThat(decoder.codebook().size()).isEqualTo(1);
      if (first > 0) {
        decoder.finish();
      } else {
        assertThatThrownBy(decoder::finish)
            .isInstanceOfSatisfying(
                ModelFormatException.class,
                e -> assertThat(e.code()).isEqualTo(Code.NOT_CANONICAL));
      }
    }
  }

  @Test
  void bytesBehindTheNumbersAreRefused() {
    NumberEncoder encoder = new NumberEncoder();
    encoder.floats(new float[] {0.3f, -7.25f, 1e-20f});
    byte[] bytes = encoder.finish();
    assertThatThrownBy(
            () -> {
              byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 9);
              NumberDecoder decoder = new NumberDecoder(longer, 0, longer.length, "numbers");
              decoder.floats(3);
              decoder.finish();
            })
        .isInstanceOf(ModelFormatException.class);
  }

  @Test
  void whateverIsTakenIsWhatAnEncoderWrites() {
    int taken = 0;
    for (long seed = 0; seed < STREAMS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      boolean isCodebook = seed % 2 == 0;
      try {
        NumberDecoder decoder = new NumberDecoder(bytes, 0, bytes.length, "numbers");
        NumberEncoder encoder = new NumberEncoder();
        if (isCodebook) {
          encoder.codebook(decoder.codebook());
        } else {
          encoder.tensor(decoder.tensor(Shape.of(1 + random.nextInt(6))));
        }
        decoder.finish();
        assertThat(encoder.finish()).as("seed " + seed).isEqualTo(bytes);
        taken++;
      } catch (ModelFormatException e) {
        assertThat(e.section()).isEqualTo("numbers");
      }
    }
    assertThat(taken).isGreaterThan(STREAMS / 600);
  }

  @FunctionalInterface
  private interface Read {
    Object from(NumberDecoder decoder) throws ModelFormatException;
  }

  private static void refuse(Code code, byte[] bytes, Read read) {
    assertThatThrownBy(() -> read.from(new NumberDecoder(bytes, 0, bytes.length, "numbers")))
        .isInstanceOfSatisfying(
            ModelFormatException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static int integer(Random random) {
    return random.nextInt() >>> 1 + random.nextInt(31);
  }

  private static float[] floats(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (random.nextInt(5)) {
            case 0 -> 0f;
            case 1 -> -0f;
            case 2 -> random.nextInt(10);
            case 3 -> i > 0 ? values[i - 1] : Float.MIN_VALUE;
            default -> (float) (random.nextGaussian() * Math.exp(random.nextInt(60) - 30));
          };
    }
    return values;
  }

  private static ValueFormat format(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> ValueFormat.FLOAT32;
      case 1 -> ValueFormat.FLOAT16;
      default -> ValueFormat.int8((float) Math.exp(random.nextInt(20) - 15));
    };
  }

  private static RawTensor tensor(Random random) {
    ValueFormat format = format(random);
    float[] values = floats(random, 1 + random.nextInt(50));
    for (int i = 0; i < values.length; i++) {
      values[i] = format.round(values[i]);
    }
    return new RawTensor(Shape.of(values.length), format, values);
  }

  private static Codebook codebook(Random random) {
    ValueFormat format = format(random);
    java.util.TreeSet<Float> values = new java.util.TreeSet<>();
    int wanted = random.nextInt(random.nextBoolean() ? 10 : 256);
    for (int i = 0; i < wanted; i++) {
      float value =
          format.kind() == ValueFormat.Kind.INT8
              ? (random.nextInt(255) - 127) * format.scale()
              : format.round((float) random.nextGaussian());
      if (Float.floatToRawIntBits(value) != 0) {
        values.add(value);
      }
    }
    float[] sorted = new float[values.size()];
    int next = 0;
    for (float value : values) {
      sorted[next++] = value;
    }
    return new Codebook(sorted, format);
  }
}
