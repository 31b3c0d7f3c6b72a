"""Executes notebooks in JJava and IJava and compares the numbers that they print with those saved in them."""

import argparse
import json
import math
import os
import re
import sys
from itertools import zip_longest
from pathlib import Path

import nbformat
from jupyter_core.paths import jupyter_path
from nbconvert.preprocessors import CellExecutionError, ExecutePreprocessor

KERNELS = ("jjava", "ijava")
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


def installed_kernels():
    """The directory of each installed kernel, told by the jar that it starts: the name of both is "java"."""
    found = {}
    for directory in jupyter_path("kernels"):
        for specification in Path(directory).glob("*/kernel.json"):
            jars = [Path(word).name for word in json.loads(specification.read_text())["argv"] if word.endswith(".jar")]
            for kernel in KERNELS:
                if any(jar.startswith(kernel) for jar in jars):
                    found.setdefault(kernel, specification.parent)
    return found


def execute(path, kernel, save):
    """Executes one notebook in the kernel of a directory; gives what is wrong with it, line by line."""
    os.environ["JUPYTER_PATH"] = str(kernel.parent.parent)  # before all other places with a kernel of that name
    saved = nbformat.read(path, as_version=4)
    notebook = nbformat.read(path, as_version=4)
    try:
        ExecutePreprocessor(
            kernel_name=kernel.name, timeout=600, coalesce_streams=True, record_timing=False
        ).preprocess(notebook, {"metadata": {"path": str(Path(path).parent)}})
    except CellExecutionError as error:
        return [str(error)]
    if save:
        nbformat.write(notebook, path)
        return []
    return list(differences(saved, notebook))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernel", choices=KERNELS, help="this one alone (default: JJava, and IJava where installed)")
    parser.add_argument("--save", action="store_true", help="save the outputs of JJava in the notebooks")
    parser.add_argument("notebooks", nargs="+")
    arguments = parser.parse_args()
    installed = installed_kernels()
    kernels = [arguments.kernel] if arguments.kernel else ["jjava"]
    if not arguments.kernel and "ijava" in installed:
        kernels.append("ijava")
    elif not arguments.kernel:
        print("ijava: skipped, it is not installed")
    failed = False
    for kernel in kernels:
        if kernel not in installed:
            parser.error(f"{kernel} is not installed")
        for path in arguments.notebooks:
            problems = execute(path, installed[kernel], arguments.save and kernel == "jjava")
            print(f"{kernel}: {path}: {'failed' if problems else 'ok'}")
            for problem in problems:
                print(f"  {problem}", file=sys.stderr)
            failed |= bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
