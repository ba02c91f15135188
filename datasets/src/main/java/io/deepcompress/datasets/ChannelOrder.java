package io.deepcompress.datasets;

/** The order in which a network expects the channels of a picture. */
public enum ChannelOrder {
  /** One channel. */
  GRAY,
  /** Red, green, blue: the order in which {@link Split} gives colour. */
  RGB,
  /** Blue, green, red, as in networks that were trained with Caffe or OpenCV. */
  BGR
}
