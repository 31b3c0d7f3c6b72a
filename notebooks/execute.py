"""Executes notebooks in their kernels and compares the numbers that they print with those saved in them.

Files that they write are compared in no way, and are kept with --save alone.
"""

import argparse
import json
import math
import os
import re
import shutil
import sys
import tempfile
from itertools import zip_longest
from pathlib import Path

import nbformat
from jupyter_core.paths import jupyter_path
from nbconvert.preprocessors import CellExecutionError, ExecutePreprocessor

KERNELS = ("ipykernel", "jjava", "ijava")  # what the notebooks in Python write, those in Java read
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
TOLERANCE = 1e-6
WIDTH = 100  # of lines that no page cuts off


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


def blemishes(notebook):
    """What a reader would stumble over in each cell: lines that are cut off, and logs in red."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        streams = [output for output in cell.outputs if output.output_type == "stream"]
        for line in "\n".join([cell.source, *(stream.text for stream in streams)]).splitlines():
            if len(line) > WIDTH:
                yield f"cell {index}: {len(line)} characters in a line: {line}"
        for stream in streams:
            if stream.name == "stderr":
                yield f"cell {index}: {stream.text}"


def installed_kernels():
    """The directory of each installed kernel, told by what it starts: the name of both in Java is "java"."""
    found = {}
    for directory in jupyter_path("kernels"):
        for specification in Path(directory).glob("*/kernel.json"):
            started = [Path(word).name for word in json.loads(specification.read_text())["argv"]]
            for kernel in KERNELS:
                if any(name.startswith(kernel) for name in started):
                    found.setdefault(kernel, specification.parent)
    return found


def language(path):
    return nbformat.read(path, as_version=4).metadata.kernelspec.language


def execute(path, kernel, save):
    """Executes one notebook in the kernel of a directory; gives what is wrong with it, line by line."""
    os.environ["JUPYTER_PATH"] = str(kernel.parent.parent)  # before all other places with a kernel of that name
    saved = nbformat.read(path, as_version=4)
    notebook = nbformat.read(path, as_version=4)
    try:
        ExecutePreprocessor(
            kernel_name=kernel.name, timeout=600, coalesce_streams=True, record_timing=False
        ).preprocess(notebook, {"metadata": {"path": str(path.parent)}})
    except CellExecutionError as error:
        return [str(error)]
    problems = list(blemishes(notebook))
    if save:
        nbformat.write(notebook, path)
    else:
        problems += differences(saved, notebook)
    return problems


def execute_all(paths, kernels, installed, save):
    """Executes each notebook in the kernels of its language; tells whether all of them are as they should be."""
    right = True
    for kernel in kernels:
        for path in paths:
            if (kernel == "ipykernel") != (language(path) == "python"):
                continue
            problems = execute(path, installed[kernel], save and kernel != "ijava")
            print(f"{kernel}: {path.name}: {'failed' if problems else 'ok'}", flush=True)
            for problem in problems:
                print(f"  {problem}", file=sys.stderr)
            right &= not problems
    return right


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernel", choices=KERNELS, help="this one alone (default: all, IJava where it is installed)")
    parser.add_argument("--save", action="store_true", help="save what they print, show and write, except in IJava")
    parser.add_argument("notebooks", nargs="+", type=Path)
    arguments = parser.parse_args()
    installed = installed_kernels()
    kernels = [arguments.kernel] if arguments.kernel else list(KERNELS)
    if not arguments.kernel and "ijava" not in installed:
        kernels.remove("ijava")
        print("ijava: skipped, it is not installed")
    for kernel in kernels:
        if kernel not in installed:
            parser.error(f"{kernel} is not installed")
    if arguments.save:
        return 0 if execute_all(arguments.notebooks, kernels, installed, True) else 1
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "notebooks"
        shutil.copytree(Path(__file__).parent, copy)
        copies = [copy / path.name for path in arguments.notebooks]
        return 0 if execute_all(copies, kernels, installed, False) else 1


if __name__ == "__main__":
    sys.exit(main())
