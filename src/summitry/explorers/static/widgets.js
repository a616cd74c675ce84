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

// The same without the first wait: run at once; what follows within this frame runs together in the next.
function atOnceThenOnceAFrame(action) {
  let resting = false;
  let missed = false;
  const run = () => {
    missed = resting;
    if (resting) return;
    resting = true;
    action();
    requestAnimationFrame(() => {
      resting = false;
      if (missed) run();
    });
  };
  return run;
}

// In JupyterLab's command mode, arrow keys, Enter and letters move, open or delete cells, also while
// a control in an output has the focus. Keep these keys here. (JupyterLab's own attribute for this,
// data-lm-suppress-shortcuts, must stand on the focused element itself and would also take away
// Ctrl+S.) Shortcuts with Ctrl or Command, and Shift+Enter, which runs the cell, still go through.
function keepKeys(root) {
  root.addEventListener("keydown", (event) => {
    const forNotebook = event.ctrlKey || event.metaKey || (event.shiftKey && event.key === "Enter");
    if (!forNotebook) event.stopPropagation();
    // Escape leads back to the cell, from where the arrow keys go on. (In a list it closes the list.)
    if (event.key === "Escape" && event.target.tagName !== "SELECT") root.closest(".jp-Cell")?.focus();
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
    const ends = { min: numberText(limits.min), max: numberText(limits.max) };
    if (!known(limits.max)) return t("too_small", ends);
    return t(known(limits.min) ? "out_of_range" : "too_large", ends);
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
  const push = atOnceThenOnceAFrame(() => {
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
    model.set("shown", !model.get("shown"));
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
    const open = model.get("shown");
    const table = model.get("table");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = t(open ? "hide_table" : "show_table");
    box.hidden = !open;
    box.setAttribute("aria-label", model.get("caption"));
    box.replaceChildren(open && table.columns ? tableElement(table, model.get("caption")) : "");
  };

  // Plotly's drawing has no accessible name. Give it one: what the figure is, and what it says now.
  let plot = null;
  const nameFigure = () => {
    plot?.setAttribute("role", "img");
    plot?.setAttribute("aria-label",
      t("figure_of", { title: model.get("figure_title"), sentence: model.get("sentence") }));
  };
  let tries = 0;
  const waiting = setInterval(() => {
    plot = root.closest(".summitry-explorer")?.querySelector(".js-plotly-plot") ?? null;
    tries += 1;
    if (!plot && tries < 150 && model.get("figure_title")) return;
    clearInterval(waiting);
    nameFigure();
  }, 100);

  model.on("change:sentence", showSentence);
  listen(model, ["shown", "table", "caption"], showTable);
  showTable();
  root.append(status, toggle, box);
  el.append(root);
  return () => { clearInterval(waiting); clearTimeout(timer); };
}

// ---------------------------------------------------------------- answers: number, one, several, order, match

// A number field with its error line. read() returns the number, or undefined and shows what is wrong.
function numberField(label, limits, helpId, t, onenter) {
  const id = uid("number");
  const error = h("p", { class: "summitry-error", id: `${id}-error`, role: "alert" });
  const input = h("input", {
    type: "number", id, min: limits.min, max: limits.max, step: limits.step ?? "any", inputmode: "decimal",
    "aria-describedby": [limits.unit ? `${id}-unit` : null, helpId, error.id].filter(Boolean).join(" "),
    oninput: () => { error.textContent = ""; input.setAttribute("aria-invalid", "false"); },
    onkeydown: (event) => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); onenter(); } },
  });
  const unit = limits.unit ? h("span", { class: "summitry-unit", id: `${id}-unit` }, limits.unit) : null;
  const element = h("div", { class: "summitry-control" },
    h("label", { for: id }, label), h("div", { class: "summitry-field" }, input, unit), error);
  const read = () => {
    const problem = numberProblem(input, limits, t);
    error.textContent = problem;
    input.setAttribute("aria-invalid", String(Boolean(problem)));
    if (!problem) return input.valueAsNumber;
    input.focus();
    return undefined;
  };
  return {
    element, read,
    show: (value) => { input.value = value ?? ""; },
    lock: (locked) => { input.disabled = locked; },
  };
}

// Radio buttons or check boxes. read() returns a key, or a list of keys.
function optionsField(legend, options, several, helpId) {
  const name = uid("options");
  const inputs = options.map((option) =>
    h("input", { type: several ? "checkbox" : "radio", name, value: option.value }));
  const element = h("fieldset", { class: "summitry-control", "aria-describedby": helpId },
    h("legend", {}, legend),
    h("div", { class: "summitry-options" }, options.map((option, i) =>
      h("label", { class: "summitry-option" }, inputs[i], h("span", {}, option.label)))));
  const ticked = () => inputs.filter((input) => input.checked).map((input) => input.value);
  return {
    element,
    read: () => (several ? ticked() : ticked()[0]),
    show: (value) => inputs.forEach((input) => { input.checked = [].concat(value ?? []).includes(input.value); }),
    lock: (locked) => inputs.forEach((input) => { input.disabled = locked; }),
  };
}

