
// ================================================================ explorers that draw their own picture
// What they share. Runs below widgets.js (h, filler, button, keepKeys, BUILDERS, renderReadout ...)
// and above the script of one explorer, which enters itself in PARTS.
// The browser only ever writes `wish`; Python answers with `state`, `view` and the read-out.

const INK = "#22262E";
const QUIET_INK = "#5A606B";
const RULE = "#C9CDD4";
const US = { fill: "#17479E", text: "#17479E" };
const DPRK = { fill: "#C4540F", text: "#A8470A" };
const GOOD = { line: "#00797B", fill: "#D9EEEE" }; // what suits both, what holds

// ---------------------------------------------------------------- numbers and texts

// Write a text only where it is another one: unchanged text needs no new layout.
const say = (element, text) => { if (element.textContent !== text) element.textContent = text; };
const short = (value) => (Math.abs(value) >= 99.95 ? Math.round(value).toString() : value.toFixed(1).replace(/\.0$/, ""));
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const tidy = (value) => Math.round(value * 1e6) / 1e6;

// The first of 1, 2, 5, 10, 20 ... that is not below a number: how far apart to set ticks.
function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough - 1e-9);
}

// ---------------------------------------------------------------- drawing

const svgElement = (tag, attributes = {}, text = null) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  if (text !== null) element.textContent = text;
  return element;
};

// A drawing that is drawn again and again: from one time to the next most of it stays the same, and
// only what differs is handed to the browser. What is put first lies below.
function canvas(root) {
  const drawn = []; // { kind, attributes, text, element }, in the order of drawing
  let at = 0;
  const put = (tag, attributes, text = null) => {
    const now = { text, attributes: {} };
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined && value !== false) now.attributes[key] = String(value);
    }
    now.kind = `${tag} ${Object.keys(now.attributes)}`;
    const old = drawn[at];
    if (old?.kind === now.kind) {
      now.element = old.element;
      for (const key in now.attributes) if (now.attributes[key] !== old.attributes[key]) now.element.setAttribute(key, now.attributes[key]);
      if (text !== old.text) now.element.textContent = text ?? "";
    } else {
      now.element = svgElement(tag, now.attributes, text);
      if (old) old.element.replaceWith(now.element);
      else root.append(now.element);
    }
    drawn[at] = now;
    at += 1;
  };
  return {
    put,
    begin() { at = 0; },
    end() { drawn.splice(at).forEach(({ element }) => element.remove()); },
  };
}

// Mouse, pen and finger on a picture. press(event, place, hold) may take hold of something; pull(held,
// place) is called while it is moved, release(held, event, place) at the end, and hover(place) while
// nothing is held. A hand that hardly moves does not pull.
function hand(svg, { press, pull, release, hover = () => {} }) {
  let held = null;
  const at = (event) => { const box = svg.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const start = at(event);
    press(event, start, (what) => {
      event.preventDefault();
      svg.setPointerCapture(event.pointerId);
      held = { ...what, start, moved: false };
    });
  });
  svg.addEventListener("pointermove", (event) => {
    const [x, y] = at(event);
    if (!held) { hover([x, y]); return; }
    if (!held.moved && Math.hypot(x - held.start[0], y - held.start[1]) < 3) return;
    held.moved = true;
    pull(held, [x, y]);
  });
  const drop = (event) => {
    const was = held;
    held = null;
    release(was, event, at(event));
  };
  svg.addEventListener("pointerup", drop);
  svg.addEventListener("pointercancel", drop);
  return { get held() { return held; } };
}

// ---------------------------------------------------------------- controls

const pressed = (element, on) => element.setAttribute("aria-pressed", String(on));
// aria-disabled, not disabled: a disabled button would lose the focus.
const allow = (element, allowed) => element.setAttribute("aria-disabled", String(!allowed));

// Send on what was typed into a number field, or say what is wrong with it.
function readNumber(input, error, limits, t, send) {
  const problem = numberProblem(input, limits, t);
  error.textContent = problem;
  input.setAttribute("aria-invalid", String(Boolean(problem)));
  if (!problem) send(input.valueAsNumber);
}

// Show a number in its field, unless the learner is typing there.
function showNumber(input, error, value) {
  if (document.activeElement === input) return;
  input.value = String(Math.round(value * 100) / 100);
  error.textContent = "";
  input.setAttribute("aria-invalid", "false");
}

