package io.deepcompress.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.ModelFormatException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams, and gaps behind them, against a plain loop over what was encoded. */
class SymbolStreamsTest {
  /** Few and many symbols, on both sides of where several are looked up at once. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 57, 1023, 32_767, 32_768, 32_769, 100_003})
  void symbolsComeBack(int count) throws ModelFormatException {
    for (int seed = 0; seed < 24; seed++) {
      Random random = new Random(seed);
      byte[] symbols = symbols(random, count, 1 << seed % 9, seed % 3);
      long[] counts = new long[256];
      for (byte symbol : symbols) {
        counts[symbol & 0xff]++;
      }
      HuffmanTable table = HuffmanTable.of(counts);
      byte[][] streams = SymbolStreams.encode(symbols, count, table);
      int[] starts = new int[streams.length + 1];
      starts[0] = 5;
      for (int i = 0; i < streams.length; i++) {
        starts[i + 1] = starts[i] + streams[i].length;
      }
      byte[] file = new byte[starts[streams.length] + seed % 11];
      random.nextBytes(file);
      for (int i = 0; i < streams.length; i++) {
        System.arraycopy(streams[i], 0, file, starts[i], streams[i].length);
      }
      int at = seed % 4;
      byte[] target = new byte[at + count + 9];
      Arrays.fill(target, (byte) 77);
      int offset = seed & 1;
      SymbolStreams.decode(file, starts, table, offset, target, at, count, "codes");
      for (int i = 0; i < count; i++) {
        if (target[at + i] != (byte) (symbols[i] + offset)) {
          throw new AssertionError("seed " + seed + ", symbol " + i + " of " + count);
        }
        target[at + i] = 77;
      }
      assertThat(target).containsOnly(77);
    }
  }

  /** Of so many symbols, most small; in turn of one kind, of another in each quarter, in runs. */
  private static byte[] symbols(Random random, int count, int alphabet, int kind) {
    byte[] symbols = new byte[count];
    for (int i = 0; i < count; i++) {
      int spread =
          switch (kind) {
            case 0 -> alphabet;
            case 1 -> Math.max(1, alphabet >> 2 * (4L * i / count));
            default -> i / 500 % 2 == 0 ? 1 : alphabet;
          };
      symbols[i] =
          (byte) Math.min(spread - 1, (int) (Math.abs(random.nextGaussian()) * spread / 4));
    }
    return symbols;
  }

  /** From gaps that all have extra bits to none that has, and runs of both. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void gapsComeBack(int resolution) throws ModelFormatException {
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      byte[] cells = new byte[50_000 + random.nextInt(200_000)];
      int kept = 0;
      for (int i = 0; i < cells.length; i++) {
        double density = seed % 4 == 3 && i / 20_000 % 2 == 0 ? 0.001 : Math.pow(0.5, seed);
        if (random.nextDouble() < density) {
          cells[i] = (byte) (1 + random.nextInt(255));
          kept++;
        }
      }
      byte[] target = new byte[cells.length];
      Arrays.fill(target, (byte) 99);
      int next = cells.length - kept;
      for (byte cell : cells) {
        if (cell != 0) {
          target[next++] = cell;
        }
      }
      int[] gaps = CellOrder.gaps(cells, cells.length, kept);
      int most = Arrays.stream(gaps).max().orElse(0);
      if (GapClasses.symbol(most, resolution) >= GapClasses.ALPHABET) {
        continue; // No writer takes so fine a resolution.
      }
      GapExtras extras = new GapExtras(gaps, resolution);
      byte[] stream = extras.stream();
      GapExpander expander = new GapExpander(resolution, 0, "codes");
      expander.readStream(stream, 0, stream.length);
      expander.expand(extras.symbols(), target, target.length);
      assertThat(Arrays.equals(target, cells))
          .as("resolution " + resolution + ", seed " + seed)
          .isTrue();
    }
  }
}
