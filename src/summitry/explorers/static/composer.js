
// ================================================================ the staged-deal composer
// Runs below widgets.js and drawing.js.

const BROKEN = "#96395A";
const CHOSEN = "#FFF6D6";

const sum = (values) => values.reduce((total, value) => total + value, 0);

// ---------------------------------------------------------------- the picture

const LEFT = 84;
const RIGHT = 20;
const Y = { moves: 20, dprk: 52, us: 94, exposure: 144, exposureTop: 158, exposureBottom: 246, pay: 284, payTop: 326, payBottom: 488, chips: 504, strip: 564, bottom: 622 };

function drawing(t) {
  const svg = svgElement("svg", { class: "summitry-stages", width: 560, height: Y.bottom, viewBox: `0 0 560 ${Y.bottom}`, role: "img" });
  const ids = uid("pattern");
  const content = svgElement("g");
  svg.append(patterns(), content);
  const page = canvas(content);
  const { put } = page;
  let width = 560;
  let scale = null; // highest payment shown; kept while a handle is dragged

  const x0 = () => LEFT;
  const inner = () => Math.max(width - LEFT - RIGHT, 160);
  const column = (count) => inner() / count;
  const middle = (count, n) => x0() + column(count) * (n + 0.5);
  const share = (percent) => x0() + (inner() * percent) / 100;

  const payScale = (shown) => {
    const low = shown.floor.filter((value) => value !== null);
    const high = shown.ceiling.filter((value, n) => value !== null && shown.floor[n] !== null);
    const must = Math.max(...shown.payments, ...low, 20) * 1.18;
    const most = Math.max(...high, 0) * 1.06;
    return Math.max(must, shown.kind === "projection" ? most : Math.min(most, must * 1.35));
  };
  const payY = (value) => Y.payBottom - ((Y.payBottom - Y.payTop) * Math.min(value, scale)) / scale;
  const atY = (y) => clamp(((Y.payBottom - y) / (Y.payBottom - Y.payTop)) * scale, 0, scale);

  function draw(shown, chosen, drag) {
    const count = shown.steps.length;
    if (!drag || scale === null) scale = payScale(shown);
    page.begin();
    const heading = (y, text) => put("text", { x: 4, y, class: "heading" }, text);
    const col = column(count);
    const roomy = col >= 40;

    put("rect", { x: 0, y: 0, width, height: Y.bottom, fill: "#fff" });
    // The chosen stage, behind everything.
    const bands = [[Y.dprk - 22, Y.us + 22], [Y.exposureTop - 4, Y.exposureBottom], [Y.payTop - 8, Y.chips + 22]];
    if (count > 1) bands.forEach(([from, to]) => put("rect", { x: x0() + col * chosen, y: from, width: col, height: to - from, fill: CHOSEN }));

    // ---- who keeps the promise
    heading(Y.moves, t("panel_moves"));
    put("text", { x: x0() - 10, y: Y.dprk + 5, class: "label", "text-anchor": "end", fill: DPRK.text }, t("dprk_short"));
    put("text", { x: x0() - 10, y: Y.us + 5, class: "label", "text-anchor": "end", fill: US.text }, t("us_short"));
    moves(put, shown, count, col, roomy);

    // ---- exposure
    heading(Y.exposure, t("panel_exposure"));
    exposures(put, shown, count, col, roomy);

    // ---- payments
    heading(Y.pay, t("panel_pay"));
    const paid = sum(shown.payments);
    const over = shown.leverage !== null && paid > shown.leverage + 0.051;
    put("text", { x: width - RIGHT, y: Y.pay, class: over ? "small strong" : "small", "text-anchor": "end", fill: over ? BROKEN : INK },
      `${over ? "! " : ""}${t(width < 480 ? "paid_short" : "paid", { paid: short(paid), leverage: shown.leverage === null ? "∞" : short(shown.leverage) })}`);
    put("text", { x: 4, y: Y.pay + 20, class: "small", fill: QUIET_INK }, t(`legend_${shown.kind ?? "own"}${width < 520 ? "_short" : ""}`));
    payments(put, shown, count, col, roomy, drag);

    // ---- stages and the programme
    strip(put, shown, count, col, chosen, drag);
    page.end();
  }

  function patterns() {
    const defs = svgElement("defs");
    const hatch = (id, colour, background) => {
      const pattern = svgElement("pattern", { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
      pattern.append(svgElement("rect", { width: 7, height: 7, fill: background }), svgElement("rect", { width: 2.4, height: 7, fill: colour }));
      return pattern;
    };
    defs.append(hatch(`${ids}-dprk`, "#fff", DPRK.fill), hatch(`${ids}-none`, "#E3C6D0", "#FBF4F6"), hatch(`${ids}-out`, "#fff", US.fill), hatch(`${ids}-rest`, RULE, "#fff"));
    return defs;
  }

  function moves(put, shown, count, col, roomy) {
    const radius = clamp(col * 0.19, 4.5, 13);
    const spread = Math.min(col * 0.24, 26);
    const dprkX = (n) => middle(count, n) - spread;
    const usX = (n) => middle(count, n) + spread;
    const broke = shown.firstBreak;
    const end = !shown.signs ? -1 : broke ? (broke[0] - 1) * 2 + (broke[1] === "US" ? 1 : 0) : count * 2;
    const points = [];
    for (let n = 0; n < count; n += 1) points.push([dprkX(n), Y.dprk], [usX(n), Y.us]);
    points.push([width - RIGHT + 2, (Y.dprk + Y.us) / 2]);
    let from = [x0() - 2, (Y.dprk + Y.us) / 2];
    points.forEach((to, i) => {
      const played = i <= end;
      put("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], stroke: played ? INK : RULE, "stroke-width": played ? 2.5 : 1.5, "stroke-dasharray": played ? null : "3 4" });
      from = to;
    });
    const node = (x, y, keeps, fake, side, index, leaves) => {
      const bad = !keeps || fake;
      const role = side === "dprk" ? DPRK : US;
      const look = { fill: bad ? "#fff" : role.fill, stroke: bad ? BROKEN : role.fill, "stroke-width": 2.5, opacity: index > end && end >= 0 ? 0.45 : 1 };
      if (side === "dprk") put("rect", { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius, ...look });
      else put("circle", { cx: x, cy: y, r: radius, ...look });
      const r = radius * 0.5;
      const path = bad ? `M${x - r} ${y - r}L${x + r} ${y + r}M${x + r} ${y - r}L${x - r} ${y + r}` : `M${x - r} ${y}L${x - r * 0.2} ${y + r * 0.8}L${x + r} ${y - r * 0.8}`;
      put("path", { d: path, fill: "none", stroke: bad ? BROKEN : "#fff", "stroke-width": radius > 7 ? 2.5 : 1.8, "stroke-linecap": "round", opacity: look.opacity });
      if (bad && roomy) {
        const above = side === "dprk";
        put("text", { x: above ? x + radius + 4 : x - radius - 4, y: y + (above ? -6 : 16), class: "small strong", "text-anchor": above ? "start" : "end", fill: BROKEN }, leaves);
      }
    };
    for (let n = 0; n < count; n += 1) {
      node(dprkX(n), Y.dprk, shown.dprkKeeps[n], shown.fakes[n], "dprk", 2 * n, t(shown.dprkKeeps[n] ? "fakes" : "stalls"));
      node(usX(n), Y.us, shown.usKeeps[n], false, "us", 2 * n + 1, t(col > 120 ? "keeps_money" : "keeps_money_short"));
    }
    put("text", { x: 4, y: (Y.dprk + Y.us) / 2 + 5, class: "small strong", fill: shown.signs ? INK : BROKEN }, `${shown.signs ? "✓" : "✗"} ${t(shown.signs ? "signs" : "no_sign")}`);
    put("circle", { cx: width - RIGHT + 6, cy: (Y.dprk + Y.us) / 2, r: 6, fill: shown.holds ? INK : "#fff", stroke: shown.holds ? INK : RULE, "stroke-width": 2 });
  }

  function exposures(put, shown, count, col, roomy) {
    const up = Math.max(...shown.exposureDprk, 0);
    const down = Math.max(...shown.exposureUs, 0);
    const height = Y.exposureBottom - Y.exposureTop;
    const all = Math.max(up + down, 12);
    const base = Y.exposureTop + 16 + (height - 32) * (up || down ? up / all : 0.6);
    const unit = (height - 32) / all;
    const bar = Math.min(col * 0.56, 46);
    put("text", { x: x0() - 10, y: Math.min(base - 4, Y.exposureBottom - 24), class: "label", "text-anchor": "end", fill: DPRK.text }, t("dprk_short"));
    put("text", { x: x0() - 10, y: Math.max(base + 15, Y.exposureTop + 30), class: "label", "text-anchor": "end", fill: US.text }, t("us_short"));
    for (let n = 0; n < count; n += 1) {
      const [k, u] = [shown.exposureDprk[n], shown.exposureUs[n]];
      const left = middle(count, n) - bar / 2;
      if (k > 0.05) put("rect", { x: left, y: base - k * unit, width: bar, height: k * unit, fill: `url(#${ids}-dprk)`, stroke: DPRK.fill, "stroke-width": 1.5 });
      if (u > 0.05) put("rect", { x: left, y: base, width: bar, height: u * unit, fill: US.fill });
      const most = roomy || k === up;
      if (k > 0.05 && most) put("text", { x: middle(count, n), y: base - k * unit - 4, class: "small", "text-anchor": "middle", fill: DPRK.text }, short(k));
      if (u > 0.05 && (roomy || u === down)) put("text", { x: middle(count, n), y: base + u * unit + 15, class: "small", "text-anchor": "middle", fill: US.text }, short(u));
      if (k <= 0.05 && u <= 0.05 && roomy) put("text", { x: middle(count, n), y: base - 5, class: "small", "text-anchor": "middle", fill: QUIET_INK }, "0");
    }
    put("line", { x1: x0(), x2: width - RIGHT, y1: base, y2: base, stroke: INK, "stroke-width": 1.5 });
  }

  function payments(put, shown, count, col, roomy, drag) {
    const tick = niceStep(scale / 4);
    for (let value = 0; value <= scale + 1e-9; value += tick) {
      put("line", { x1: x0(), x2: width - RIGHT, y1: payY(value), y2: payY(value), stroke: value ? "#E7E9ED" : INK, "stroke-width": value ? 1 : 1.5 });
      put("text", { x: x0() - 8, y: payY(value) + 5, class: "small", "text-anchor": "end", fill: INK }, short(value));
    }
    const wide = Math.min(col * 0.84, 96);
    const bar = Math.min(col * 0.46, 52);
    for (let n = 0; n < count; n += 1) {
      const x = middle(count, n);
      const paid = shown.payments[n];
      const [floor, ceiling] = [shown.floor[n], shown.ceiling[n]];
      const stale = drag?.kind === "cut";
      const within = floor !== null && paid >= floor - 0.051 && (ceiling === null || paid <= ceiling + 0.051);
      if (!stale && floor === null) {
        put("rect", { x: x - wide / 2, y: Y.payTop, width: wide, height: Y.payBottom - Y.payTop, fill: `url(#${ids}-none)` });
      } else if (!stale) {
        const [low, high] = [payY(floor), ceiling === null ? Y.payTop - 6 : payY(ceiling)];
        put("rect", { x: x - wide / 2, y: high, width: wide, height: Math.max(low - high, 1), fill: GOOD.fill });
        const posts = `M${x - wide / 2} ${low}V${high}M${x + wide / 2} ${low}V${high}`;
        const ends = `M${x - wide / 2} ${low}H${x + wide / 2}${ceiling !== null && ceiling <= scale ? `M${x - wide / 2} ${high}H${x + wide / 2}` : ""}`;
        put("path", { d: posts + ends, stroke: GOOD.line, "stroke-width": 2, fill: "none" });
      }
      const top = payY(paid);
      put("rect", { x: x - bar / 2, y: top, width: bar, height: Y.payBottom - top, fill: within || stale ? US.fill : `url(#${ids}-out)`, stroke: US.fill, "stroke-width": 1.5 });
      const grip = clamp(col * 0.7, 12, 58);
      put("rect", { x: x - grip / 2, y: top - 8, width: grip, height: 16, rx: 8, fill: "#fff", stroke: within || stale ? INK : BROKEN, "stroke-width": drag?.kind === "pay" && drag.stage === n ? 3.5 : 2 });
      if (col >= 34) put("text", { x, y: top + 5, class: "grip", "text-anchor": "middle", fill: INK }, short(paid));
      if (!within && !stale && roomy) put("text", { x, y: top - 13, class: "small strong", "text-anchor": "middle", fill: BROKEN }, "!");
      put("rect", { x: x - col / 2, y: top - 16, width: col, height: 32, fill: "transparent", "data-pay": n, class: "grab-y" });
    }
  }

  function strip(put, shown, count, col, chosen, drag) {
    const named = shown.names.some(Boolean) && col > 64;
    const ends = shown.steps.map((_, n) => sum(shown.steps.slice(0, n + 1)));
    const [top, bottom] = [Y.strip, Y.strip + 26];
    for (let n = 0; n < count; n += 1) {
      const [start, end] = [ends[n] - shown.steps[n], ends[n]];
      put("path", { d: `M${x0() + col * n} ${Y.chips + 22}L${share(start)} ${top}H${share(end)}L${x0() + col * (n + 1)} ${Y.chips + 22}Z`, fill: n === chosen && count > 1 ? CHOSEN : n % 2 ? "#F5F6F8" : "#ECEEF2" });
      put("rect", { x: share(start), y: top, width: share(end) - share(start), height: 26, fill: n === chosen ? "#F2C53D" : n % 2 ? "#B9BEC8" : "#8F96A3" });
      const wide = share(end) - share(start);
      if (wide > 34) {
        const text = wide > 58 ? short(shown.steps[n]) : String(Math.round(shown.steps[n]));
        put("text", { x: (share(start) + share(end)) / 2, y: top + 18, class: "small strong", "text-anchor": "middle", fill: INK }, `${text}%`);
      }
    }
    const left = 100 - ends[count - 1];
    if (left > 0.05) {
      put("rect", { x: share(ends[count - 1]), y: top, width: share(100) - share(ends[count - 1]), height: 26, fill: `url(#${ids}-rest)`, stroke: RULE });
      if (share(left) - x0() > 130) put("text", { x: share(100 - left / 2), y: top + 18, class: "small halo", "text-anchor": "middle", fill: INK }, t("rest", { percent: short(left) }));
    }
    // The chosen stage comes last, so that its neighbours do not cover it.
    const order = [...shown.steps.keys()].sort((a, b) => (a === chosen) - (b === chosen));
    for (const n of order) {
      const x = middle(count, n);
      const lifted = drag?.kind === "chip" && drag.stage === n;
      const label = named && shown.names[n] ? cut(shown.names[n], col) : String(n + 1);
      const wide = named ? Math.min(col - 4, Math.max(label.length * 8.4 + 18, 30)) : Math.min(col - 2, 38);
      const at = lifted ? drag.x : x;
      const every = col >= 22 ? 1 : 5; // where stages are narrow, every fifth number
      const told = n === chosen || every === 1 || ((n + 1) % every === 0 && Math.abs(n - chosen) > 1);
      const back = n === chosen ? Math.max(wide, 24) : wide;
      put("rect", { x: at - back / 2, y: Y.chips - 8, width: back, height: 26, rx: Math.min(back / 2, 13), fill: n === chosen ? INK : "#fff", stroke: every === 1 || n === chosen ? INK : "none", "stroke-width": 1.5, opacity: lifted ? 0.8 : 1 });
      if (told) put("text", { x: at, y: Y.chips + 10, class: "small strong", "text-anchor": "middle", fill: n === chosen ? "#fff" : INK }, label);
      put("rect", { x: x - col / 2, y: Y.chips - 12, width: col, height: 34, fill: "transparent", "data-chip": n, class: "grab" });
      // The cut at the end of the step.
      const end = share(ends[n]);
      const grip = clamp(share(shown.steps[n]) - x0(), 7, 14) / 2;
      put("rect", { x: end - grip / 2, y: top - 5, width: grip, height: 36, rx: grip / 2, fill: "#fff", stroke: INK, "stroke-width": drag?.kind === "cut" && drag.stage === n ? 3.5 : 2 });
      put("rect", { x: end - grip - 2, y: top - 8, width: 2 * grip + 4, height: 42, fill: "transparent", "data-cut": n, class: "grab-x" });
    }
    if (drag?.kind === "chip" && drag.to !== null) put("line", { x1: x0() + col * drag.to, x2: x0() + col * drag.to, y1: Y.payTop, y2: Y.chips + 22, stroke: BROKEN, "stroke-width": 4 });
    put("text", { x: x0() - 12, y: top + 18, class: "label", "text-anchor": "end", fill: INK }, t("programme"));
    put("text", { x: x0(), y: bottom + 26, class: "small", fill: QUIET_INK }, "0%");
    put("text", { x: width - RIGHT, y: bottom + 26, class: "small", "text-anchor": "end", fill: QUIET_INK }, "100%");
    put("text", { x: x0() + inner() / 2, y: bottom + 26, class: "small", "text-anchor": "middle", fill: QUIET_INK }, t("years_in_all", { years: Math.round(sum(shown.years) * 100) / 100 }));
  }

  const cut = (text, room) => { const letters = Math.max(Math.floor((room - 20) / 8.4), 2); return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`; };

  return {
    svg, draw, atY,
    fit: (wide) => {
      width = wide;
      svg.setAttribute("width", width);
      svg.setAttribute("viewBox", `0 0 ${width} ${Y.bottom}`);
    },
    atX: (x) => clamp(((x - x0()) / inner()) * 100, 0, 100),
    columnAt: (x, count) => clamp(Math.floor((x - x0()) / column(count)), 0, count - 1),
    slotAt: (x, count) => clamp(Math.round((x - x0()) / column(count)), 0, count),
    get scale() { return scale; },
  };
}

// ---------------------------------------------------------------- the tools for one stage

function exactField(label, limits, t, send) {
  const id = uid("exact");
  const error = h("p", { class: "summitry-error", id: `${id}-error`, role: "alert" });
  const input = h("input", {
    type: "number", id, step: "any", inputmode: "decimal", "aria-label": label, "aria-describedby": error.id,
    onchange: () => readNumber(input, error, limits(), t, send),
  });
  return { input, error, show: (value) => showNumber(input, error, value) };
}

// A slider with its exact number beside it.
function stageSlider(label, exact, step, unit, limits, t, send) {
  const id = uid("stage-slider");
  const input = h("input", {
    type: "range", id, step,
    oninput: () => { say(input.valueAsNumber); send(input.valueAsNumber); },
  });
  const field = exactField(exact, limits, t, send);
  const say = (value) => input.setAttribute("aria-valuetext", numberText(Math.round(value * 10) / 10, unit));
  const element = h("div", { class: "summitry-control summitry-stage-slider" },
    h("label", { for: id }, label), h("div", { class: "summitry-field" }, input, field.input), field.error);
  return {
    element,
    show: (value) => {
      const { min, max } = limits();
      input.min = min;
      input.max = max;
      input.value = value;
      say(value);
      field.show(value);
    },
  };
}

function stageTools(t, act, change, choose, limits) {
  const id = uid("stage-choice");
  let now = null; // { shown, chosen }
  const select = h("select", { id, onchange: () => choose(select.selectedIndex) });
  const back = button("◀", () => choose(now.chosen - 1), { "aria-label": t("previous") });
  const on = button("▶", () => choose(now.chosen + 1), { "aria-label": t("next") });
  const nameId = uid("stage-name");
  const name = h("input", {
    type: "text", id: nameId, maxlength: limits.name,
    onchange: () => {
      const names = [...now.shown.names];
      names[now.chosen] = name.value;
      change({ names });
    },
  });
  const largest = () => {
    const { steps } = now.shown;
    const last = now.chosen === steps.length - 1;
    return tidy(steps[now.chosen] + (last ? 100 - sum(steps) : steps[now.chosen + 1] - limits.step));
  };
  const step = stageSlider(t("step"), t("step_exact"), 1, "%", () => ({ min: limits.step, max: Math.max(largest(), limits.step) }), t,
    (value) => act("resize", value));
  const mostPaid = () => Math.min(limits.paid, Math.max(150, Math.ceil(now.shown.payments[now.chosen] / 50) * 50));
  const pay = stageSlider(t("payment"), t("payment_exact"), 0.5, t("points"), () => ({ min: 0, max: mostPaid() }), t,
    (value) => {
      const payments = [...now.shown.payments];
      payments[now.chosen] = tidy(value);
      change({ payments, payer: "me" });
    });
  const tool = (key, action, value = () => null) => button(t(key), () => act(action, value()));
  const one = {
    split: tool("split", "split"), add: tool("add", "add"), join: tool("join", "join"), remove: tool("remove", "remove"),
    earlier: tool("earlier", "move", () => now.chosen), later: tool("later", "move", () => now.chosen + 2),
  };
  const countId = uid("count");
  const count = h("input", { type: "number", id: countId, min: 1, max: limits.stages, step: 1 });
  const error = h("p", { class: "summitry-error", role: "alert" });
  const cutEqual = button(t("cut_equal"), () =>
    readNumber(count, error, { min: 1, max: limits.stages, whole: true }, t, (value) => act("equal", value)));
  const undo = button(t("undo"), () => act("undo"));
  const line = h("p", { class: "summitry-stage-line", role: "status", "aria-live": "polite" });

  const root = h("div", { class: "summitry summitry-tools" },
    h("div", { role: "group", "aria-label": t("stage_tools"), class: "summitry-tool-block" },
      h("div", { class: "summitry-tool-row" },
        h("div", { class: "summitry-control" }, h("label", { for: id }, t("choose_stage")), h("div", { class: "summitry-field" }, back, select, on)),
        h("div", { class: "summitry-control" }, h("label", { for: nameId }, t("name")), name)),
      line,
      h("div", { class: "summitry-tool-row" }, pay.element, step.element),
      h("div", { class: "summitry-buttons" }, Object.values(one))),
    h("div", { role: "group", "aria-label": t("deal_tools"), class: "summitry-tool-block" },
      h("div", { class: "summitry-tool-row" },
        h("div", { class: "summitry-control" }, h("label", { for: countId }, t("count")), h("div", { class: "summitry-field" }, count, cutEqual), error),
        h("div", { class: "summitry-buttons" },
          button(t("take_robust"), () => act("pay_best", "robust")),
          button(t("take_cheapest"), () => act("pay_best", "cheapest")), undo))));

  const show = (shown, chosen, view) => {
    now = { shown, chosen };
    const total = shown.steps.length;
    const texts = shown.names.map((given, n) => t("stage_choice", { n: n + 1, name: given || t("stage_n", { n: n + 1 }) }));
    if (select.options.length !== total || texts.some((text, n) => select.options[n].textContent !== text)) {
      select.replaceChildren(...texts.map((text, n) => h("option", { value: n }, text)));
    }
    select.selectedIndex = chosen;
    allow(back, chosen > 0);
    allow(on, chosen < total - 1);
    if (document.activeElement !== name) name.value = shown.names[chosen];
    step.show(shown.steps[chosen]);
    pay.show(shown.payments[chosen]);
    if (document.activeElement !== count) count.value = total;
    say(line, view.lines?.[chosen] ?? "");
    allow(one.join, chosen < total - 1);
    allow(one.remove, total > 1);
    allow(one.earlier, chosen > 0);
    allow(one.later, chosen < total - 1);
    allow(one.split, total < limits.stages);
    allow(one.add, total < limits.stages);
    allow(undo, view.undo > 0);
  };
  return { root, show };
}

// ---------------------------------------------------------------- all of it

function renderComposer({ model, el }) {
  const bench = workbench({ model, el });
  const { t, limits } = bench;
  let chosen = 0;
  let after = null; // the stage to choose once Python has answered

  const set = (changes) => {
    bench.set(changes);
    if ("payments" in changes || "steps" in changes) paint(); // seen at once, before Python answers
  };
  const act = (action, value = null) => {
    bench.act(action, { stage: chosen + 1, value });
    const follow = { move: () => value - 1, split: () => chosen, add: () => chosen + 1, remove: () => Math.max(chosen - 1, 0) }[action];
    if (follow) after = follow();
  };

  // ---- on top: the question and the ready-made cases
  const presets = model.get("presets");
  const cases = bench.cases(presets);
  const about = h("p", { class: "summitry-help summitry-about" });
  const head = bench.head("summitry-head",
    h("div", { class: "summitry-buttons", role: "group", "aria-label": t("presets") }, cases), about);

  // ---- left: who pays, switches and assumptions
  const payer = radioControl({
    name: "payer", label: t("payer"), help: t("payer_help"),
    options: ["me", "robust", "cheapest"].map((value) => ({ value, label: t(`payer_${value}`) })),
  }, uid("payer"), (value) => set(value === "me" ? { payer: "me", payments: bench.view.payments.map((paid) => Math.round(paid * 10) / 10) } : { payer: value }));
  const kinds = model.get("kinds");
  const kind = radioControl({
    name: "window", label: t("window"), help: t("window_help"),
    options: kinds.map((value) => ({ value, label: t(`window_${value}`) })),
  }, uid("window"), (value) => set({ window: value }));
  const dials = assumptionControls(model, t, set);
  const side = h("div", { class: "summitry summitry-controls", role: "group", "aria-label": t("assumptions") },
    payer.element, kinds.length > 1 ? kind.element : null, dials.elements(true),
    bench.furtherControls("summitry-more", dials.elements(false)),
    h("div", { class: "summitry-buttons" }, button(t("reset"), () => act("reset"), { class: "summitry-button summitry-quiet" })));

  // ---- right: picture, sentence, tools
  const picture = drawing(t);
  const board = bench.board("summitry-figure summitry-board", picture.svg);
  const choose = (stage) => { chosen = clamp(stage, 0, bench.state.steps.length - 1); show(); };
  const tools = stageTools(t, act, set, choose, limits);

  // What stands on the board: what the learner wishes, with what Python last said about it.
  const shownNow = () => {
    const { state, view } = bench;
    return { ...view, steps: state.steps, names: state.names, payments: state.payer === "me" ? state.payments : view.payments };
  };
  const show = () => {
    const { state, view } = bench;
    if (view.payments.length !== state.steps.length) return; // Python is about to answer
    chosen = clamp(chosen, 0, state.steps.length - 1);
    const shown = shownNow();
    picture.draw(shown, chosen, grip.held);
    tools.show(shown, chosen, view);
    dials.show(state);
    payer.show(state.payer);
    if (kinds.length > 1) kind.show(state.window);
    presets.forEach((preset, i) => pressed(cases[i], sameState(preset.state, state)));
    say(about, view.about ?? "");
    bench.label(picture.svg);
  };
  const paint = onceAFrame(() => show());
  const answer = () => {
    if (bench.answer(grip.held) && after !== null) { chosen = after; after = null; }
    show();
  };
  model.on("change:view", answer);

  // ---- the board: mouse, pen and finger
  const grip = hand(picture.svg, {
    press(event, [x, y], hold) {
      const { pay, cut, chip } = event.target.dataset;
      const kind = pay !== undefined ? "pay" : cut !== undefined ? "cut" : chip !== undefined ? "chip" : null;
      const stage = Number(pay ?? cut ?? chip ?? picture.columnAt(x, bench.state.steps.length));
      if (kind === null && (y < Y.moves || y > Y.chips + 20 || x < LEFT)) return;
      chosen = stage;
      if (kind) {
        hold({ kind, stage, x, to: null, from: kind === "pay" ? shownNow().payments[stage] : null });
        board.focus({ preventScroll: true });
      }
      show();
    },
    pull(held, [x, y]) {
      const { steps } = bench.state;
      if (held.kind === "pay") {
        const payments = [...shownNow().payments];
        const value = held.from + picture.atY(y) - picture.atY(held.start[1]);
        payments[held.stage] = clamp(Math.round(value * 2) / 2, 0, limits.paid);
        set({ payments: payments.map(tidy), payer: "me" });
      } else if (held.kind === "cut") {
        const moved = moveCut(steps, held.stage, Math.round(picture.atX(x)), limits.step);
        if (!same(moved, steps)) set({ steps: moved });
      } else {
        const slot = picture.slotAt(x, steps.length);
        held.x = x;
        held.to = slot === held.stage || slot === held.stage + 1 ? null : slot;
        show();
      }
    },
    release(held) {
      if (!held) return;
      if (held.kind === "chip" && held.to !== null) {
        chosen = held.stage;
        act("move", held.to > held.stage ? held.to : held.to + 1);
      }
      answer();
    },
  });

  // ---- the board: keyboard
  board.addEventListener("keydown", (event) => {
    const turn = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const paid = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (turn === undefined && paid === undefined) return;
    event.preventDefault();
    if (turn !== undefined) { choose(chosen + turn); return; }
    const payments = [...shownNow().payments];
    payments[chosen] = tidy(clamp(payments[chosen] + paid, 0, limits.paid));
    set({ payments, payer: "me" });
  });

  return bench.stand("composer", head, [
    h("div", { class: "summitry-host" }, side),
    h("div", { class: "summitry-picture" }, board, bench.readout, tools.root),
  ], board, picture, show);
}

// Move the cut at the end of a stage to a share of the programme; the next stage gives or takes.
function moveCut(steps, stage, wished, least) {
  const begin = sum(steps.slice(0, stage));
  const last = stage === steps.length - 1;
  const end = last ? 100 : begin + steps[stage] + steps[stage + 1] - least;
  const at = clamp(wished, begin + least, end);
  const moved = [...steps];
  moved[stage] = tidy(at - begin);
  if (!last) moved[stage + 1] = tidy(steps[stage] + steps[stage + 1] - moved[stage]);
  return moved;
}

PARTS.composer = renderComposer;
