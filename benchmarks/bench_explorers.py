"""Every explorer in real JupyterLab: from moving its slider to the redrawn figure."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import sync_playwright
from timing import Row

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
import chromium
from labdriver import JupyterLab, Notebook

ROOT = Path(__file__).parent.parent
MOVES, WARM = 60, 6

#: The slider to move, where it is not the first one, as in tests/browser/test_lessons.py.
SLIDERS = {"Composer": "Payment, in points", "PaymentComposer": "Payment, in points"}

# Move the slider, then wait for the first change inside the picture and for the next frame.
MOVE = """async ([label, moves]) => {
  const root = [...document.querySelectorAll('.summitry-explorer, .summitry-composer')].at(-1);
  const inputs = [...root.querySelectorAll('input[type=range]')].filter((one) => !one.disabled);
  const named = (one) => root.querySelector(`label[for="${one.id}"]`)?.textContent.trim();
  const input = inputs.find((one) => named(one) === label) ?? inputs[0];
  if (!input) return [];
  const picture = root.querySelector('.js-plotly-plot') ?? root.querySelector('svg');
  const times = [];
  for (let move = 0; move < moves; move += 1) {
    const part = 0.25 + 0.5 * ((move * 7) % moves) / moves;
    const value = Number(input.min) + (input.max - input.min) * part;
    const seen = new Promise((done) => {
      const watch = new MutationObserver(() => { watch.disconnect(); done(true); });
      watch.observe(picture, { subtree: true, childList: true, attributes: true });
      setTimeout(() => { watch.disconnect(); done(false); }, 1500);
    });
    const start = performance.now();
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    if (await seen) {
      await new Promise(requestAnimationFrame);
      times.push(performance.now() - start);
    }
    await new Promise((done) => setTimeout(done, 60));
  }
  return times;
}"""


def _explorers() -> dict[str, str]:
    """The call of each lesson's explorer, by its class."""
    calls = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            found = re.search(r"explorers\.([A-Z]\w+)\([^\n]*\)", cell.source)
            if cell.cell_type == "code" and found:
                calls.setdefault(found[1], found[0])
    return calls


def measure() -> list[Row]:
    browser = chromium.find()
    if browser is None:
        print(chromium.HOW_TO_GET)
        return []
    rows = []
    folder, scratch = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    calls = _explorers()
    for name, call in calls.items():
        cells = [new_code_cell("from summitry import explorers"), new_code_cell(call)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / f"{name}.ipynb")
    with JupyterLab(folder, scratch) as lab, sync_playwright() as playwright:
        chrome = playwright.chromium.launch(
            executable_path=str(browser), args=list(chromium.ARGUMENTS)
        )
        page = chrome.new_page(viewport={"width": 1366, "height": 1000})
        for name, call in calls.items():
            notebook = Notebook(page, lab).open(f"{name}.ipynb")
            notebook.run_all()
            notebook.show(call)
            page.wait_for_timeout(1500)
            times = sorted(page.evaluate(MOVE, [SLIDERS.get(name, ""), MOVES + WARM])[WARM:])
            if len(times) < MOVES // 2:
                print(f"{name}: its first slider does not change the picture")
                continue
            rows += [
                Row(
                    f"explorers.{name}: slider to picture, median",
                    times[len(times) // 2] / 1000,
                    0.06,
                ),
                Row(
                    f"explorers.{name}: slider to picture, 95th percentile",
                    times[95 * len(times) // 100] / 1000,
                    0.1,
                ),
            ]
            lab.end_kernels()
        chrome.close()
    return rows
