// The learner-facing widgets of Summitry: controls, read-out, prediction, reveal, check.
// Plain browser JavaScript, no dependencies, no network. All text is set as text, never as HTML.

// ---------------------------------------------------------------- small helpers

let counter = 0;
const uid = (name) => `summitry-${name}-${(counter += 1)}-${Math.random().toString(36).slice(2, 7)}`;

// Make an element: h("p", { class: "x", onclick: f, hidden: false }, "text", otherElement)
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

// Fill the {gaps} of one user-interface text.
function filler(model) {
  const texts = model.get("ui");
  return (key, values = {}) =>
    (texts[key] ?? key).replace(/\{(\w+)\}/g, (gap, name) => (name in values ? String(values[name]) : gap));
}

// Numbers as the Python side writes them (number_text in control.py).
function numberText(value, unit = "") {
  const number = Number(value);
  const digits = Number.isInteger(number) || Math.abs(number) >= 1e6
    ? { maximumFractionDigits: 0 }
    : { maximumSignificantDigits: 6 };
  const text = number.toLocaleString("en", { ...digits, useGrouping: Math.abs(number) >= 10000 });
  if (!unit) return text;
  return unit === "%" ? `${text}%` : `${text} ${unit}`;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const sameState = (a, b) => Object.keys(a).every((key) => same(a[key], b[key]));

// Run at most once a frame, with the latest arguments.
function onceAFrame(action) {
  let latest = null;
  let waiting = false;
  return (...values) => {
    latest = values;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      action(...latest);
    });
  };
}

// JupyterLab's command mode would take the arrow keys, Enter and letters away from our controls.
// It looks for this attribute. Ctrl and Command shortcuts (save, for example) still go through.
function keepKeys(root) {
  const name = "data-lm-suppress-shortcuts";
  root.setAttribute(name, "true");
  root.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    root.removeAttribute(name);
    setTimeout(() => root.setAttribute(name, "true"));
  });
}

// A block with a heading line, named for screen readers.
function panel(kind, heading, attributes = {}) {
  const id = uid("heading");
  const root = h("div", { class: `summitry summitry-${kind}`, role: "group", "aria-labelledby": id, ...attributes });
  root.append(h("p", { class: "summitry-heading", id }, heading));
  keepKeys(root);
  return root;
}

const button = (label, onclick, attributes = {}) =>
  h("button", { type: "button", class: "summitry-button", onclick, ...attributes }, label);

const listen = (model, names, action) => names.forEach((name) => model.on(`change:${name}`, action));

// A table from plain text cells: { columns, rows, numeric }.
function tableElement(table, caption) {
  const numeric = table.numeric ?? [];
  const head = h("tr", {}, table.columns.map((name, i) =>
    h("th", { scope: "col", class: numeric[i] ? "summitry-number" : null }, name)));
  const body = table.rows.map((row) => h("tr", {}, row.map((cell, i) =>
    i === 0
      ? h("th", { scope: "row" }, cell)
      : h("td", { class: numeric[i] ? "summitry-number" : null }, cell))));
  return h("table", {}, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, body));
}

// ---------------------------------------------------------------- controls

// Each builder returns { element, show(value) } and calls send(value) when the learner changes it.
function describe(control, prefix) {
  const help = control.help ? h("p", { class: "summitry-help", id: `${prefix}-help` }, control.help) : null;
  return { help, described: help ? help.id : null };
}

function rangeControl(control, prefix, send) {
  const { help, described } = describe(control, prefix);
  const shown = h("output", { class: "summitry-value", for: prefix, "aria-hidden": "true" });
  const input = h("input", {
    type: "range", id: prefix, name: control.name, min: control.min, max: control.max, step: control.step,
    "aria-describedby": described,
    oninput: () => { say(input.valueAsNumber); send(input.valueAsNumber); },
  });
  const say = (value) => {
    shown.textContent = numberText(value, control.unit);
    input.setAttribute("aria-valuetext", numberText(value, control.unit));
  };
  const element = h("div", { class: "summitry-control" },
    h("div", { class: "summitry-label-row" }, h("label", { for: prefix }, control.label), shown),
    input,
    h("div", { class: "summitry-ends", "aria-hidden": "true" },
      h("span", {}, numberText(control.min, control.unit)), h("span", {}, numberText(control.max, control.unit))),
    help);
  return { element, show: (value) => { if (input.valueAsNumber !== value) input.value = value; say(value); } };
}

