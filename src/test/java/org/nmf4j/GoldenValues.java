package org.nmf4j;

import java.io.IOException;
import java.io.InputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** What other programs have computed; the scripts stand beside the files in {@code golden}. */
public final class GoldenValues {

  private GoldenValues() {}

  public static JsonNode read(String name) throws IOException {
    try (InputStream in = GoldenValues.class.getResourceAsStream("/golden/" + name + ".json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** A list of rows; null is NaN. */
  public static INDArray matrix(JsonNode rows) {
    double[][] numbers = new double[rows.size()][rows.get(0).size()];
    for (int i = 0; i < numbers.length; i++) {
      for (int j = 0; j < numbers[i].length; j++) {
        JsonNode number = rows.get(i).get(j);
        numbers[i][j] = number.isNull() ? Double.NaN : number.asDouble();
      }
    }
    return Nd4j.createFromArray(numbers);
  }
}
