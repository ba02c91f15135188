package io.deepcompress.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.Preprocessing.ChannelOrder;
import io.deepcompress.codec.WriteOptions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every mistake a user makes ends in one clear line and its exit code, and leaves no file behind.
 */
class ErrorsTest {
  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path zip;
  private static Path model;

  @BeforeAll
  static void compressOnce() throws IOException {
    zip = Cli.smallZip(shared, 28);
    model = shared.resolve("small.dcz");
    assertThat(Cli.run(zip, "-o", model, "-q").exitCode()).isZero();
  }

  private void fails(int exitCode, String message, Object... arguments) throws IOException {
    List<Path> before = files();
    Cli.Result result = Cli.run(arguments);
    assertThat(result.err()).contains(message).doesNotContain("\tat ");
    assertThat(result.errorLines().get(0)).startsWith("error: ");
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.out()).isEmpty();
    assertThat(files()).containsExactlyInAnyOrderElementsOf(before);
  }

  /** In the test's folder, and beside the model. */
  private List<Path> files() throws IOException {
    try (Stream<Path> own = Files.list(folder);
        Stream<Path> others = Files.list(shared)) {
      return Stream.concat(own, others).toList();
    }
  }

  private Path file(String name, byte... bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void missingFile() throws IOException {
    fails(1, "no such file: ", folder.resolve("none.zip"));
    fails(1, "no such file: ", "inspect", folder.resolve("none.dcz"));
    fails(1, "no such file: ", "verify", folder.resolve("none.dcz"));
  }

  @Test
  void folderInsteadOfFile() throws IOException {
    fails(1, "is a folder", folder);
    fails(1, "is a folder", "inspect", folder);
  }

  @Test
  void emptyFile() throws IOException {
    fails(3, "is empty", file("empty.zip"));
    fails(3, "is empty", "verify", file("empty.dcz"));
  }

  @Test
  void notZip() throws IOException {
    fails(3, "is not a zip", file("text.zip", "no zip at all".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void zipWithoutConfiguration() throws IOException {
    Path other = folder.resolve("other.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(other))) {
      out.putNextEntry(new ZipEntry("readme.txt"));
      out.write('x');
    }
    fails(3, "configuration.json", other);
  }

  @Test
  void truncatedZip() throws IOException {
    byte[] whole = Files.readAllBytes(zip);
    fails(3, "cut short", file("cut.zip", Arrays.copyOf(whole, whole.length / 2)));
  }

  @Test
  void pictureThatCannotBeDecoded() throws IOException {
    Path text = file("text.png", "no picture at all".getBytes(StandardCharsets.UTF_8));
    fails(3, text + ": is not a PNG", "run", model, "--input", text);
    Path whole = folder.resolve("whole.png");
    ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", whole.toFile());
    Path cut = file("cut.png", Arrays.copyOf(Files.readAllBytes(whole), 50));
    fails(3, cut + ": ", "run", model, "--input", cut);
    fails(1, "no such file", "run", model, "--input", folder.resolve("none.png"));

    Path pictures = Files.createDirectories(folder.resolve("pictures/zero"));
    Files.copy(text, pictures.resolve("a.png"));
    String set = "images:" + pictures.getParent();
    fails(3, "a.png: is not a PNG", "evaluate", model, "--data", set);
    fails(3, "a.png: is not a PNG", zip, "-o", folder.resolve("a.dcz"), "--data", set);
  }

  /** The format lets any input have any order of channels. */
  @Test
  void preprocessingOfAFileDoesNotFitItsInput() throws IOException {
    CompressedModel read = ModelReader.read(model);
    CompressedModel rgb =
        new CompressedModel(
            read.network(),
            read.tensors(),
            read.activations(),
            List.of(new Preprocessing(ChannelOrder.RGB, new float[0], new float[0])),
            read.labels(),
            read.provenance());
    Path other = file("rgb.dcz", ModelWriter.write(rgb, WriteOptions.DEFAULT));
    Path picture = folder.resolve("gray.png");
    ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", picture.toFile());

    fails(3, other + ": RGB pixels for an input of ", "run", other, "--input", picture);
  }

  @Test
  void dataSetThatIsDamagedOrMissing() throws IOException {
    Path set = Files.createDirectory(folder.resolve("set"));
    fails(1, "has no IDX files", "evaluate", model, "--data", "idx:" + set);
    fails(1, "is not a folder", "evaluate", model, "--data", "idx:" + set.resolve("none"));
    for (String name : new String[] {"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
      Files.writeString(set.resolve(name), "no data at all");
    }
    fails(3, "is not an IDX file", "evaluate", model, "--data", "idx:" + set);
  }

  @Test
  void unsupportedLayerIsNamed() throws IOException {
    Path changed =
        withConfiguration(
            json ->
                json.replaceFirst(
                    "org.deeplearning4j.nn.conf.layers.DenseLayer",
                    "org.deeplearning4j.nn.conf.layers.Curious"));
    fails(3, "Curious", changed);
  }

  @Test
  void weightsThatAreNotNumbers() throws IOException {
    Path changed = folder.resolve("nan.zip");
    rewrite(
        changed,
        (name, bytes) -> {
          if (name.equals("coefficients.bin")) {
            bytes[bytes.length - 400] = 0x7f;
            bytes[bytes.length - 399] = (byte) 0xc0;
          }
          return bytes;
        });
    fails(3, "NaN", changed);
  }

  @Test
  void dataOfAnotherShape() throws IOException {
    Path other = Cli.smallZip(folder, 20);
    fails(2, "samples of 1x28x28", other, "--data", "digits:100");
  }

  @Test
  void corruptModel() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1;
    Path changed = file("corrupt.dcz", bytes);
    for (String command : new String[] {"inspect", "verify", "bench"}) {
      fails(3, "at byte", command, changed);
    }
    fails(3, "at byte", "evaluate", changed, "--data", "digits:100");
  }

  @Test
  void formatErrorsSayWhatToDo() throws IOException {
    fails(3, "this is a zip: compress it first", "inspect", zip);
    fails(3, model + " is a .dcz already", model, "-o", folder.resolve("a.dcz"));
    fails(
        3, model + " is a .dcz already", model, "-o", folder.resolve("a.dcz"), "--data", "digits");
    byte[] bytes = Files.readAllBytes(model);
    Path cut = file("cut.dcz", Arrays.copyOf(bytes, bytes.length - 10));
    fails(3, "cut short; get it again", "verify", cut);
    bytes[bytes.length / 2] ^= 1;
    fails(3, "damaged; get it again", "verify", file("flipped.dcz", bytes));
    fails(
        3,
        "give a .dcz",
        "run",
        file("text.dcz", "text".getBytes(StandardCharsets.UTF_8)),
        "--input",
        zip);
  }

  @Test
  void outputExists() throws IOException {
    Path taken = file("taken.dcz", (byte) 1);
    fails(1, "-f overwrites", zip, "-o", taken);
    assertThat(Files.readAllBytes(taken)).containsExactly(1);
  }

  @Test
  void fileInsteadOfFolder() throws IOException {
    Path text = file("text.png", (byte) 1);
    Path output = folder.resolve("a.dcz");
    fails(1, text + " is a file; --dir takes a folder", "demo", "--dir", text);
    fails(1, text + " is a file; --work-dir", zip, "-o", output, "--work-dir", text);
    Path below = text.resolve("below");
    fails(1, text + " is a file; --work-dir", zip, "-o", output, "--work-dir", below);
  }

  @Test
  void folderThatNobodyCanWriteInto() throws IOException {
    Path proc = Path.of("/proc");
    assumeTrue(Files.isDirectory(proc), "there is no /proc here");
    String message = "cannot write into the folder /proc";
    fails(1, message, zip, "-o", proc.resolve("a.dcz"));
    fails(1, message, "decompress", model, "-o", proc.resolve("a.zip"));
    fails(1, message, "demo", "--dir", proc.resolve("demo"));
    fails(1, message, zip, "-o", folder.resolve("a.dcz"), "--work-dir", proc.resolve("work"));
  }

  @Test
  void demoKeepsWhatIsThere() throws IOException {
    for (String name : new String[] {"lenet-300-100.zip", "lenet-300-100.dcz"}) {
      Path own = file(name, (byte) 1);
      fails(1, own + " exists; -f overwrites it", "demo", "--dir", folder);
      assertThat(own).hasBinaryContent(new byte[] {1});
      Files.delete(own);
    }
  }

  @Test
  void outputIsAPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    try {
      assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    } catch (IOException e) {
      assumeTrue(false, "there is no mkfifo here");
    }
    String message = pipe + " is not a regular file, so no result can go there; name another";
    fails(1, message, zip, "-o", pipe, "-f");
    fails(1, message, "decompress", model, "-o", pipe, "-f");
    fails(1, message, "train", "lenet-300-100", "-o", pipe, "-f");
    assertThat(Files.readAttributes(pipe, BasicFileAttributes.class).isOther()).isTrue();
  }

  @Test
  void outputMayBeALinkToAFile() throws IOException {
    Path target = file("target.dcz", (byte) 1);
    Path link = Files.createSymbolicLink(folder.resolve("link.dcz"), target);
    assertThat(Cli.run(zip, "-o", link, "-f", "-q").exitCode()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(Cli.run("verify", target).exitCode()).isZero();
  }

  @Test
  void outputIsTheModelItself() throws IOException {
    byte[] before = Files.readAllBytes(zip);
    fails(2, "replace the model", zip, "-o", zip, "-f");
    assertThat(zip).hasBinaryContent(before);
    byte[] compressed = Files.readAllBytes(model);
    fails(2, "replace the model", "decompress", model, "-o", model, "-f");
    assertThat(model).hasBinaryContent(compressed);
  }

  @Test
  void outputFolderMissing() throws IOException {
    fails(1, "no folder", zip, "-o", folder.resolve("none").resolve("a.dcz"));
  }

  @Test
  void unknownRecipeKeyNamesTheNearest() throws IOException {
    Path recipe =
        file(
            "recipe.yaml",
            "stages:\n  - share: {bitz: 5}\n  - encode\n".getBytes(StandardCharsets.UTF_8));
    fails(2, "bits", zip, "-o", folder.resolve("a.dcz"), "--recipe", recipe);
  }

  @Test
  void recipeValueOutOfRange() throws IOException {
    Path recipe =
        file(
            "recipe.yaml", "stages:\n  - prune: {density: 1.5}\n".getBytes(StandardCharsets.UTF_8));
    fails(2, "1.5", zip, "-o", folder.resolve("a.dcz"), "--recipe", recipe);
  }

  @Test
  void unknownRecipe() throws IOException {
    fails(2, "balanced", zip, "-o", folder.resolve("a.dcz"), "--recipe", "balansed");
  }

  @Test
  void anOptionsValueMayBeCalledAsACommandIs() throws IOException {
    Path none = folder.resolve("none.zip");
    fails(1, "no such file: " + none, "--recipe", "demo", none);
    fails(1, "no such file: " + none, "-o", "verify", none);
    assertThat(Cli.run(zip, "-o", folder.resolve("a.dcz"), "--recipe", "demo", "-q").exitCode())
        .isZero();
  }

  @Test
  void preprocessingOutOfRange() throws IOException {
    Path output = folder.resolve("a.dcz");
    for (String option : new String[] {"--mean", "--scale"}) {
      for (String value : new String[] {"NaN", "Infinity", "1,-Infinity", "1e39"}) {
        fails(2, option + " must be finite", zip, "-o", output, option, value);
      }
      fails(2, option + " has 2 values", zip, "-o", output, option, "1,2");
    }
    fails(2, "--scale must not be 0", zip, "-o", output, "--scale", "1,0");
    fails(2, "--scale must not be 0", zip, "-o", output, "--scale", "-0");
    fails(2, "--channels BGR needs", zip, "-o", output, "--channels", "bgr");
    assertThat(Cli.run(zip, "-o", output, "--mean", "0", "--scale", "0.1", "-q").exitCode())
        .isZero();
  }

  @Test
  void labelsThatDoNotFit() throws IOException {
    Path output = folder.resolve("a.dcz");
    Path latin = file("latin.txt", "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    fails(3, latin + " is not UTF-8 text", zip, "-o", output, "--labels", latin);
    Path few = file("few.txt", "zero\none\n".getBytes(StandardCharsets.UTF_8));
    fails(
        2,
        few + " has 2 lines, and the network has 10 outputs",
        zip,
        "-o",
        output,
        "--labels",
        few);
  }

  @Test
  void unknownDataSet() throws IOException {
    fails(2, "mnist", zip, "-o", folder.resolve("a.dcz"), "--data", "mnits");
  }

  @Test
  void wrongOptions() throws IOException {
    fails(2, "--max-drop", zip, "--max-drop", "1");
    fails(2, "0..100", zip, "--max-drop", "-1", "--data", "digits");
    fails(2, "--threads", zip, "--threads", "0");
    fails(2, "--threads", "evaluate", model, "--data", "digits:100", "--threads", "257");
    fails(2, "--threads", "bench", model, "--threads", "-1");
    fails(2, "--recipee", zip, "--recipee", "paper");
    fails(2, "above 0 and at most 3600", "bench", model, "--seconds", "0");
    fails(2, folder + " is a folder", zip, "-o", folder.resolve("a.dcz"), "--recipe", folder);
    for (String option : new String[] {"--epochs", "--augment"}) {
      fails(
          2,
          option + " needs --data",
          "train",
          "lenet-5",
          "-o",
          folder.resolve("a.zip"),
          option,
          "1");
    }
    fails(
        2,
        "error: --float-layers: no layer with weights is called 'nosuch'",
        zip,
        "-o",
        folder.resolve("a.dcz"),
        "--data",
        "digits:100",
        "--float-layers",
        "nosuch");
    fails(2, "--epochs", "train", "lenet-5", "-o", folder.resolve("a.zip"), "--epochs", "0");
    fails(2, "lenet-5", "train", "lenet5", "-o", folder.resolve("a.zip"));
    fails(2, "--output", "train", "lenet-5");
    fails(2, "MODEL");
    fails(2, "did you mean inspect?", "inspekt", model);
  }

  @Test
  void zipIsNotScoredInInt8() throws IOException {
    fails(2, "float", "evaluate", zip, "--data", "digits:100", "--mode", "int8");
  }

  @Test
  void stackTraceOnlyWhenAskedFor() {
    Cli.Result result = Cli.run("inspect", folder.resolve("none.dcz"), "--stacktrace");
    assertThat(result.err()).contains("\tat ");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  private interface Edit {
    byte[] apply(String name, byte[] bytes);
  }

  private Path withConfiguration(java.util.function.UnaryOperator<String> change)
      throws IOException {
    Path changed = folder.resolve("changed.zip");
    rewrite(
        changed,
        (name, bytes) ->
            name.equals("configuration.json")
                ? change
                    .apply(new String(bytes, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8)
                : bytes);
    return changed;
  }

  private void rewrite(Path target, Edit edit) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(edit.apply(entry.getName(), in.readAllBytes()));
      }
    }
  }
}
