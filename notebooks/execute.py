"""Executes notebooks and compares the numbers that they print with those saved in them."""

import argparse
import math
import re
import sys
from itertools import zip_longest
from pathlib import Path

import nbformat
from nbconvert.preprocessors import CellExecutionError, ExecutePreprocessor

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
TOLERANCE = 1e-6


def printed_numbers(cell):
    text = "".join(output.text for output in cell.outputs if output.output_type == "stream")
    return [float(number) for number in NUMBER.findall(text)]


def close(a, b):
    return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def differences(saved, executed):
    """The first number of each cell that is not as saved."""
    for index, (before, after) in enumerate(zip(saved.cells, executed.cells)):
        if before.cell_type != "code":
            continue
        for expected, printed in zip_longest(printed_numbers(before), printed_numbers(after)):
            if expected is None or printed is None or not close(expected, printed):
                yield f"cell {index}: expected {expected}, printed {printed}"
                break


def execute(path, save):
    """Executes one notebook; gives what is wrong with it, line by line."""
    saved = nbformat.read(path, as_version=4)
    notebook = nbformat.read(path, as_version=4)
    try:
        ExecutePreprocessor(timeout=600, coalesce_streams=True, record_timing=False).preprocess(
            notebook, {"metadata": {"path": str(Path(path).parent)}}
        )
    except CellExecutionError as error:
        return [str(error)]
    if save:
        nbformat.write(notebook, path)
        return []
    return list(differences(saved, notebook))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--save", action="store_true", help="save the outputs in the notebooks")
    parser.add_argument("notebooks", nargs="+")
    arguments = parser.parse_args()
    failed = False
    for path in arguments.notebooks:
        problems = execute(path, arguments.save)
        print(f"{path}: {'failed' if problems else 'ok'}")
        for problem in problems:
            print(f"  {problem}", file=sys.stderr)
        failed |= bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
