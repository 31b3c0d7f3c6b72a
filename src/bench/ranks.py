"""Whether the rank that is known is the rank that is found, and how long a survey takes.

    python3 -m venv target/peers
    target/peers/bin/pip install numpy scikit-learn
    ./mvnw -q -Pbench -DskipTests package
    target/peers/bin/python src/bench/ranks.py known [--starts 1] [--count 60]
    target/peers/bin/python src/bench/ranks.py blocks
    target/peers/bin/python src/bench/ranks.py survey

known: products of factors of exponential numbers, of ranks 2 to 10, 100×80 to 400×200 and one of
1000×500, with 0, 10 or 40 % missing and normal noise of 5 to 30 % of their root mean square, cut off
at 0, each drawn at random; ranks 1 to 12, five folds. blocks: two and three groups of samples with genes of their own,
as in the leukaemia data, on log-normal backgrounds: ranks 2 to 5, 20 starts; where the cophenetic
correlation is highest, and the adjusted Rand index of consensus clusters with the groups. survey:
ranks 2 to 10, five folds and five starts of 1000×200 with 10 % missing on two threads, beside one
fit of scikit-learn's NMF for each of as many fits. CLASSES is the class path of another nmf4j than
the one in target.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time

from dense import classpath, environment

SHAPES = (100, 80), (200, 100), (300, 200), (400, 200)
SHAPE_CHANCES = .35, .35, .22, .08
LARGEST = 1000, 500


def known(seed, shape=None):
    import numpy as np
    r = np.random.default_rng(seed)
    m, n = shape or (LARGEST if seed % 60 == 59 else SHAPES[r.choice(len(SHAPES), p=SHAPE_CHANCES)])
    rank, missing, noise = 2 + seed % 9, r.choice([0, .1, .4]), r.uniform(.05, .3)
    if shape:
        rank, missing, noise = 6, .1, .1
    a = r.exponential(size=(m, rank)) @ r.exponential(size=(rank, n))
    a = np.maximum(a + noise * np.sqrt((a ** 2).mean()) * r.normal(size=a.shape), 0)
    return np.where(r.random(a.shape) < missing, np.nan, a), rank, missing, noise


def blocks(groups, seed):
    """Genes by samples, and the samples' groups: a tenth of the genes are higher in each group."""
    import numpy as np
    r = np.random.default_rng(seed)
    labels = np.repeat(range(groups), [11, 19, 8][:groups])
    genes = 500
    marked = r.permutation(genes)[:genes // 10 * groups].reshape(groups, -1)
    up = np.ones((genes, groups))
    for group in range(groups):
        up[marked[group], group] = r.uniform(2, 5, marked.shape[1])
    level = r.lognormal(0, .5, (genes, 1))
    return level * up[:, labels] * r.lognormal(0, .25, (genes, len(labels))), labels


def survey(matrices, *numbers):
    """What RankChoice says of each matrix, as soon as it does."""
    import numpy as np
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for i, a in enumerate(matrices):
            files.append(os.path.join(folder, f'{i}.npy'))
            np.save(files[-1], a.astype(np.float32))
        java = subprocess.Popen(
            ['java', '-Xmx2g', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp',
             os.environ.get('CLASSES') or classpath(), 'org.nmf4j.bench.RankChoice',
             *map(str, numbers)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment())
        java.stdin.write('\n'.join(files) + '\n')
        java.stdin.close()
        for line in java.stdout:
            *counts, seconds, cpu, cophenetic, clusters = line.split()
            yield (*map(int, counts), float(seconds), float(cpu),
                   [float(c) for c in cophenetic.split(',')], [int(c) for c in clusters.split(',')])
        if java.wait():
            sys.exit(java.returncode)


def compare_known(count, starts, threads):
    import numpy as np
    problems = [known(seed) for seed in range(count)]
    found, lowest, bayes = [], [], []
    results = survey((p[0] for p in problems), 1, 12, 5, starts, threads)
    for (a, rank, missing, noise), result in zip(problems, results):
        found.append(result[0] == rank)
        lowest.append(result[1] == rank)
        bayes.append(result[2] == rank)
        print(f'{a.shape[0]}×{a.shape[1]}, rank {rank}, {missing:.0%} missing, noise {noise:.0%}: '
              f'chosen {result[0]}, lowest {result[1]}, Bayes {result[2]}, cpu {result[4]:.1f} s'
              f'{"" if found[-1] else "  <--"}', flush=True)
    print(f'the true rank is chosen of {sum(found)} of {len(found)} ({np.mean(found):.0%}), is that of'
          f' the lowest error of {sum(lowest)}, and is kept by variational Bayes of {sum(bayes)}')


def compare_blocks():
    import numpy as np
    from sklearn.metrics import adjusted_rand_score
    problems = [(groups, seed) + blocks(groups, seed) for groups in (2, 3) for seed in range(3)]
    results = survey((p[2] for p in problems), 2, 5, 5, 20, 2)
    for (groups, seed, a, labels), result in zip(problems, results):
        peak = 2 + int(np.flatnonzero(np.array(result[5]) >= max(result[5]) - .01)[-1])
        print(f'{groups} groups, seed {seed}: chosen {result[0]}, cophenetic correlation of ranks 2-5 '
              f'{result[5]}, highest at {peak}, ARI {adjusted_rand_score(labels, result[6]):.3f}',
              flush=True)


def compare_survey():
    import numpy as np
    from sklearn.decomposition import NMF
    a = known(1, (1000, 200))[0]
    result = next(survey([a], 2, 10, 5, 5, 2))
    print(f'nmf4j: rank {result[0]}, {result[3]:.1f} s, {result[4]:.1f} s of the processors')
    filled = np.where(np.isnan(a), np.nanmean(a), a)
    start, cpu = time.perf_counter(), time.process_time()
    for rank in range(2, 11):
        NMF(rank, init='random', random_state=0, max_iter=1000).fit(filled)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f'scikit-learn, one fit of each rank to the filled matrix: {seconds:.1f} s, {cpu:.1f} s of '
          f'the processors; 30 of each would take {30 * cpu:.0f} s, nmf4j / it '
          f'{result[4] / cpu / 30:.3f}')


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('what', choices=('known', 'blocks', 'survey'))
    parser.add_argument('--count', type=int, default=60)
    parser.add_argument('--starts', type=int, default=1)
    parser.add_argument('--threads', type=int, default=2)
    words = parser.parse_args()
    if words.what == 'known':
        compare_known(words.count, words.starts, words.threads)
    else:
        globals()[f'compare_{words.what}']()


if __name__ == '__main__':
    main()