// The controls of the assumptions. show(state) touches only those that do not show it yet.
function assumptionControls(model, t, set) {
  let told = {}; // the state that they show
  const all = model.get("spec").map((control) => {
    const whole = Number.isInteger(control.step) && Number.isInteger(control.min);
    const part = BUILDERS[control.kind]({ ...control, whole }, uid(control.name), (value) => set({ [control.name]: value }), t);
    return { name: control.name, main: control.main, part };
  });
  return {
    elements: (main) => all.filter((one) => one.main === main).map((one) => one.part.element),
    show: (state) => {
      all.filter(({ name }) => !same(told[name], state[name])).forEach(({ name, part }) => part.show(state[name]));
      told = state;
    },
  };
}

// ---------------------------------------------------------------- between page and Python

// One request at a time: what comes while Python is busy waits, and changes that wait are merged.
function wisher(model) {
  const own = uid("wish");
  const queue = [];
  let turn = 0;
  let busy = null; // the turn that Python is working on
  let timer = null;
  const next = () => {
    if (busy !== null || !queue.length) return;
    turn += 1;
    busy = `${own}-${turn}`;
    model.set("wish", { ...queue.shift(), turn: busy });
    model.save_changes();
    clearTimeout(timer);
    timer = setTimeout(() => { busy = null; next(); }, 4000); // a kernel that is gone gives no answer
  };
  return {
    send(wish) {
      const last = queue.at(-1);
      if (last?.changes && wish.changes) Object.assign(last.changes, wish.changes);
      else queue.push({ ...wish, changes: wish.changes ? { ...wish.changes } : undefined });
      next();
    },
    // True when nothing of ours is under way, so that the state of Python may be taken over.
    answered(view) {
      if (view.turn === busy) { busy = null; clearTimeout(timer); }
      next();
      return busy === null;
    },
    stop() { clearTimeout(timer); },
  };
}

// The frame of an explorer: `state` is what the learner wishes, at once, and what Python says, as
// soon as it has caught up; `view` is what Python last said about it.
function workbench({ model, el }) {
  const t = filler(model);
  const wishes = wisher(model);
  const headingId = uid("heading");
  const readout = h("div", { class: "summitry-said" });
  const stopReadout = renderReadout({ model, el: readout });
  const bench = {
    t, readout,
    limits: model.get("limits"),
    state: { ...model.get("state") },
    view: model.get("view"),
    set(changes) {
      bench.state = { ...bench.state, ...changes };
      wishes.send({ changes });
    },
    act: (action, details = {}) => wishes.send({ action, ...details }),
    // Take over the answer; while `held`, the state stays the learner's. True when it was taken over.
    answer(held) {
      bench.view = model.get("view");
      if (!wishes.answered(bench.view) || held) return false;
      bench.state = { ...model.get("state") };
      return true;
    },
    head: (kind, ...parts) => h("div", { class: `summitry ${kind}` },
      h("p", { class: "summitry-heading", id: headingId }, model.get("title")),
      h("p", { class: "summitry-question" }, model.get("question")), ...parts),
    // One button for each ready-made case.
    cases: (ready) => ready.map(({ name }) => button(name, () => bench.act("preset", { value: name }), { "aria-pressed": "false" })),
    furtherControls: (kind, ...parts) => h("details", { class: kind },
      h("summary", {}, t("more")), h("p", { class: "summitry-help" }, t("more_note")), ...parts),
    // The place of the picture: it takes the focus, and is told in words what the keys do.
    board: (kind, ...parts) => h("div", { class: kind, tabindex: "0", role: "group", "aria-label": t("figure_keys") }, ...parts),
    // Name the picture, and mark it with the turn that it answers.
    label(svg) {
      svg.dataset.turn = bench.view.turn ?? "";
      svg.setAttribute("aria-label", t("figure_of", { title: model.get("title"), sentence: model.get("sentence") }));
    },
    // Put all of it on the page; the picture is as wide as its place. Returns how to end it.
    stand(kind, head, columns, board, picture, show) {
      const frame = h("div", { class: `summitry-${kind}-frame`, role: "group", "aria-labelledby": headingId },
        head, h("div", { class: `summitry-explorer summitry-${kind}` }, columns));
      keepKeys(frame);
      el.append(frame);
      const observer = new ResizeObserver(([entry]) => {
        const wide = Math.round(entry.contentRect.width);
        if (wide < 100) return;
        picture.fit(wide);
        show();
      });
      observer.observe(board);
      show();
      return () => { observer.disconnect(); wishes.stop(); stopReadout?.(); };
    },
  };
  return bench;
}
