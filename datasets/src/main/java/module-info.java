/** Training and test data: MNIST, CIFAR-10, image folders and generated digits. */
module io.deepcompress.datasets {
  requires java.desktop;

  exports io.deepcompress.datasets;
}
