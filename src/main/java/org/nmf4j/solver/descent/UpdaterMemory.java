package org.nmf4j.solver.descent;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What updaters remember of past gradients, as one array of a rule's state.
 *
 * @param parts the arrays that the updaters work in, a row each; none for updaters without memory
 */
record UpdaterMemory(List<INDArray> parts) {

  void addTo(Map<String, INDArray> state, String name) {
    if (!parts.isEmpty()) {
      state.put(name, Nd4j.concat(1, parts.toArray(INDArray[]::new)));
    }
  }

  void takeFrom(Map<String, INDArray> state, String name) {
    long from = 0;
    for (INDArray part : parts) {
      long to = from + part.length();
      part.assign(state.get(name).get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)));
      from = to;
    }
  }
}
