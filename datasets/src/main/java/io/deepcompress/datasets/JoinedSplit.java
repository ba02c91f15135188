package io.deepcompress.datasets;

import java.security.MessageDigest;
import java.util.Objects;

/** One split after another. */
record JoinedSplit(Split first, Split second) implements Split {
  @Override
  public ImageShape shape() {
    return first.shape();
  }

  @Override
  public int size() {
    return first.size() + second.size();
  }

  @Override
  public boolean labelled() {
    return (first.labelled() || first.size() == 0) && (second.labelled() || second.size() == 0);
  }

  @Override
  public int label(int index) {
    return half(index).label(local(index));
  }

  @Override
  public void read(int index, byte[] target, int offset) throws DatasetException {
    half(index).read(local(index), target, offset);
  }

  @Override
  public void read(int index, float[] target, int offset) throws DatasetException {
    half(index).read(local(index), target, offset);
  }

  @Override
  public void update(MessageDigest digest, int index) throws DatasetException {
    half(index).update(digest, local(index));
  }

  private Split half(int index) {
    return Objects.checkIndex(index, size()) < first.size() ? first : second;
  }

  private int local(int index) {
    return index < first.size() ? index : index - first.size();
  }
}
