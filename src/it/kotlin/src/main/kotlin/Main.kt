@file:JvmName("Main")

import org.nd4j.linalg.factory.Nd4j
import org.nmf4j.Nmf
import org.nmf4j.objective.Loss

fun main() {
  val a =
      Nd4j.createFromArray(
          arrayOf(
              doubleArrayOf(Double.NaN, 4.0, 5.0),
              doubleArrayOf(4.0, 4.0, 5.0),
              doubleArrayOf(5.0, 3.0, 4.0),
              doubleArrayOf(2.0, 3.0, 3.0),
          )
      )
  val logCosh = Loss { sd, prediction, target, weight ->
    sd.math().log(sd.math().cosh(prediction.sub(target))).mul(weight).sum()
  }
  val model = Nmf.ofRank(2).loss(logCosh).fit(a)
  val completed = model.complete(a)
  println(completed)
  check(!completed.isNaN.any() && completed.getDouble(1, 0) == 4.0) { completed }
}
