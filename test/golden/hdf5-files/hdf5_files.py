"""Makes the files beside this one: forms of HDF5 that Keras does not write. Needs h5py (Debian: python3-h5py).

    python3 test/golden/hdf5-files/hdf5_files.py
"""

import pathlib

import h5py
import numpy as np

here = pathlib.Path(__file__).resolve().parent

with h5py.File(here / "newer.h5", "w", libver="latest") as file:
    file["half"] = np.array([0, 0.5, -2, 65504], "f2")
    file["double"] = np.array([0.1, -1e300], ">f8")
    file["whole"] = np.array([-3, 2**40], "i8")
    file["small"] = np.array([200, 3], "u1")
    group = file.create_group("group")
    group.attrs["texts"] = ["a", "bcd"]
    group.attrs["numbers"] = [1.5, 2.5]
with h5py.File(here / "chunked.h5", "w") as file:
    file.create_dataset("d", data=np.ones(8, "f4"), compression="gzip")
with h5py.File(here / "many-ordered.h5", "w", track_order=True) as file:
    for k in range(9):
        file[f"d{k}"] = np.ones(1, "f4")