// A list to put in order with two buttons a line. Focus stays on the button that was pressed.
function orderField(legend, options, helpId, t) {
  let order = [...options];
  const list = h("ol", { class: "summitry-order" });
  const said = h("p", { class: "summitry-hidden", role: "status", "aria-live": "polite" });
  const move = (option, step) => {
    const from = order.indexOf(option);
    const to = from + step;
    if (to < 0 || to >= order.length) return;
    order.splice(from, 1);
    order.splice(to, 0, option);
    const line = lines.get(option);
    list.replaceChildren(...order.map((item) => lines.get(item)));
    mark();
    const buttons = line.querySelectorAll("button");
    buttons[step < 0 ? 0 : 1].focus();
    said.textContent = t("moved", { item: option.label, position: to + 1, total: order.length });
  };
  const lines = new Map(options.map((option) => [option, h("li", {},
    h("div", { class: "summitry-order-line" },
      h("span", {}, option.label),
      h("span", { class: "summitry-order-buttons" },
        button("\u2191", () => move(option, -1), { "aria-label": t("move_up", { item: option.label }) }),
        button("\u2193", () => move(option, 1), { "aria-label": t("move_down", { item: option.label }) }))))]));
  // aria-disabled, not disabled: a disabled button would lose the focus.
  const mark = () => order.forEach((option, i) => {
    const [up, down] = lines.get(option).querySelectorAll("button");
    up.setAttribute("aria-disabled", String(i === 0));
    down.setAttribute("aria-disabled", String(i === order.length - 1));
  });
  list.append(...lines.values());
  mark();
  const element = h("fieldset", { class: "summitry-control", "aria-describedby": helpId }, h("legend", {}, legend), list, said);
  return { element, read: () => order.map((option) => option.value) };
}

// One drop-down list a line. read() returns { line: partner }.
function matchField(legend, rows, options, helpId, t) {
  const selects = rows.map((row) => {
    const id = uid("match");
    const select = h("select", { id }, h("option", { value: "" }, t("choose")),
      options.map((option) => h("option", { value: option.value }, option.label)));
    return { select, line: h("div", { class: "summitry-match" }, h("label", { for: id }, row.label), select) };
  });
  const element = h("fieldset", { class: "summitry-control", "aria-describedby": helpId },
    h("legend", {}, legend), selects.map((part) => part.line));
  return { element, read: () => Object.fromEntries(rows.map((row, i) => [row.value, selects[i].select.value])) };
}

// The question and its help line; returns the id of the help line for aria-describedby.
function ask(root, question, help) {
  root.append(h("p", { class: "summitry-question" }, question));
  if (!help) return null;
  const line = h("p", { class: "summitry-help", id: uid("help") }, help);
  root.append(line);
  return line.id;
}

// Ask the Python side for something; a counter makes two equal requests differ.
function requester(model, trait) {
  let turn = 0;
  return (request) => {
    turn += 1;
    model.set(trait, { ...request, turn: `${turn}-${Math.random()}` });
    model.save_changes();
  };
}

