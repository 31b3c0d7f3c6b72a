"""Writes the .npy files beside it with NumPy itself (made with NumPy 2.4.6)."""

import pathlib

import numpy as np
from numpy.lib import format as npy

here = pathlib.Path(__file__).parent
numbers = np.array([[0, 1, 2], [3, 4, 5]])

for name in ["<f4", ">f4", "<f8", ">f8", "|i1", "<i2", ">i2", "<i4", ">i8", "|u1", ">u2", "<u4", "<u8"]:
    plain = name.replace("<", "little_").replace(">", "big_").replace("|", "")
    np.save(here / f"{plain}.npy", numbers.astype(name))

np.save(here / "bool.npy", numbers % 2 == 1)
np.save(here / "fortran.npy", np.asfortranarray(numbers.astype("<f8")))
np.save(here / "vector.npy", np.array([0.1, np.nan, -np.inf]))
np.save(here / "scalar.npy", np.array(0.1))
np.save(here / "largest_u8.npy", np.array([[2**64 - 1, 2**53 + 1]], dtype="<u8"))
for version in [(2, 0), (3, 0)]:
    with open(here / f"version{version[0]}.npy", "wb") as file:
        npy.write_array(file, numbers.astype("<f8"), version=version)

np.save(here / "refused_object.npy", np.array([[{"a": 1}]], dtype=object), allow_pickle=True)
np.save(here / "refused_complex.npy", numbers.astype("<c8"))
np.save(here / "refused_fields.npy", np.zeros((2, 2), dtype=[("a", "<f8")]))
np.save(here / "refused_text.npy", np.array([["a"]]))
np.save(here / "refused_cube.npy", np.zeros((2, 2, 2)))
np.save(here / "refused_empty.npy", np.zeros((0, 3)))
