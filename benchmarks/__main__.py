"""Run the benchmarks: `python benchmarks [NAME ...]`; `--write` renews docs/benchmarks.md."""

from __future__ import annotations

import importlib
import os
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = "1"

HEAD = """# Benchmarks

Best of several runs on one core ({machine}, Python {python}). Renew with
`python benchmarks --write`. A ratio compares two ways to the same result in one run, so that it
says the same on another machine; a time does not.

| what | measured | target | against | times faster |
|---|---|---|---|---|
"""


def main() -> int:
    names = sorted(path.stem for path in HERE.glob("bench_*.py"))
    wanted = [word for word in sys.argv[1:] if not word.startswith("--")]
    if wanted and "--write" in sys.argv:
        print("--write renews the whole page: leave the names out.")
        return 2
    names = [name for name in names if not wanted or name.removeprefix("bench_") in wanted]
    lines, missed = [], 0
    for name in names:
        print(f"{name} ...", flush=True)
        for row in importlib.import_module(name).measure():
            ratio = (
                ""
                if row.ratio is None
                else f"{row.ratio:,.0f}"
                if row.ratio >= 10
                else f"{row.ratio:.1f}"
            )
            mark = "" if row.met else " (missed)"
            missed += not row.met
            target = "" if row.target is None else f"{1000 * row.target:,.0f} ms"
            lines.append(
                f"| {row.what} | {1000 * row.seconds:,.1f} ms{mark} | {target} "
                f"| {row.peer} | {ratio} |"
            )
            print(lines[-1], flush=True)
    if "--write" in sys.argv:
        machine = f"{platform.machine()}, {os.cpu_count()} cores"
        head = HEAD.format(machine=machine, python=platform.python_version())
        target = HERE.parent / "docs" / "benchmarks.md"
        target.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        print(f"wrote {target}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
