package io.deepcompress.experiments.codec;

import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.entropy.CodeDecoder;
import io.deepcompress.codec.entropy.CodeEncoder;
import io.deepcompress.pipeline.Coding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** This project's coder of codes, in one of its modes. */
final class OwnCoder implements Coder {
  private final Coding coding;
  private CodeSet set;
  private final List<Entropy> modes = new ArrayList<>();
  private final List<byte[]> payloads = new ArrayList<>();
  private final List<byte[]> decoded = new ArrayList<>();

  OwnCoder(Coding coding) {
    this.coding = coding;
  }

  @Override
  public String name() {
    return "this, " + coding.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void encode(CodeSet codes) {
    set = codes;
    modes.clear();
    payloads.clear();
    decoded.clear();
    for (CodeSet.Tensor tensor : codes.tensors()) {
      Entropy mode = coding == Coding.HUFFMAN ? Entropy.HUFFMAN : Entropy.RANGE;
      byte[] payload = encode(tensor, mode);
      if (coding == Coding.SMALLEST) {
        // As files have it: whichever is shorter.
        byte[] other = encode(tensor, Entropy.HUFFMAN);
        if (other.length <= payload.length) {
          mode = Entropy.HUFFMAN;
          payload = other;
        }
      }
      modes.add(mode);
      payloads.add(payload);
      decoded.add(new byte[tensor.codes().length]);
    }
  }

  private byte[] encode(CodeSet.Tensor tensor, Entropy mode) {
    return CodeEncoder.encode(
        tensor.codes(), tensor.shape(), tensor.codebook(), mode, coding == Coding.SMALLEST);
  }

  @Override
  public long bytes() {
    return payloads.stream().mapToLong(payload -> payload.length).sum();
  }

  @Override
  public void decode() throws ModelFormatException {
    for (int i = 0; i < payloads.size(); i++) {
      byte[] payload = payloads.get(i);
      CodeSet.Tensor tensor = set.tensors().get(i);
      CodeDecoder.decode(
          payload,
          0,
          payload.length,
          "codes",
          tensor.shape(),
          tensor.codebook(),
          modes.get(i),
          decoded.get(i));
    }
  }

  @Override
  public boolean isExact(CodeSet codes) {
    for (int i = 0; i < decoded.size(); i++) {
      if (!Arrays.equals(decoded.get(i), codes.tensors().get(i).codes())) {
        return false;
      }
    }
    return decoded.size() == codes.tensors().size();
  }
}
