"""Writes down what CPython prints for each program beside it: printed/NAME.txt.

    python3 record.py
"""
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).parent
(here / "printed").mkdir(exist_ok=True)
for program in sorted(here.glob("*.py")):
    if program.name == "record.py":
        continue
    answer = subprocess.run([sys.executable, "-W", "ignore", program.name], cwd=here, capture_output=True, check=True)
    (here / "printed" / (program.stem + ".txt")).write_bytes(answer.stdout)
