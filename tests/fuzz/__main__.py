"""Fuzz one target, led by the branches an input reaches: ``python -m tests.fuzz families --seconds 600``.

``python -m tests.fuzz growth`` looks for no inputs: it measures a megabyte of each known hostile text.

Ends with 0 after that many runs or seconds. An input that raises what it must not, or takes more than a
second of processor time (64 KB at most, and the code runs some ten times slower under the fuzzer), ends it
with another code and is printed in base64; ``--again`` runs such an input alone.
"""

from __future__ import annotations

import argparse
import base64
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

TARGETS = ("decode", "dates", "families")
MOST_SECONDS = 1.0
LONGEST = 65_536


def watched(target: Callable[[bytes], None], most: float) -> Callable[[bytes], None]:
    """The target, with the time of each input looked at; the input at fault is printed."""

    def run(data: bytes) -> None:
        begin = time.process_time()
        try:
            target(data)
            spent = time.process_time() - begin
            if spent > most:
                raise TimeoutError(f"{len(data)} bytes took {spent:.1f} s of processor time")
        except BaseException:
            print("input:", base64.b64encode(data).decode(), file=sys.stderr)
            raise

    return run


def main() -> int:
    """Read the command line and fuzz (libFuzzer ends the process), or measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=(*TARGETS, "growth"))
    parser.add_argument("--runs", type=int, default=-1, help="inputs; no bound by default")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--slowest", type=float, default=MOST_SECONDS, help="seconds of one input")
    parser.add_argument("--seed", type=int, default=0, help="0: another one each time")
    parser.add_argument("--again", metavar="BASE64", help="run this input alone")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    if given.target == "growth":
        return _growth()
    _fuzz(given)
    return 0


def _growth() -> int:
    """Measure without the fuzzer, whose counting of branches takes ten times as long as the work."""
    from tests.fuzz.growth import beyond

    faults = beyond()
    print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


def _fuzz(given: argparse.Namespace) -> None:
    import atheris

    with atheris.instrument_imports(include=["pipelines"]):
        from tests.fuzz import targets

    target = targets.TARGETS[given.target]
    if given.again:
        target(base64.b64decode(given.again))
        return
    for seed in targets.SEEDS[given.target]:  # what is loaded lazily is no input's time
        target(seed)
    with TemporaryDirectory() as corpus:
        for number, seed in enumerate(targets.SEEDS[given.target]):
            (Path(corpus) / f"seed{number}").write_bytes(seed)
        options = [
            f"-runs={given.runs}",
            f"-max_total_time={given.seconds}",
            f"-seed={given.seed}",
            f"-max_len={LONGEST}",
            "-timeout=60",
            f"-artifact_prefix={corpus}/",
            "-print_final_stats=1",
            "-verbosity=0",
            corpus,
        ]
        atheris.Setup([sys.argv[0], *options], watched(target, given.slowest))
        atheris.Fuzz()


if __name__ == "__main__":
    raise SystemExit(main())
