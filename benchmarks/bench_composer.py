"""The composer in real JupyterLab: from moving a slider to the redrawn picture."""

from __future__ import annotations

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

#: Moves of the slider that count; the first few, which warm up, do not.
MOVES, WARM = 100, 10

# Move one slider, wait until Python has answered and the browser is about to paint.
MOVE = """async ([label, moves]) => {
  const root = document.querySelector('.summitry-composer');
  const svg = root.querySelector('.summitry-stages');
  const input = [...root.querySelectorAll('input[type=range]')].find(
    (one) => root.querySelector(`label[for="${one.id}"]`)?.textContent === label);
  const times = [];
  for (let move = 0; move < moves; move += 1) {
    const [before, start] = [svg.dataset.turn, performance.now()];
    const part = 0.3 + 0.4 * ((move * 7) % moves) / moves;
    input.value = Number(input.min) + (input.max - input.min) * part;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    while (svg.dataset.turn === before) await new Promise((done) => setTimeout(done, 1));
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 50));
  }
  return times;
}"""


def measure() -> list[Row]:
    browser = chromium.find()
    if browser is None:
        print(chromium.HOW_TO_GET)
        return []
    rows = []
    folder, scratch = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    for stages in (6, 30):
        code = f"c = explorers.Composer(); c.equal({stages}); c.pay_best(); c"
        cells = [new_code_cell("from summitry import explorers"), new_code_cell(code)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / f"{stages}.ipynb")
    with JupyterLab(folder, scratch) as lab, sync_playwright() as playwright:
        chrome = playwright.chromium.launch(
            executable_path=str(browser), args=list(chromium.ARGUMENTS)
        )
        page = chrome.new_page(viewport={"width": 1366, "height": 900})
        for stages in (6, 30):
            notebook = Notebook(page, lab).open(f"{stages}.ipynb")
            notebook.run_all()
            notebook.show("c = explorers").locator(".summitry-stages").wait_for()
            for label in ("Share that cannot be rebuilt", "Payment, in points"):
                times = sorted(page.evaluate(MOVE, [label, MOVES + WARM])[WARM:])
                what = f"composer in JupyterLab, {stages} stages, {label!r}"
                rows += [
                    Row(f"{what}: median", times[len(times) // 2] / 1000, 0.060),
                    Row(f"{what}: 95th percentile", times[95 * len(times) // 100] / 1000, 0.100),
                ]
        chrome.close()
    return rows