function numberControl(control, prefix, send, t) {
  const { help, described } = describe(control, prefix);
  const error = h("p", { class: "summitry-error", id: `${prefix}-error`, role: "alert" });
  const input = h("input", {
    type: "number", id: prefix, name: control.name, min: control.min, max: control.max, step: control.step,
    "aria-describedby": [described, error.id].filter(Boolean).join(" "),
    oninput: () => {
      const problem = numberProblem(input, control, t);
      error.textContent = problem;
      input.setAttribute("aria-invalid", problem ? "true" : "false");
      if (!problem) send(input.valueAsNumber);
    },
  });
  const element = h("div", { class: "summitry-control" },
    h("label", { for: prefix }, control.unit ? `${control.label} (${control.unit})` : control.label),
    input, help, error);
  const show = (value) => {
    if (document.activeElement === input && error.textContent) return;
    if (input.valueAsNumber !== value) input.value = value;
    error.textContent = "";
    input.setAttribute("aria-invalid", "false");
  };
  return { element, show };
}

// One sentence about what is wrong with a typed number, or "".
function numberProblem(input, limits, t) {
  const value = input.valueAsNumber;
  const known = (x) => x !== null && x !== undefined;
  if (Number.isNaN(value)) return t("not_a_number");
  if ((known(limits.min) && value < limits.min) || (known(limits.max) && value > limits.max)) {
    return t("out_of_range", { min: numberText(limits.min), max: numberText(limits.max) });
  }
  if (limits.whole && !Number.isInteger(value)) return t("not_whole");
  return "";
}

function choiceControl(control, prefix, send) {
  const { help, described } = describe(control, prefix);
  const select = h("select", {
    id: prefix, name: control.name, "aria-describedby": described,
    onchange: () => send(control.options[select.selectedIndex].value),
  }, control.options.map((option, i) => h("option", { value: i }, option.label)));
  const element = h("div", { class: "summitry-control" }, h("label", { for: prefix }, control.label), select, help);
  const show = (value) => { select.selectedIndex = control.options.findIndex((option) => same(option.value, value)); };
  return { element, show };
}

function radioControl(control, prefix, send) {
  const { help, described } = describe(control, prefix);
  const inputs = control.options.map((option, i) => h("input", {
    type: "radio", id: `${prefix}-${i}`, name: prefix, value: i, onchange: () => send(option.value),
  }));
  const element = h("fieldset", { class: "summitry-control", "aria-describedby": described },
    h("legend", {}, control.label),
    h("div", { class: "summitry-options" }, control.options.map((option, i) =>
      h("label", { class: "summitry-option" }, inputs[i], h("span", {}, option.label)))),
    help);
  const show = (value) => inputs.forEach((input, i) => { input.checked = same(control.options[i].value, value); });
  return { element, show };
}

function toggleControl(control, prefix, send) {
  const { help, described } = describe(control, prefix);
  const input = h("input", {
    type: "checkbox", id: prefix, name: control.name, "aria-describedby": described,
    onchange: () => send(input.checked),
  });
  const element = h("div", { class: "summitry-control" },
    h("label", { class: "summitry-option" }, input, h("span", {}, control.label)), help);
  return { element, show: (value) => { input.checked = Boolean(value); } };
}

const BUILDERS = {
  range: rangeControl, number: numberControl, choice: choiceControl, radio: radioControl, toggle: toggleControl,
};

