package io.deepcompress.datasets;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The public data sets that have a name: where they come from and what they must hold. */
enum NamedSet {
  MNIST(
      "mnist",
      Digits.CLASS_NAMES,
      new int[] {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009},
      List.of(
          "https://ossci-datasets.s3.amazonaws.com/mnist/",
          "https://storage.googleapis.com/cvdf-datasets/mnist/",
          "http://yann.lecun.com/exdb/mnist/"),
      List.of(
          new RemoteFile(
              "train-images-idx3-ubyte.gz",
              9_912_422,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
          new RemoteFile(
              "train-labels-idx1-ubyte.gz",
              28_881,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
          new RemoteFile(
              "t10k-images-idx3-ubyte.gz",
              1_648_877,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
          new RemoteFile(
              "t10k-labels-idx1-ubyte.gz",
              4_542,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"))),

  FASHION_MNIST(
      "fashion-mnist",
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot"),
      balanced(),
      List.of(
          "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
          "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
      List.of(
          new RemoteFile(
              "train-images-idx3-ubyte.gz",
              26_421_880,
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
          new RemoteFile(
              "train-labels-idx1-ubyte.gz",
              29_515,
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
          new RemoteFile(
              "t10k-images-idx3-ubyte.gz",
              4_422_102,
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
          new RemoteFile(
              "t10k-labels-idx1-ubyte.gz",
              5_148,
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"))),

  CIFAR10(
      "cifar10",
      CifarReader.CLASS_NAMES,
      balanced(),
      List.of(
          "https://www.cs.toronto.edu/~kriz/",
          "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/"),
      List.of(
          new RemoteFile(
              CifarReader.ARCHIVE,
              170_052_171,
              "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")));

  private static final int CIFAR_BATCH = 10_000;

  private final String specName;
  private final List<String> classNames;
  private final int[] testCounts;
  private final List<URI> bases;
  private final List<RemoteFile> files;

  NamedSet(
      String specName,
      List<String> classNames,
      int[] testCounts,
      List<String> bases,
      List<RemoteFile> files) {
    this.specName = specName;
    this.classNames = classNames;
    this.testCounts = testCounts;
    this.bases = bases.stream().map(URI::create).toList();
    this.files = files;
  }

  static Optional<NamedSet> of(String specName) {
    return Stream.of(values()).filter(set -> set.specName.equals(specName)).findFirst();
  }

  String specName() {
    return specName;
  }

  List<URI> bases() {
    return bases;
  }

  List<RemoteFile> files() {
    return files;
  }

  /**
   * Whether the folder has all files of this set, plain or packed. Their contents do not matter.
   */
  boolean isPresent(Path folder) throws DatasetException {
    return this == CIFAR10 ? CifarReader.isPresent(folder) : IdxFolder.isComplete(folder);
  }

  /** Reads the set and compares it with what is known of it. */
  Dataset read(Path folder) throws DatasetException {
    Dataset read =
        this == CIFAR10
            ? CifarReader.read(folder, specName, CIFAR_BATCH)
            : IdxFolder.read(folder, specName);
    Dataset data =
        new Dataset(specName, classNames, read.preprocessing(), read.training(), read.test());
    ImageShape shape = this == CIFAR10 ? CifarReader.SHAPE : Digits.SHAPE;
    int training = this == CIFAR10 ? 5 * CIFAR_BATCH : 60_000;
    if (!data.shape().equals(shape)
        || data.training().size() != training
        || read.classNames().size() != classNames.size()
        || !hasTestCounts(data.test())) {
      throw new DatasetException(
          folder
              + ": is not "
              + specName
              + ": that has "
              + training
              + " training and 10000 test samples of "
              + shape
              + " and a known number of each class; here is "
              + data
              + (this == CIFAR10 ? "" : "; for a set of your own use idx:" + folder));
    }
    return data;
  }

  /** Whether the test labels in a folder that has all files are this set's. */
  boolean matches(Path folder) throws DatasetException {
    if (this == CIFAR10) {
      return true;
    }
    byte[] labels = IdxFolder.testLabels(folder);
    int[] counts = new int[256];
    for (byte label : labels) {
      counts[label & 0xff]++;
    }
    return isTestCount(counts);
  }

  private boolean hasTestCounts(Split test) {
    int[] counts = new int[256];
    for (int i = 0; i < test.size(); i++) {
      counts[test.label(i)]++;
    }
    return isTestCount(counts);
  }

  private boolean isTestCount(int[] counts) {
    return Arrays.equals(counts, Arrays.copyOf(testCounts, 256));
  }

  private static int[] balanced() {
    int[] counts = new int[10];
    Arrays.fill(counts, 1000);
    return counts;
  }
}
