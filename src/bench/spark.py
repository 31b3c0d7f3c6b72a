"""Spark's ALS and nmf4j in one session, on the same DataFrames.

    python3 -m venv target/peers
    target/peers/bin/pip install numpy pandas pyspark==4.1.0
    ./mvnw -q -DskipTests package
    target/peers/bin/python src/bench/ratings.py generate target/ratings 1M 10M
    target/peers/bin/python src/bench/spark.py compare target/ratings 1M --rank 20 --rmse 0.788
    target/peers/bin/python src/bench/spark.py compare target/ratings 10M --rank 32 --als 10
    target/peers/bin/python src/bench/spark.py recommend target/ratings 1M
    target/peers/bin/python src/bench/spark.py shuffle target/ratings 1M
    target/peers/bin/python src/bench/spark.py scale
    target/peers/bin/python src/bench/spark.py huge

compare has both fit with ever more iterations, both warm, until predictions of held-out ratings,
clipped, come to an RMSE, and gives the seconds of that fit: reading aside, all of it. With --als
that is what ALS comes to by so many iterations. With --megabytes 0 the factors stay spread over the
executors.

recommend tells the seconds of ten items for each user. shuffle tells the bytes that an iteration
writes for others to read, and those that a broadcast sends. scale has one executor of one core, and
two with twice the ratings and users: seconds an iteration. huge fits factors of 2·10⁶ rows and rank
64 while the driver has 512 MB.
"""
import argparse
import glob
import json
import os
import tempfile
import time
import urllib.request

PROJECT = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
LAMBDA = .05
ALS_STEPS = (2, 4, 6, 8, 10, 12, 15, 20, 30)
NMF_STEPS = (2, 4, 6, 8, 10, 12, 14, 16, 20, 25, 30, 40)


def session(master='local[2]', memory='6g', **more):
    from pyspark.sql import SparkSession
    theirs = ('slf4j', 'commons-', 'log4j')
    jars = [jar for jar in glob.glob(os.path.join(PROJECT, 'target', 'nmf4j', 'lib', '*.jar'))
            if not os.path.basename(jar).startswith(theirs)]
    for name in ('OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'):
        os.environ.pop(name, None)
    builder = SparkSession.builder.master(master).config('spark.jars', ','.join(jars))
    settings = {'spark.driver.memory': memory, 'spark.driver.host': '127.0.0.1',
                'spark.sql.shuffle.partitions': '4', 'spark.ui.showConsoleProgress': 'false',
                'spark.log.level': 'ERROR', **more}
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    # ALS remembers all iterations otherwise, and overflows the stack after twenty.
    spark.sparkContext.setCheckpointDir(tempfile.mkdtemp())
    return spark


def read(spark, part, directory, size):
    frame = spark.read.csv(os.path.join(directory, f'{part}-{size}.csv'), header=True,
                           schema='user int, item int, rating float')
    frame = frame.repartition(spark.sparkContext.defaultParallelism).cache()
    frame.count()
    return frame


def als(rank, steps, **more):
    from pyspark.ml.recommendation import ALS
    return ALS(rank=rank, maxIter=steps, regParam=LAMBDA, nonnegative=True, seed=0,
               coldStartStrategy='nan', **more)


class Nmf:
    """The JVM's estimator, as Python sees it."""

    def __init__(self, spark, rank, steps, megabytes=128):
        self.spark = spark
        self.java = (spark._jvm.org.nmf4j.spark.NmfEstimator().setRank(rank).setMaxIter(steps)
                     .setTol(0.).setRegParam(LAMBDA).setMaxBroadcastMB(float(megabytes)))

    def fit(self, frame):
        self.model = self.java.fit(frame._jdf)
        return self

    def transform(self, frame):
        from pyspark.sql import DataFrame
        return DataFrame(self.model.transform(frame._jdf), self.spark)

    def recommendForAllUsers(self, count):
        from pyspark.sql import DataFrame
        return DataFrame(self.model.recommendForAllUsers(count), self.spark)


def rmse(model, test, mean):
    from pyspark.sql import functions as f
    known = f.when(f.isnan('prediction') | f.isnull('prediction'), f.lit(mean)).otherwise(
        f.least(f.greatest('prediction', f.lit(1.)), f.lit(5.)))
    error = known - f.col('rating')
    return model.transform(test).select(f.sqrt(f.avg(error * error))).head()[0]


def timed(work):
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def compare(arguments):
    spark = session()
    train = read(spark, 'train', arguments.directory, arguments.size)
    test = read(spark, 'test', arguments.directory, arguments.size)
    mean = train.agg({'rating': 'avg'}).head()[0]
    ways = {
        'Spark ALS': (ALS_STEPS, lambda steps: als(arguments.rank, steps)),
        'nmf4j': (NMF_STEPS, lambda steps: Nmf(spark, arguments.rank, steps, arguments.megabytes)),
    }
    taken = {}
    wanted = arguments.rmse
    if arguments.als:
        wanted = 0
        ways['Spark ALS'] = ([arguments.als], ways['Spark ALS'][1])
    for name, (all_steps, estimator) in ways.items():
        estimator(1).fit(train)
        for steps in all_steps:
            model, seconds = timed(lambda: estimator(steps).fit(train))
            error = rmse(model, test, mean)
            print(f'{name}: {steps} iterations, {seconds:.2f} s, held-out RMSE {error:.4f}',
                  flush=True)
            wanted = wanted or error
            if error <= wanted:
                again = [timed(lambda: estimator(steps).fit(train))[1] for _ in range(2)]
                taken[name] = min([seconds] + again)
                break
    if len(taken) == 2:
        print(f"nmf4j ÷ Spark ALS: {taken['nmf4j'] / taken['Spark ALS']:.3f}"
              f" ({taken['nmf4j']:.2f} s, {taken['Spark ALS']:.2f} s)")


