package org.nmf4j.bench;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.FitReport;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.descent.ProjectedGradientDescent;
import org.nmf4j.solver.initial.Initializers;

/**
 * Fits some hundred configurations, folds new rows and columns in, and prints a digest of all bits
 * of each. bits.py runs it in different surroundings and compares. Argument: the number of threads.
 */
public final class Bits {

  private static final int RANK = 3;

  /** Rows and columns that are folded in. */
  private static final int NEW = 5;

  /** Rows, columns and rank: factors with few numbers, and with several thousands. */
  private static final int[][] SIZES = {{4, 3, 2}, {60, 40, 5}, {300, 200, 12}, {500, 200, 20}};

  private static final Loss LOG_COSH =
      (sd, prediction, target, weight) ->
          sd.math().log(sd.math().cosh(prediction.sub(target))).mul(weight).sum();

  private record Size(DataType type, int rows, int columns, int rank, boolean isSparse) {

    Size with(int newRows, int newColumns) {
      return new Size(type, newRows, newColumns, rank, isSparse);
    }

    @Override
    public String toString() {
      return "%s %dx%d %s".formatted(isSparse ? "sparse" : "dense", rows, columns, type);
    }
  }

  private final int threads;

  private Bits(int threads) {
    this.threads = threads;
  }

  public static void main(String[] args) {
    new Bits(Integer.parseInt(args[0])).run();
  }

  private void run() {
    Map<String, UnaryOperator<Nmf>> variants = variants();
    int number = 0;
    for (int[] shape : SIZES) {
      for (boolean isSparse : new boolean[] {false, true}) {
        for (Map.Entry<String, UnaryOperator<Nmf>> variant : variants.entrySet()) {
          DataType type = number++ % 2 == 0 ? DataType.FLOAT : DataType.DOUBLE;
          Size size = new Size(type, shape[0], shape[1], shape[2], isSparse);
          print(size, variant.getKey(), variant.getValue());
        }
      }
    }
  }

  private static Map<String, UnaryOperator<Nmf>> variants() {
    Map<String, UnaryOperator<Nmf>> variants = new LinkedHashMap<>();
    for (String loss : List.of("rmse", "mae", "huber:0.5", "kl", "is", "beta:1.5")) {
      variants.put(loss, nmf -> nmf.loss(Losses.named(loss)));
    }
    variants.put("log cosh", nmf -> nmf.loss(LOG_COSH));
    variants.put("nndsvd", nmf -> nmf.initializer(Initializers.nndsvd()));
    variants.put("nndsvd, mae", nmf -> nmf.initializer(Initializers.nndsvd()).loss(Losses.mae()));
    variants.put("sgd", nmf -> nmf.updater(new Sgd(0.01)));
    variants.put(
        "batches of rows",
        nmf ->
            nmf.loss(Losses.kullbackLeibler())
                .solver(ProjectedGradientDescent.withDefaults().batchRows(50)));
    variants.put("offsets", Nmf::offsets);
    variants.put("offsets, huber", nmf -> nmf.offsets().loss(Losses.huber(0.3)));
    variants.put(
        "elastic nets",
        nmf -> nmf.penalty(Penalties.l1(1e-3), Penalties.l2(1e-3).perObservation()));
    variants.put(
        "elastic nets, mae",
        nmf -> nmf.loss(Losses.mae()).penalty(Penalties.l1(1e-3), Penalties.l2(1e-3)));
    variants.put(
        "simplex, kl",
        nmf ->
            nmf.loss(Losses.kullbackLeibler())
                .constraint(Constraints.simplexRows(), Constraints.nonNegative()));
    variants.put(
        "upper bound",
        nmf ->
            nmf.constraint(Constraints.upperBound(2))
                .solver(AlternatingLeastSquares.withDefaults().rounds(3)));
    variants.put("held out, is", nmf -> nmf.loss(Losses.itakuraSaito()).holdOut(0.2));
    return variants;
  }

  private void print(Size size, String name, UnaryOperator<Nmf> configuration) {
    Nmf nmf = configuration.apply(Nmf.ofRank(size.rank).iterations(20).threads(threads).seed(1));
    MaskedMatrix a = matrix(size, 0);
    NmfModel model = (size.isSparse && !name.contains("elastic") ? unpenalised(nmf) : nmf).fit(a);
    FitReport report = model.report().orElseThrow();
    Digest digest = new Digest();
    digest.add(model.w());
    digest.add(model.h());
    report.history().forEach(digest::add);
    report.heldOutHistory().forEach(digest::add);
    digest.add(report.kktResidual());
    digest.add(model.reconstruct());
    digest.add(model.transform(matrix(size.with(NEW, size.columns), 1)));
    digest.add(model.transformColumns(matrix(size.with(size.rows, NEW), 2)));
    System.out.println(size + ", " + name + ": " + digest);
  }

  /** Without the search, which would fit many times more. */
  private static Nmf unpenalised(Nmf nmf) {
    return nmf.penalty(Penalties.none());
  }

  private static MaskedMatrix matrix(Size size, int seed) {
    Random random = new Random(seed);
    double[][] numbers = new double[size.rows][size.columns];
    for (double[] row : numbers) {
      Arrays.setAll(
          row, j -> random.nextDouble() < 0.2 ? Double.NaN : 0.5 + 3 * random.nextDouble());
    }
    MaskedMatrix dense = MaskedMatrix.of(Nd4j.createFromArray(numbers).castTo(size.type));
    return size.isSparse ? SparseMatrix.from(dense) : dense;
  }

  private static final class Digest {

    private final MessageDigest sha;

    Digest() {
      try {
        sha = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    void add(double number) {
      sha.update(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
    }

    void add(INDArray array) {
      for (double number : array.dup('c').data().asDouble()) {
        add(number);
      }
    }

    @Override
    public String toString() {
      return HexFormat.of().formatHex(sha.digest(), 0, 8);
    }
  }
}
