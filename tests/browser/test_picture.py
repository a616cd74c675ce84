"""What is drawn change by change looks like what plotly draws in one go."""

from collections import Counter

import nbformat
import pytest
from labdriver import JupyterLab, Notebook
from nbformat.v4 import new_code_cell, new_notebook

EXPLORERS = (
    "ClaimMap",
    "Timeline",
    "DefinitionMatrix",
    "Signals",
    "SanctionsGraph",
    "Stick",
    "Survival",
    "Worlds",
)

# Move every slider to a few places, and say how many changes the picture has seen.
MOVE = """async (root) => {
  let changes = 0;
  const watch = new MutationObserver(() => { changes += 1; });
  const place = root.querySelector('.js-plotly-plot');
  watch.observe(place, { subtree: true, childList: true, attributes: true });
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  for (const input of root.querySelectorAll('input[type=range]:not(:disabled)')) {
    for (const part of [0, 1, 0.3, 0.7]) {
      const [low, high] = [Number(input.min), Number(input.max)];
      input.value = low + part * (high - low);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await wait(part === 0.3 ? 5 : 60);  // two moves in a row as well
    }
  }
  await wait(500);
  watch.disconnect();
  return changes;
}"""

# What is seen of a picture: each path and word with its place and its colours.
SEEN = """const seen = (place) => [...place.querySelectorAll('.main-svg path, .main-svg text')]
  .filter((one) => !one.closest('defs, clipPath, .draglayer, .hoverlayer'))
  .map((one) => {
    const { fill, stroke, strokeWidth, fillOpacity, opacity, visibility } = getComputedStyle(one);
    const at = [one, one.parentElement].map((it) => it.getAttribute('transform') ?? '');
    return [one.tagName, one.getAttribute('d') ?? one.textContent, one.getAttribute('x'), ...at,
            fill, stroke, strokeWidth, fillOpacity, opacity, visibility].join(' | ');
  }).sort();"""

REDRAW = """async (root) => {
  %s
  const place = root.querySelector('.js-plotly-plot');
  const before = seen(place);
  const Plotly = await Object.values(window.summitryPlotly)[0];
  await Plotly.redraw(place);
  return [before, seen(place)];
}"""


@pytest.fixture(scope="module")
def explorers_lab(tmp_path_factory):
    """JupyterLab on one small notebook with every explorer that draws with plotly."""
    folder = tmp_path_factory.mktemp("explorers")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [new_code_cell("from summitry import explorers")]
    cells += [new_code_cell(f"explorers.{name}()") for name in EXPLORERS]
    nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / "all.ipynb")
    with JupyterLab(folder, tmp_path_factory.mktemp("scratch")) as server:
        yield server


def test_pictures_changed_bit_by_bit_are_the_pictures_drawn_anew(page, explorers_lab, border):
    opened = Notebook(page, explorers_lab).open("all.ipynb")
    opened.run_all()
    for name in EXPLORERS:
        explorer = opened.show(f"explorers.{name}").locator(".summitry-explorer")
        explorer.locator(".js-plotly-plot .main-svg").first.wait_for()
        assert explorer.evaluate(MOVE) >= 3, name
        before, after = map(Counter, explorer.evaluate(REDRAW % SEEN))
        assert before.total() > 20, name
        # Rings of equal look may lie in another order; they never cover each other.
        assert (name, before - after, after - before) == (name, Counter(), Counter())