function renderControls({ model, el }) {
  const t = filler(model);
  const root = panel("controls", model.get("title"));
  const question = model.get("question");
  if (question) root.append(h("p", { class: "summitry-question" }, question));

  let state = { ...model.get("state") };
  const push = onceAFrame(() => {
    model.set("state", { ...state });
    model.save_changes();
  });
  const change = (changes) => {
    state = { ...state, ...changes };
    showButtons();
    push();
  };

  const presets = model.get("presets");
  const buttons = presets.map((preset) =>
    button(preset.name, () => { change(preset.state); show(); }, { "aria-pressed": "false" }));
  const showButtons = () => presets.forEach((preset, i) =>
    buttons[i].setAttribute("aria-pressed", String(sameState(preset.state, state))));
  if (buttons.length) {
    root.append(h("div", { class: "summitry-buttons", role: "group", "aria-label": t("presets") }, buttons));
  }

  const parts = model.get("spec").map((control) => {
    const whole = Number.isInteger(control.step) && Number.isInteger(control.min);
    const send = (value) => change({ [control.name]: value });
    return [control.name, BUILDERS[control.kind]({ ...control, whole }, uid(control.name), send, t)];
  });
  root.append(...parts.map(([, part]) => part.element));
  root.append(button(t("reset"), () => { change(model.get("initial")); show(); }, { class: "summitry-button summitry-quiet" }));

  const show = () => {
    parts.forEach(([name, part]) => part.show(state[name]));
    showButtons();
  };
  model.on("change:state", () => {
    if (same(state, model.get("state"))) return;
    state = { ...model.get("state") };
    show();
  });
  show();
  el.append(root);
}

// ---------------------------------------------------------------- read-out

const QUIET = 400; // ms without a change before a screen reader is asked to speak the sentence

function renderReadout({ model, el }) {
  const t = filler(model);
  const root = h("div", { class: "summitry summitry-readout" });
  keepKeys(root);
  const status = h("p", { class: "summitry-sentence", role: "status", "aria-live": "polite" }, model.get("sentence"));
  const box = h("div", { class: "summitry-table", id: uid("table"), role: "region", tabindex: "0", hidden: true });
  const toggle = button(t("show_table"), () => {
    model.set("open", !model.get("open"));
    model.save_changes();
  }, { "aria-expanded": "false", "aria-controls": box.id, class: "summitry-button summitry-quiet" });

  let timer = null;
  const showSentence = () => {
    status.setAttribute("aria-busy", "true");
    status.textContent = model.get("sentence");
    clearTimeout(timer);
    timer = setTimeout(() => status.removeAttribute("aria-busy"), QUIET);
    nameFigure();
  };
  const showTable = () => {
    const open = model.get("open");
    const table = model.get("table");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = t(open ? "hide_table" : "show_table");
    box.hidden = !open;
    box.setAttribute("aria-label", model.get("caption"));
    box.replaceChildren(open && table.columns ? tableElement(table, model.get("caption")) : "");
  };

  // Plotly's drawing has no accessible name. Give it one: what the figure is, and what it says now.
  const nameFigure = () => {
    const title = model.get("figure_title");
    const plot = title && root.closest(".summitry-explorer")?.querySelector(".js-plotly-plot");
    if (!plot) return false;
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", t("figure_of", { title, sentence: model.get("sentence") }));
    return true;
  };
  let tries = 0;
  const waiting = setInterval(() => {
    tries += 1;
    if (nameFigure() || tries > 100) clearInterval(waiting);
  }, 200);

  listen(model, ["sentence"], showSentence);
  listen(model, ["open", "table", "caption"], showTable);
  showTable();
  root.append(status, toggle, box);
  el.append(root);
  return () => { clearInterval(waiting); clearTimeout(timer); };
}

// ---------------------------------------------------------------- entry point

const PARTS = { controls: renderControls, readout: renderReadout };

export default {
  render(context) {
    return PARTS[context.model.get("part")](context);
  },
};
