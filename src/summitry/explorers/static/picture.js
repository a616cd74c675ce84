// A plotly figure on the page, told only what has changed.
// plotly's own widget draws the whole figure again at each change, and then sends a list of its
// settings back. Here plotly is asked for the change alone, and nothing is sent but a click and the
// width of the place.

// One copy of plotly for all pictures of a page.
const copies = (window.summitryPlotly ??= {});

function plotly(model) {
  const version = model.get("version");
  copies[version] ??= load(model).catch((problem) => {
    delete copies[version]; // the next picture tries again
    throw problem;
  });
  return copies[version];
}

async function load(model) {
  const library = await model.widget_manager.get_model(model.get("library"));
  const script = ["const module = { exports: {} };\n", library.get("script"), "\nexport default module.exports;"];
  const address = URL.createObjectURL(new Blob(script, { type: "text/javascript" }));
  try {
    return (await import(address)).default;
  } finally {
    URL.revokeObjectURL(address);
  }
}

// Changes of several traces as plotly wants them: one list a setting, with an entry a trace.
function asStyles(traces, numbers) {
  const names = new Set(numbers.flatMap((number) => Object.keys(traces[number])));
  const styles = {};
  for (const name of names) styles[name] = numbers.map((number) => traces[number][name]);
  return styles;
}

// Where only shapes and the points of traces change, the axes and all the rest can stay.
const SHAPE = /^shapes\[\d+\]\./;
const POINTS_ONLY = { mode: "afterall", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };

// A bar that was not there before would come without its colour.
function sameBars(trace, changes) {
  return Object.entries(changes).every(([name, now]) => {
    if (name === "text" || name === "customdata") return true;
    const before = trace[name];
    if (!Array.isArray(before) || !Array.isArray(now) || before.length !== now.length) return false;
    return [...before, ...now].every(Number.isFinite);
  });
}

// Where there were no points or no words none would come, and where there are none now the old would stay.
function hasPoints(trace, changes) {
  const inBoth = (name, full) => !(name in changes) || [trace[name], changes[name]].every(full);
  const someWords = (texts) => Array.isArray(texts) && texts.every(Boolean);
  return ["x", "y"].every((name) => inBoth(name, (points) => points?.length)) && inBoth("text", someWords);
}

function isLight(trace, changes) {
  return trace.type === "scatter" ? hasPoints(trace, changes) : trace.type === "bar" && sameBars(trace, changes);
}

function change(Plotly, place, { traces, layout }) {
  const numbers = Object.keys(traces).map(Number);
  const names = Object.keys(layout);
  if (!numbers.length) return Plotly.relayout(place, layout);
  const light =
    names.every((name) => SHAPE.test(name)) && numbers.every((number) => isLight(place.data[number], traces[number]));
  if (!light) return Plotly.update(place, asStyles(traces, numbers), layout, numbers);
  if (names.length) Plotly.relayout(place, layout);
  // All traces are named: those that are not would be taken away.
  const all = place.data.map((_, number) => number);
  return Plotly.animate(place, { data: all.map((number) => traces[number] ?? {}), traces: all }, POINTS_ONLY);
}

const SAME = 12; // pixels more or less change no label

async function render({ model, el }) {
  const Plotly = await plotly(model);
  const place = document.createElement("div");
  el.append(place);
  let drawn = false;
  let told = 0;

  const draw = async (message) => {
    if (message.whole) {
      const { data, layout } = JSON.parse(message.whole);
      await Plotly.react(place, data, layout, model.get("config"));
      if (!drawn) place.on("plotly_click", ({ points: [{ customdata }] }) => model.send({ picked: customdata ?? null }));
      drawn = true;
    } else if (drawn) {
      await change(Plotly, place, JSON.parse(message.change));
    }
  };
  // One after the other: plotly may take up a change of points a moment later.
  let last = Promise.resolve();
  const hear = (message) => {
    last = last.then(() => draw(message)).catch((problem) => console.error(problem));
  };
  model.on("msg:custom", hear);

  // Ask for the figure once there is a place for it; later follow the width of the place.
  const fit = new ResizeObserver(([{ contentRect }]) => {
    const width = Math.round(contentRect.width);
    if (width < 100 || width === told) return;
    if (drawn) Plotly.Plots.resize(place);
    if (Math.abs(width - told) < SAME) return;
    model.send(told ? { width } : { width, ready: true });
    told = width;
  });
  fit.observe(el);
  return () => {
    fit.disconnect();
    model.off("msg:custom", hear);
    Plotly.purge(place);
  };
}

export default { render };
