package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetSpecTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mnist",
        "fashion-mnist",
        "cifar10",
        "digits",
        "digits:500",
        "idx:some/folder",
        "images:C:\\photos"
      })
  void readsWhatItWrites(String text) {
    assertThat(DatasetSpec.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "minst         | did you mean mnist?",
        "MNIST         | did you mean mnist?",
        "fashon-mnist  | did you mean fashion-mnist?",
        "cifar-10      | did you mean cifar10?",
        "image:x       | did you mean images?",
        "imagenet-2012 | unknown data set 'imagenet-2012'",
        "''            | unknown data set ''",
        "mnist:x       | mnist takes nothing after it",
        "idx:          | write idx:DIR",
        "images        | write images:DIR",
        "digits:9      | must be 10 to 1000000",
        "digits:many   | must be 10 to 1000000",
        "digits:99999999999 | must be 10 to 1000000",
      })
  void refuses(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatasetSpec.parse(text))
        .withMessageContaining(message)
        .withMessageNotContaining("\n");
  }

  @Test
  void doesNotGuessWildly() {
    assertThat(Nearest.of("imagenet-2012", List.of("mnist", "digits"))).isEmpty();
    assertThat(Nearest.of("a", List.of("b"))).contains("b");
    assertThat(Nearest.of("", List.of())).isEmpty();
    assertThat(Nearest.of("prune", List.of("shape", "prunes", "pruned"))).contains("prunes");
  }

  @Test
  void opensDigitsOfAnyNumber() throws DatasetException {
    Dataset data = Datasets.open("digits:50", DatasetOptions.defaults());

    assertThat(data.name()).isEqualTo("digits:50");
    assertThat(data.training().size()).isEqualTo(50);
    assertThat(data.test().size()).isEqualTo(10);
    assertThat(DatasetSpec.parse("images:x").takesShape()).isTrue();
    assertThat(DatasetSpec.parse("digits:50").takesShape()).isFalse();
  }

  @Test
  void picturesNeedAShape() {
    assertThatThrownBy(() -> Datasets.open("images:x", DatasetOptions.defaults()))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("size of the pictures is not known");
  }
}
