package io.deepcompress.codec.container;

/** Bits 0 to 4 of the byte that a node starts with. Numbers are never used again. */
final class Opcode {
  static final int DENSE = 0;
  static final int CONVOLUTION = 1;
  static final int DECONVOLUTION = 2;
  static final int POOLING = 3;
  static final int GLOBAL_POOLING = 4;
  static final int AFFINE = 5;
  static final int SCALE_SHIFT = 6;
  static final int LRN = 7;
  static final int RELU = 8;
  static final int ACTIVATION = 9;
  static final int PRELU = 10;
  static final int SOFTMAX = 11;
  static final int PAD = 12;
  static final int CROP = 13;
  static final int ELEMENTWISE = 14;
  static final int CONCATENATE = 15;
  static final int SLICE = 16;
  static final int UPSAMPLE = 17;
  static final int SPACE_TO_DEPTH = 18;
  static final int L2_NORMALIZE = 19;
  static final int RESHAPE = 20;
  static final int TRANSPOSE = 21;
  static final int LSTM = 22;
  static final int LAST_STEP = 23;

  private Opcode() {}
}
