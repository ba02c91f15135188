package io.deepcompress.datasets;

import java.security.MessageDigest;
import java.util.Objects;

/** Some samples of another split. Views of views keep one level: positions are of the base. */
final class SplitView implements Split {
  private final Split base;
  private final int[] indexes;

  private SplitView(Split base, int[] indexes) {
    this.base = base;
    this.indexes = indexes;
  }

  static Split slice(Split base, int from, int to) {
    Objects.checkFromToIndex(from, to, base.size());
    int[] indexes = new int[to - from];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = from + i;
    }
    return pick(base, indexes);
  }

  static Split pick(Split base, int[] positions) {
    Split root = base instanceof SplitView view ? view.base : base;
    int[] indexes = new int[positions.length];
    for (int i = 0; i < indexes.length; i++) {
      int position = Objects.checkIndex(positions[i], base.size());
      indexes[i] = base instanceof SplitView view ? view.indexes[position] : position;
    }
    return new SplitView(root, indexes);
  }

  @Override
  public ImageShape shape() {
    return base.shape();
  }

  @Override
  public int size() {
    return indexes.length;
  }

  @Override
  public boolean labelled() {
    return base.labelled();
  }

  @Override
  public int label(int index) {
    return base.label(indexes[index]);
  }

  @Override
  public void read(int index, byte[] target, int offset) throws DatasetException {
    base.read(indexes[index], target, offset);
  }

  @Override
  public void read(int index, float[] target, int offset) throws DatasetException {
    base.read(indexes[index], target, offset);
  }

  @Override
  public void update(MessageDigest digest, int index) throws DatasetException {
    base.update(digest, indexes[index]);
  }
}