def recommend(arguments):
    spark = session()
    train = read(spark, 'train', arguments.directory, arguments.size)
    models = {'Spark ALS': als(arguments.rank, 2).fit(train),
              'nmf4j': Nmf(spark, arguments.rank, 2).fit(train)}
    best = {name: [] for name in models}
    for _ in range(4):
        for name, model in models.items():
            work = lambda: model.recommendForAllUsers(10).write.format('noop').mode(
                'overwrite').save()
            best[name].append(timed(work)[1])
    for name, seconds in best.items():
        print(f'{name}: {min(seconds[1:]):.2f} s')
    print(f"nmf4j ÷ Spark ALS: {min(best['nmf4j'][1:]) / min(best['Spark ALS'][1:]):.3f}")


def shuffled(spark):
    """Bytes that all stages so far have written for others to read, and results' bytes."""
    base = spark.sparkContext.uiWebUrl
    url = f'{base}/api/v1/applications/{spark.sparkContext.applicationId}/stages?status=complete'
    with urllib.request.urlopen(url) as answer:
        stages = json.load(answer)
    return sum(stage['shuffleWriteBytes'] for stage in stages)


def shuffle(arguments):
    host = {'spark.ui.enabled': 'true', 'spark.ui.retainedStages': '100000',
            'spark.ui.retainedJobs': '100000', 'spark.driver.bindAddress': '127.0.0.1'}
    spark = session(**host)
    train = read(spark, 'train', arguments.directory, arguments.size)
    ways = {'Spark ALS': lambda steps: als(arguments.rank, steps),
            'nmf4j, factors on the driver': lambda steps: Nmf(spark, arguments.rank, steps),
            'nmf4j, factors on the executors': lambda steps: Nmf(spark, arguments.rank, steps, 0)}
    taken = {}
    for name, estimator in ways.items():
        written = []
        for steps in (2, 7):
            before = shuffled(spark)
            estimator(steps).fit(train)
            time.sleep(2)
            written.append(shuffled(spark) - before)
        taken[name] = (written[1] - written[0]) / 5
        print(f'{name}: {taken[name] / 1e6:.2f} MB an iteration', flush=True)
    for name in list(ways)[1:]:
        print(f"{name} ÷ Spark ALS: {taken[name] / taken['Spark ALS']:.3f}")


def made(spark, ratings, users, items):
    """Distinct places by a permutation, ratings from 1 to 5."""
    partitions = 8
    return spark.range(ratings, numPartitions=partitions).selectExpr(
        f'cast(id % {users} as int) user',
        f'cast((id * 7919 + floor(id / {users}) * 31) % {items} as int) item',
        'cast(1 + hash(id % 997) % 3 + 2 as double) rating').dropDuplicates(['user', 'item'])


def scale(arguments):
    seconds = {}
    for executors in (1, 2):
        spark = session(f'local-cluster[{executors},1,3072]', memory='3g',
                        **{'spark.executor.memory': '3g'})
        frame = made(spark, 2_000_000 * executors, 40_000 * executors, 4_000).cache()
        frame.count()
        for _ in range(2):
            model = Nmf(spark, 32, 12, arguments.megabytes).fit(frame).model
        taken = model.summary().get().seconds() / 12
        seconds[executors] = taken
        print(f'{executors} executors: {taken:.3f} s an iteration', flush=True)
        spark.stop()
    print(f'two ÷ one: {seconds[2] / seconds[1]:.3f}')


def huge(arguments):
    spark = session('local-cluster[2,1,7168]', memory='512m',
                    **{'spark.executor.memory': '7g'})
    frame = made(spark, 10_000_000, 2_000_000, 20_000)
    _, seconds = timed(lambda: Nmf(spark, 64, arguments.steps, 0).fit(frame))
    print(f'{seconds:.0f} s')


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, work in (('compare', compare), ('recommend', recommend), ('shuffle', shuffle)):
        command = commands.add_parser(name)
        command.add_argument('directory')
        command.add_argument('size')
        command.add_argument('--rank', type=int, default=20)
        command.add_argument('--rmse', type=float, default=.788)
        command.add_argument('--als', type=int)
        command.add_argument('--megabytes', type=float, default=128)
        command.set_defaults(work=work)
    for name, work in (('scale', scale), ('huge', huge)):
        command = commands.add_parser(name)
        command.add_argument('--megabytes', type=float, default=128)
        command.add_argument('--steps', type=int, default=3)
        command.set_defaults(work=work)
    arguments = parser.parse_args()
    arguments.work(arguments)


if __name__ == '__main__':
    main()
