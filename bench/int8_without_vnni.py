"""Does a verdict in int8 depend on the processor? Compares vectors of 200 texts, and their verdicts, with another's.

A processor without VNNI multiplies bytes with another instruction, whose 16-bit sums overflow if both bytes are large;
int8 weights of seven bits never reach that. In the checkout, with qemu-user installed:

qemu-x86_64 -cpu Haswell .venv/bin/python bench/int8_without_vnni.py write haswell.npy   # about ten minutes
.venv/bin/python bench/int8_without_vnni.py compare haswell.npy

Result (onnxruntime 1.32.0; here an EPYC with AVX-512 VNNI, there AVX2): the vectors agree to seven digits, and no
verdict differs.
"""

import sys
from pathlib import Path

import numpy as np
from rich.console import Console

from evals.public.baselines import vectors
from evals.public.golden_texts import golden_profiles
from evals.public.precisions import verdicts_of
from tools.settings import Precision

TEXTS = 200
CONSOLE = Console()


def main(act: str, file: str) -> int:
    """Write the vectors of this processor, or compare those in the file with them; return 1 if a verdict differs."""
    profiles = golden_profiles(TEXTS)
    here = vectors([profile.template for profile in profiles], Precision.INT8)
    stacked = np.stack([here[profile.template] for profile in profiles])
    if act == "write":
        np.save(file, stacked)
        return 0
    there = np.load(Path(file))
    cosines = (there * stacked).sum(axis=1)
    CONSOLE.print(f"{len(profiles)} texts: cosine of both vectors {cosines.mean():.5f}, at worst {cosines.min():.4f}")
    told = [
        verdicts_of(profiles, dict(zip(here, rows, strict=True)) if rows is there else here)
        for rows in (stacked, there)
    ]
    different = sum(one != other for one, other in zip(*told, strict=True))
    CONSOLE.print(f"verdicts that differ: {different}")
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
