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
function asStyles(traces) {
  const numbers = Object.keys(traces).map(Number);
  const names = new Set(numbers.flatMap((number) => Object.keys(traces[number])));
  const styles = {};
  for (const name of names) styles[name] = numbers.map((number) => traces[number][name]);
  return [styles, numbers];
}

function change(Plotly, place, { traces, layout }) {
  const [styles, numbers] = asStyles(traces);
  if (!numbers.length) return Plotly.relayout(place, layout);
  if (!Object.keys(layout).length) return Plotly.restyle(place, styles, numbers);
  return Plotly.update(place, styles, layout, numbers);
}

const SAME = 12; // pixels more or less change no label

async function render({ model, el }) {
  const Plotly = await plotly(model);
  const place = document.createElement("div");
  el.append(place);
  let drawn = false;
  let told = 0;

  const hear = (message) => {
    if (message.whole) {
      const { data, layout } = JSON.parse(message.whole);
      Plotly.react(place, data, layout, model.get("config"));
      if (!drawn) place.on("plotly_click", ({ points: [{ customdata }] }) => model.send({ picked: customdata ?? null }));
      drawn = true;
    } else if (drawn) {
      change(Plotly, place, JSON.parse(message.change));
    }
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
