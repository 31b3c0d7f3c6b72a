package org.nmf4j.bench;

import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.Nmf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A step of somebody's own network, in a process that has fitted nothing and in one that has. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class NetworkBenchmark {

  /** What was fitted before: nothing, or a matrix by each solver. */
  @Param({"nothing", "fits"})
  public String before;

  private MultiLayerNetwork network;
  private DataSet batch;

  /** Fits, or doesn't, and makes the network. */
  @Setup
  public void prepare() {
    if (before.equals("fits")) {
      INDArray a = Nd4j.rand(DataType.FLOAT, 300, 200);
      Nmf.ofRank(5).iterations(20).fit(a);
      Nmf.ofRank(5).updater(new Sgd(0.01)).iterations(20).fit(a);
    }
    network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .list()
                .layer(new DenseLayer.Builder().nIn(200).nOut(128).build())
                .layer(
                    new OutputLayer.Builder()
                        .nIn(128)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    batch = new DataSet(Nd4j.rand(DataType.FLOAT, 128, 200), Nd4j.rand(DataType.FLOAT, 128, 10));
  }

  /** One step on a batch of 128. */
  @Benchmark
  public void step() {
    network.fit(batch);
  }
}