function sourceList(sources, t) {
  if (!sources.length) return [];
  const items = sources.map(({ label, url }) => h("li", {},
    /^https?:\/\//.test(url) ? h("a", { href: url, target: "_blank", rel: "noopener" }, label) : label));
  return [h("p", { class: "summitry-small-heading" }, t("sources")), h("ul", {}, items)];
}

// ---------------------------------------------------------------- prediction

function renderPredict({ model, el }) {
  const t = filler(model);
  const root = panel("forecast", model.get("title"));
  const helpId = ask(root, model.get("question"), model.get("help"));
  const limits = model.get("limits");
  const request = requester(model, "request");

  const seal = () => {
    const value = field.read();
    if (value !== undefined) request({ action: "seal", value });
    else if (model.get("kind") === "choice") message.textContent = t("nothing_to_seal");
  };
  const field = model.get("kind") === "choice"
    ? optionsField(t("predict_group"), model.get("options"), false, helpId)
    : numberField(t(model.get("kind") === "percent" ? "your_percent" : "your_number"), limits, helpId, t, seal);

  const sealButton = button(t("seal"), seal, { class: "summitry-button summitry-main" });
  const decide = (action) => () => { request({ action }); sealButton.focus(); };
  const replace = button(t("replace"), decide("replace"));
  const keep = button(t("keep"), decide("keep"));
  const buttons = h("div", { class: "summitry-buttons" }, sealButton, replace, keep);
  const message = h("p", { class: "summitry-message", role: "status", "aria-live": "polite" });

  let turn = null;
  const show = () => {
    const status = model.get("status");
    const asking = status.phase === "ask";
    const locked = status.phase === "locked";
    message.textContent = status.message;
    // While the question Replace or Keep is open, what the learner wrote stays in the field.
    if (!asking && status.phase !== "open") field.show(status.value);
    field.lock(locked);
    sealButton.hidden = locked;
    replace.hidden = !asking;
    keep.hidden = !asking;
    if (asking && turn !== null && turn !== status.turn && root.contains(document.activeElement)) keep.focus();
    turn = status.turn;
  };
  model.on("change:status", show);
  show();
  root.append(field.element, message, buttons);
  el.append(root);
}

// ---------------------------------------------------------------- reveal

function renderReveal({ model, el }) {
  const t = filler(model);
  const root = panel("reveal", model.get("title"));
  root.append(h("p", { class: "summitry-question" }, model.get("question")));
  const request = requester(model, "request");
  const message = h("p", { class: "summitry-message", role: "status", "aria-live": "polite" });
  const press = button(t("reveal"), () => {
    request({ action: model.get("status").phase === "empty" ? "reveal_anyway" : "reveal" });
    wanted = true;
  }, { class: "summitry-button summitry-main" });
  const buttons = h("div", { class: "summitry-buttons" }, press);
  const answer = h("div", { class: "summitry-answer", tabindex: "-1" });
  let wanted = false;

  const show = () => {
    const status = model.get("status");
    const done = status.phase === "done";
    message.textContent = status.message;
    buttons.hidden = done;
    press.textContent = t(status.phase === "empty" ? "reveal_anyway" : "reveal");
    press.classList.toggle("summitry-main", status.phase !== "empty");
    answer.replaceChildren(...(done ? revealed(status) : []));
    if (done && wanted) answer.focus(); // the button is gone: reading goes on here
    wanted = false;
  };
  const revealed = (status) => [
    h("dl", {},
      h("dt", {}, t("you_said")), h("dd", {}, status.prediction),
      h("dt", {}, t("happened")), h("dd", {}, status.happened)),
    ...(status.distance ? [h("p", { class: "summitry-sentence" }, status.distance)] : []),
    h("p", { class: "summitry-small-heading" }, t("record")),
    ...status.record.map((part) => h("p", {}, part)),
    ...sourceList(status.sources, t),
  ];
  model.on("change:status", show);
  show();
  root.append(message, buttons, answer);
  el.append(root);
}

// ---------------------------------------------------------------- check

function renderCheck({ model, el }) {
  const t = filler(model);
  const root = panel("check", model.get("title"));
  const helpId = ask(root, model.get("question"), model.get("help"));
  const [kind, options, rows] = [model.get("kind"), model.get("options"), model.get("rows")];
  const submit = requester(model, "submission");
  const send = () => {
    const answer = field.read();
    if (kind !== "number" || answer !== undefined) submit({ answer: answer ?? null });
  };
  const fields = {
    single: () => optionsField(t("pick_one"), options, false, helpId),
    multiple: () => optionsField(t("pick_some"), options, true, helpId),
    number: () => numberField(t("your_answer"), { unit: model.get("unit") }, helpId, t, send),
    order: () => orderField(t("order_group"), options, helpId, t),
    match: () => matchField(t("match_group"), rows, options, helpId, t),
  };
  const field = fields[kind]();
  const verdict = h("p", { role: "status", "aria-live": "polite" });
  const after = h("div", {});

  const show = () => {
    const found = model.get("verdict");
    const state = !found.text ? "" : found.passed ? "right" : found.answered ? "wrong" : "open";
    verdict.className = `summitry-verdict ${state}`;
    verdict.textContent = found.text ? `${{ right: "\u2713 ", wrong: "\u2717 ", open: "" }[state]}${found.text}` : "";
    after.replaceChildren(
      ...(found.answered ? [h("p", { class: "summitry-help" }, found.tries)] : []),
      ...sourceList(found.sources ?? [], t));
  };
  model.on("change:verdict", show);
  show();
  root.append(field.element,
    h("div", { class: "summitry-buttons" }, button(t("check"), send, { class: "summitry-button summitry-main" })),
    verdict, after);
  el.append(root);
}

// ------------------------------------------- figures keep their height

// When the window changes size, JupyterLab's view of a plotly figure forgets the height that the
// figure asked for, and the figure falls to nothing. Here each keeps the height it was drawn with.
if (!window.summitryKeepsHeights) {
  window.summitryKeepsHeights = true;
  const drawn = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const height = target._fullLayout ? target._fullLayout.height : 0;
      if (height && !target.style.minHeight) target.style.minHeight = `${height}px`;
    }
  });
  const find = () => {
    for (const node of document.querySelectorAll(".jp-RenderedPlotly:not([data-summitry])")) {
      node.dataset.summitry = "";
      drawn.observe(node);
    }
  };
  new MutationObserver(find).observe(document.body, { childList: true, subtree: true });
  find();
}

// ---------------------------------------------------------------- entry point

const PARTS = {
  controls: renderControls, readout: renderReadout, predict: renderPredict, reveal: renderReveal, check: renderCheck,
};

export default {
  render(context) {
    return PARTS[context.model.get("part")](context);
  },
};
