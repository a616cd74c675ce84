
// ================================================================ the package builder
// Runs below widgets.js and drawing.js. The cloud of packages is added up here from the numbers that
// Python sends; what is concluded from it (zone, frontier, rules, words) comes from Python.

const CLOUD = [88, 97, 113];
const RING = "#FFC83D";
const PLANE = { left: 62, right: 14, top: 14, bottom: 56, height: 520 };
const NEAR_ZERO = 1e-9;

const signed = (value) => (value > NEAR_ZERO ? `+${short(value)}` : value < -NEAR_ZERO ? `−${short(-value)}` : "0");
const minus = (text) => text.replace("-", "−");
const bits = (number) => { let count = 0; for (let rest = number; rest; rest &= rest - 1) count += 1; return count; };

// ---------------------------------------------------------------- all packages

// Worth of every package to both sides; package number m holds item i when bit i of m is set.
function addUp(items) {
  const on = items.filter((item) => item.on);
  const size = 2 ** on.length;
  const us = new Float64Array(size);
  const dprk = new Float64Array(size);
  on.forEach((item, i) => {
    const [du, dk] = item.side === "US" ? [-item.cost, item.value] : [item.value, -item.cost];
    const half = 2 ** i;
    for (let m = 0; m < half; m += 1) { us[half + m] = us[m] + du; dprk[half + m] = dprk[m] + dk; }
  });
  const maskOf = (ids) => on.reduce((mask, item, i) => (ids.includes(item.id) ? mask + 2 ** i : mask), 0);
  const idsOf = (mask) => on.filter((_, i) => (mask >> i) & 1).map((item) => item.id);
  return { us, dprk, size, maskOf, idsOf };
}

const spread = (values) => {
  let [low, high] = [0, 0];
  for (const value of values) { if (value < low) low = value; if (value > high) high = value; }
  return [low, high];
};

// ---------------------------------------------------------------- the picture

function plane(t) {
  const cloud = h("canvas", { "aria-hidden": "true" });
  const svg = svgElement("svg", { role: "img", width: 560, height: PLANE.height, viewBox: `0 0 560 ${PLANE.height}` });
  const content = svgElement("g");
  const clip = uid("clip");
  const visible = svgElement("rect", { x: PLANE.left, y: PLANE.top, width: 560 - PLANE.left - PLANE.right, height: PLANE.height - PLANE.bottom - PLANE.top });
  svg.append(clipping(), content);
  const page = canvas(content);
  const { put } = page;
  let width = 560;
  let box = null; // [x0, x1, y0, y1] in points
  let painted = "";
  let told = []; // rooms taken by the words of the gaps

  const x = (value) => PLANE.left + ((value - box[0]) / (box[1] - box[0])) * (width - PLANE.left - PLANE.right);
  const y = (value) => PLANE.height - PLANE.bottom - ((value - box[2]) / (box[3] - box[2])) * (PLANE.height - PLANE.bottom - PLANE.top);
  const atX = (place) => box[0] + ((place - PLANE.left) / (width - PLANE.left - PLANE.right)) * (box[1] - box[0]);
  const atY = (place) => box[2] + ((PLANE.height - PLANE.bottom - place) / (PLANE.height - PLANE.bottom - PLANE.top)) * (box[3] - box[2]);
  const inside = ([u, k]) => u >= box[0] && u <= box[1] && k >= box[2] && k <= box[3];

  // The part of the plane to show: all packages, or a close-up of the middle.
  function look(all, corner, close) {
    const [[u0, u1], [k0, k1]] = [all.spreadUs, all.spreadDprk];
    if (close) {
      const unit = Math.max(Math.abs(u0), u1, 1) / 100;
      box = [Math.min(-12 * unit, corner[0] - 8 * unit), Math.max(27 * unit, corner[0] + 15 * unit),
        Math.min(-15 * unit, corner[1] - 8 * unit), Math.max(27 * unit, corner[1] + 15 * unit)];
      return;
    }
    const ends = (low, high, own) => {
      const [from, to] = [Math.min(low, own), Math.max(high, own)];
      const room = Math.max(0.06 * (to - from), 1);
      return [from - room, to + room];
    };
    box = [...ends(u0, u1, corner[0]), ...ends(k0, k1, corner[1])];
  }

  // Every package as a grey dot, darker where many lie; those that suit both in full colour.
  function paint(all, corner, key) {
    const stamp = `${key} ${box} ${corner} ${width}`;
    if (stamp === painted) return;
    painted = stamp;
    const dense = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * dense), Math.round(PLANE.height * dense)];
    cloud.width = wide;
    cloud.height = high;
    cloud.style.width = `${width}px`;
    cloud.style.height = `${PLANE.height}px`;
    const pen = cloud.getContext("2d");
    const [ax, bx] = [x(0), x(1) - x(0)];
    const [ay, by] = [y(0), y(1) - y(0)];
    const right = width - PLANE.right;
    const bottom = PLANE.height - PLANE.bottom;
    pen.scale(dense, dense);
    pen.fillStyle = GOOD.fill;
    const [zx, zy] = [clamp(x(corner[0]), PLANE.left, right), clamp(y(corner[1]), PLANE.top, bottom)];
    pen.fillRect(zx, PLANE.top, right - zx, zy - PLANE.top);
    const [need, want] = [corner[0] - NEAR_ZERO, corner[1] - NEAR_ZERO];
    const columns = 2 * Math.ceil(width) + 2; // places are half a pixel wide
    const size = columns * (2 * PLANE.height + 2);
    const [counts, zone] = [new Uint32Array(size), new Uint32Array(size)];
    const [seen, seenZone] = [[], []];
    for (let m = 0; m < all.size; m += 1) {
      const px = ax + bx * all.us[m];
      const py = ay + by * all.dprk[m];
      if (px < PLANE.left || px > right || py < PLANE.top || py > bottom) continue;
      const place = Math.round(py * 2) * columns + Math.round(px * 2);
      const suits = m > 0 && all.us[m] >= need && all.dprk[m] >= want;
      const target = suits ? zone : counts;
      if (!target[place]) (suits ? seenZone : seen).push(place);
      target[place] += 1;
    }
    const dots = (places, numbers, lookOf) => {
      for (const place of places) {
        const [radius, colour] = lookOf(numbers[place]);
        pen.fillStyle = colour;
        const [px, py] = [(place % columns) / 2, Math.floor(place / columns) / 2];
        if (radius < 1.5) { pen.fillRect(px - radius, py - radius, 2 * radius, 2 * radius); continue; }
        pen.beginPath();
        pen.arc(px, py, radius, 0, 7);
        pen.fill();
      }
    };
    const most = Math.log1p(seen.reduce((top, place) => Math.max(top, counts[place]), 1));
    const greys = [...Array(12).keys()].map((step) => `rgba(${CLOUD},${(0.18 + 0.05 * step).toFixed(2)})`);
    const grey = (count) => greys[Math.min(Math.floor((11 * Math.log1p(count)) / most), 11)];
    const small = seen.length > 6000 ? 1.1 : 2;
    dots(seen, counts, (count) => [small, grey(count)]);
    dots(seenZone, zone, (count) => [3 + Math.min(Math.log2(count), 3) * 0.8, GOOD.line]);
  }

  function draw(shown, hover) {
    page.begin();
    const right = width - PLANE.right;
    const bottom = PLANE.height - PLANE.bottom;
    const [cx, cy] = [clamp(x(shown.corner[0]), PLANE.left, right), clamp(y(shown.corner[1]), PLANE.top, bottom)];
    told = [];
    axes(right, bottom);
    frontier(shown);

    // The four fields.
    const roomy = width > 460;
    put("text", { x: right - 8, y: PLANE.top + 20, class: "strong halo", "text-anchor": "end", style: "fill: #006466" },
      t("zone_count", { deals: numberText(shown.deals), packages: numberText(shown.packages) }));
    put("text", { x: right - 8, y: bottom - 10, class: "small halo", "text-anchor": "end" }, t("quad_us"));
    if (roomy) put("text", { x: PLANE.left + 8, y: PLANE.top + 20, class: "small halo" }, t("quad_dprk"));
    put("text", { x: PLANE.left + 8, y: bottom - 10, class: "small halo" }, t("quad_none"));

    // What no deal is worth: two lines and their crossing, to drag.
    const dashed = { stroke: INK, "stroke-width": 2, "stroke-dasharray": "7 5" };
    put("line", { x1: cx, x2: cx, y1: PLANE.top, y2: bottom, ...dashed });
    put("line", { x1: PLANE.left, x2: right, y1: cy, y2: cy, ...dashed });
    put("rect", { x: cx - 9, y: PLANE.top, width: 18, height: bottom - PLANE.top, fill: "transparent", class: "grab-x", "data-drag": "us" });
    put("rect", { x: PLANE.left, y: cy - 9, width: right - PLANE.left, height: 18, fill: "transparent", class: "grab-y", "data-drag": "dprk" });

    gaps(shown, cx, cy);
    marks(shown, right, bottom, [cx, cy]);

    grip(cx, bottom + 1, US.fill, "us", "◀▶", "grab-x");
    grip(PLANE.left - 1, cy, DPRK.fill, "dprk", "▲▼", "grab-y");
    put("circle", { cx, cy, r: 8, fill: "#fff", stroke: INK, "stroke-width": 2.5 });
    put("circle", { cx, cy, r: 3, fill: INK });
    put("circle", { cx, cy, r: 17, fill: "transparent", class: "grab", "data-drag": "both" });

    if (hover) {
      put("circle", { cx: x(hover.at[0]), cy: y(hover.at[1]), r: 9, fill: "none", stroke: INK, "stroke-width": 2, "stroke-dasharray": "3 3" });
      const left = x(hover.at[0]) > width - 210;
      put("text", { x: x(hover.at[0]) + (left ? -14 : 14), y: y(hover.at[1]) - 12, class: "small strong halo", "text-anchor": left ? "end" : "start" },
        t("tip", { us: signed(hover.at[0] - shown.corner[0]), dprk: signed(hover.at[1] - shown.corner[1]) }));
    }
    page.end();
  }

  function grip(px, py, colour, drag, text, grab) {
    put("rect", { x: px - 17, y: py - 11, width: 34, height: 22, rx: 11, fill: colour, class: grab, "data-drag": drag });
    put("text", { x: px, y: py + 5, "text-anchor": "middle", style: "fill: #fff; font-size: 14px" }, text);
  }

  function axes(right, bottom) {
    put("line", { x1: PLANE.left, x2: right, y1: bottom, y2: bottom, stroke: RULE });
    put("line", { x1: PLANE.left, x2: PLANE.left, y1: PLANE.top, y2: bottom, stroke: RULE });
    const along = (from, to, room, each) => {
      const step = niceStep((to - from) / Math.max(room / 90, 2));
      for (let value = Math.ceil(from / step) * step; value <= to + 1e-9; value += step) each(tidy(value));
    };
    along(box[0], box[1], right - PLANE.left, (value) => {
      put("line", { x1: x(value), x2: x(value), y1: bottom, y2: bottom + 5, stroke: QUIET_INK });
      put("text", { x: x(value), y: bottom + 22, class: "small", "text-anchor": "middle" }, minus(short(value)));
    });
    along(box[2], box[3], bottom - PLANE.top, (value) => {
      put("line", { x1: PLANE.left - 5, x2: PLANE.left, y1: y(value), y2: y(value), stroke: QUIET_INK });
      put("text", { x: PLANE.left - 22, y: y(value) + 5, class: "small", "text-anchor": "end" }, minus(short(value)));
    });
    put("text", { x: right, y: bottom + 46, "text-anchor": "end", style: `fill: ${US.text}; font-weight: 600` }, t("axis_us"));
    put("text", { transform: `translate(16 ${PLANE.top + 4}) rotate(-90)`, "text-anchor": "end", style: `fill: ${DPRK.text}; font-weight: 600` }, t("axis_dprk"));
  }

  function clipping() {
    const area = svgElement("clipPath", { id: clip });
    area.append(visible);
    const defs = svgElement("defs");
    defs.append(area);
    return defs;
  }

  function frontier(shown) {
    const [us, dprk] = shown.edge;
    if (!us.length) return;
    const e = width - PLANE.right;
    const [n, s] = [PLANE.top, PLANE.height - PLANE.bottom];
    let path = "";
    let label = null;
    const far = (value) => clamp(value, -4000, 8000).toFixed(1);
    us.forEach((u, i) => {
      const [px, py] = [x(u), y(dprk[i])];
      path += i ? `V${far(py)}H${far(px)}` : `M${far(px)} ${far(py)}`;
      if (px < e - 90 && py > n + 30 && py < s - 50 && (!label || py > label[1])) label = [px, py];
    });
    const line = { d: path, fill: "none", "clip-path": `url(#${clip})` };
    put("path", { ...line, stroke: "#fff", "stroke-width": 5 });
    put("path", { ...line, stroke: INK, "stroke-width": 2.2 });
    if (!label) return;
    put("text", { x: label[0] + 10, y: label[1] - 4, class: "small halo" }, t("frontier"));
    told.push([label[0] + 8, label[1] - 18, label[0] + 76, label[1]]);
  }

  // How far your package lies from no deal, for each side: a gain is a full bar, a lack a broken one.
  function gaps(shown, cx, cy) {
    const at = clampInside(shown.mine);
    const [px, py] = [x(at[0]), y(at[1])];
    const [us, dprk] = [shown.mine[0] - shown.corner[0], shown.mine[1] - shown.corner[1]];
    const bar = (from, to, value, colour, text, level) => {
      const lack = value < -NEAR_ZERO;
      put("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], stroke: colour, "stroke-width": lack ? 4 : 7, "stroke-dasharray": lack ? "4 4" : null, opacity: 0.9 });
      if (level) return;
      const words = lack ? t("short", { amount: short(-value) }) : signed(value);
      const wide = words.length * 8.4;
      const left = { middle: text.x - wide / 2, start: text.x, end: text.x - wide }[text["text-anchor"]];
      told.push([left, text.y - 14, left + wide, text.y + 4]);
      put("text", { ...text, class: "strong halo", style: `fill: ${colour}` }, words);
    };
    const middle = (cx + px) / 2;
    const down = py > cy;
    bar([cx, py], [px, py], us, US.fill, { x: middle, y: py + (down ? 22 : -12), "text-anchor": "middle" }, Math.abs(us) < NEAR_ZERO);
    const leftward = px < cx;
    bar([px, cy], [px, py], dprk, DPRK.fill, { x: px + (leftward ? -12 : 12), y: (cy + py) / 2 + 5, "text-anchor": leftward ? "end" : "start" }, Math.abs(dprk) < NEAR_ZERO);
  }

  const clampInside = ([u, k]) => [clamp(u, box[0], box[1]), clamp(k, box[2], box[3])];

  function marks(shown, right, bottom, corner) {
    const taken = [...told];
    taken.push([right - 150, bottom - 26, right, bottom], [PLANE.left, bottom - 26, PLANE.left + 90, bottom],
      [right - 200, PLANE.top, right, PLANE.top + 26], [PLANE.left, PLANE.top, PLANE.left + 90, PLANE.top + 26]);
    taken.push([corner[0] - 10, corner[1] - 10, corner[0] + 10, corner[1] + 10]);
    const label = (px, py, text, strong = "strong", below = false) => {
      const wide = text.length * 7.6;
      const tries = below ? [[-13, 22, "end"], [13, 22, "start"], [-13, -12, "end"]] : [[14, 5, "start"], [-14, 5, "end"], [14, -14, "start"], [14, 24, "start"], [-14, -14, "end"], [-14, 24, "end"], [14, -26, "start"], [-14, -26, "end"], [0, 32, "middle"]];
      for (const [dx, dy, anchor] of tries) {
        const left = anchor === "start" ? px + dx : anchor === "end" ? px + dx - wide : px - wide / 2;
        const room = [left, py + dy - 13, left + wide, py + dy + 4];
        const free = left > PLANE.left + 2 && room[2] < right && room[3] < bottom && room[1] > PLANE.top
          && !taken.some((other) => room[0] < other[2] && other[0] < room[2] && room[1] < other[3] && other[1] < room[3]);
        if (!free) continue;
        taken.push(room);
        put("text", { x: px + dx, y: py + dy, class: `small ${strong} halo`, "text-anchor": anchor }, text);
        return;
      }
    };
    // Rules that choose the same place share one mark.
    const places = new Map();
    shown.rules.forEach((rule) => {
      const key = rule.at.join();
      places.set(key, [...(places.get(key) ?? []), rule]);
    });
    const spots = [...places.values()].filter((rules) => inside(rules[0].at));
    const named = shown.named.map((one) => ({ ...one, spot: clampInside(one.at), seen: inside(one.at) }));
    const mine = clampInside(shown.mine);
    [...named.map((one) => one.spot), mine, ...spots.map((rules) => rules[0].at)].forEach(([u, k]) =>
      taken.push([x(u) - 10, y(k) - 9, x(u) + 10, y(k) + 9]));
    spots.forEach((rules) => {
      const [px, py] = [x(rules[0].at[0]), y(rules[0].at[1])];
      put("path", { d: `M${px} ${py - 12}L${px + 11} ${py + 8}L${px - 11} ${py + 8}Z`, fill: "#fff", stroke: GOOD.line, "stroke-width": 3 });
      label(px, py, rules.length === 3 ? t("rules_all") : rules.map((rule) => t(`rule_${rule.rule}`)).join(" = "));
    });
    named.forEach((one) => {
      const [px, py] = [x(one.spot[0]), y(one.spot[1])];
      if (one.seen) put("path", { d: `M${px} ${py - 9}L${px + 9} ${py}L${px} ${py + 9}L${px - 9} ${py}Z`, fill: "#fff", stroke: INK, "stroke-width": 2.5 });
      else put("path", { d: arrowhead(px, py, one.at), fill: INK });
      label(px, py, one.seen ? one.name : `${one.name} ${arrow(one.at)}`);
    });
    const [px, py] = [x(mine[0]), y(mine[1])];
    put("circle", { cx: px, cy: py, r: 11, fill: "none", stroke: INK, "stroke-width": 7 });
    put("circle", { cx: px, cy: py, r: 11, fill: "none", stroke: RING, "stroke-width": 4 });
    if (!inside(shown.mine)) put("path", { d: arrowhead(px, py, shown.mine), fill: INK });
    const known = named.some((one) => Math.hypot(one.at[0] - shown.mine[0], one.at[1] - shown.mine[1]) < 1e-3);
    if (!known) label(px, py, t("yours"));
    label(...corner, t("no_deal"), "strong", true);
  }

  const arrow = ([u, k]) => (k < box[2] ? "↓" : k > box[3] ? "↑" : u > box[1] ? "→" : "←");
  const arrowhead = (px, py, at) => {
    const turn = { "↓": [0, 1], "↑": [0, -1], "→": [1, 0], "←": [-1, 0] }[arrow(at)];
    const [dx, dy] = turn;
    return `M${px + dx * 9} ${py + dy * 9}L${px - dx * 5 + dy * 8} ${py - dy * 5 + dx * 8}L${px - dx * 5 - dy * 8} ${py - dy * 5 - dx * 8}Z`;
  };

  return {
    cloud, svg, look, paint, draw, x, y, atX, atY,
    fit: (wide) => {
      width = wide;
      painted = "";
      svg.setAttribute("width", width);
      svg.setAttribute("viewBox", `0 0 ${width} ${PLANE.height}`);
      visible.setAttribute("width", width - PLANE.left - PLANE.right);
    },
  };
}

// ---------------------------------------------------------------- the items

function itemLists(t, toggle, open) {
  const rows = new Map();
  const list = (side, heading, items) => {
    const other = side === "DPRK" ? "us" : "dprk";
    const own = side === "DPRK" ? "dprk" : "us";
    const lines = items.map((item) => {
      const box = h("input", { type: "checkbox", onchange: () => toggle(item.id, box.checked) });
      const told = h("span", { class: "summitry-hidden" });
      const [cost, value] = [h("span"), h("span")];
      const numbers = h("button", { type: "button", class: "summitry-numbers", tabindex: "-1", "aria-hidden": "true", onclick: () => open(item.id) }, cost, value);
      const line = h("div", { class: "summitry-item" }, h("label", { title: item.about }, box, h("span", {}, item.name, told)), numbers);
      rows.set(item.id, { box, told, cost, value, line, own, other });
      return line;
    });
    return h("fieldset", { class: `summitry-items summitry-${own}` },
      h("legend", {}, h("span", {}, t(heading)), h("span", { class: "summitry-column", "aria-hidden": "true" }, t("costs")), h("span", { class: "summitry-column", "aria-hidden": "true" }, t("worth"))),
      lines);
  };
  const show = (items, ticked) => items.forEach((item) => {
    const row = rows.get(item.id);
    const chosen = ticked.includes(item.id);
    row.box.checked = chosen;
    row.line.className = `summitry-item${chosen ? " in" : ""}${item.on ? "" : " off"}`;
    say(row.cost, item.on ? minus(short(-item.cost)) : "–");
    say(row.value, item.on ? `+${short(item.value)}` : "–");
    row.cost.className = item.own.includes("cost") ? "own" : "";
    row.value.className = item.own.includes("value") ? "own" : "";
    say(row.told, item.on
      ? `, ${t("item_numbers", { giver: t(`the_${row.own}`), cost: short(item.cost), value: short(item.value), receiver: t(`the_${row.other}`) })}`
      : `, ${t("off_table")}`);
  });
  return { list, show };
}

// One item at a time: its cost, its worth, and whether it may be on the table at all.
function itemTools(t, items, limits, change, offer, assumed) {
  let chosen = items[0].id;
  let now = items;
  const id = uid("item");
  const select = h("select", { id, onchange: () => { chosen = now[select.selectedIndex].id; refresh(); } },
    items.map((item) => h("option", {}, item.name)));
  const about = h("p", { class: "summitry-help" });
  const number = (what) => {
    const field = uid(what);
    const error = h("p", { class: "summitry-error", id: `${field}-error`, role: "alert" });
    const label = h("label", { for: field });
    const help = h("p", { class: "summitry-help", id: `${field}-help` });
    const read = () => readNumber(exact, error, { min: 0, max: limits.worth }, t, (number) => change(chosen, what, tidy(number)));
    const slider = h("input", { type: "range", step: 0.5, oninput: () => { exact.value = slider.value; read(); } });
    const exact = h("input", { type: "number", id: field, min: 0, max: limits.worth, step: "any", inputmode: "decimal", "aria-describedby": `${help.id} ${error.id}`, oninput: read });
    const show = (item) => {
      const [low, mode, high] = item[`${what}Range`];
      const [own, other] = item.side === "DPRK" ? ["dprk", "us"] : ["us", "dprk"];
      say(label, t(`item_${what}`, { giver: t(`the_${own}`), receiver: t(`the_${other}`) }));
      slider.setAttribute("aria-label", label.textContent);
      say(help, t("item_range", { low: short(low), mode: short(mode), high: short(high) }));
      slider.min = 0;
      slider.max = Math.max(Math.ceil(high * 1.25), Math.ceil(item[what]));
      slider.value = item[what];
      slider.setAttribute("aria-valuetext", numberText(Math.round(item[what] * 100) / 100));
      showNumber(exact, error, item[what]);
    };
    return { show, element: h("div", { class: "summitry-control" }, label, h("div", { class: "summitry-field" }, slider, exact), help, error) };
  };
  const [cost, value] = [number("cost"), number("value")];
  const table = h("input", { type: "checkbox", onchange: () => offer(chosen, table.checked) });
  const back = button(t("assumed_again"), () => assumed(chosen));
  const root = h("details", { class: "summitry-package-more" }, h("summary", {}, t("change_item")),
    h("div", { class: "summitry-control" }, h("label", { for: id }, t("which_item")), select, about),
    h("div", { class: "summitry-package-dials" }, cost.element, value.element),
    h("div", { class: "summitry-control" }, h("label", { class: "summitry-option" }, table, h("span", {}, t("on_table")))),
    h("div", { class: "summitry-buttons" }, back));
  const refresh = () => {
    const item = now.find((one) => one.id === chosen);
    select.selectedIndex = now.indexOf(item);
    say(about, `${item.about}. ${item.reason}`);
    cost.show(item);
    value.show(item);
    table.checked = item.on;
    allow(back, item.own.length > 0);
  };
  return {
    root,
    show: (fresh) => { now = fresh; refresh(); },
    open: (item) => { chosen = item; root.open = true; refresh(); root.scrollIntoView({ block: "nearest" }); select.focus(); },
  };
}

// ---------------------------------------------------------------- who accepts, in two lines each

function balances(t) {
  const side = (own) => {
    const verdict = h("p", { class: "summitry-verdict-line" });
    const total = h("p", { class: "summitry-sum" });
    const [gets, gives, needs] = ["plus", "minus", "need"].map((name) => h("span", { class: name }));
    const root = h("div", { class: `summitry-${own}` }, verdict,
      h("div", { class: "summitry-bar", "aria-hidden": "true" }, gets), h("div", { class: "summitry-bar", "aria-hidden": "true" }, gives, needs), total);
    const show = (found, scale) => {
      const word = !found.accepts ? "refuses" : found.gain === "0" ? "even" : "accepts";
      say(verdict, `${found.accepts ? "✓" : "✗"} ${t(word, { side: t(own), gain: found.gain })}`);
      say(total, t("total", found));
      [gets, gives, needs].forEach((bar, i) => { bar.style.width = `${(100 * Math.max(found.size[i], 0)) / scale}%`; });
    };
    return { root, show };
  };
  const [us, dprk] = [side("us"), side("dprk")];
  const root = h("div", { class: "summitry-balance" }, us.root, dprk.root);
  return {
    root,
    show: ([forUs, forDprk]) => {
      const scale = (one) => Math.max(one.size[0], Math.max(one.size[1], 0) + Math.max(one.size[2], 0), 10);
      us.show(forUs, scale(forUs));
      dprk.show(forDprk, scale(forDprk));
    },
  };
}

// ---------------------------------------------------------------- all of it

function renderPackageBuilder({ model, el }) {
  const bench = workbench({ model, el });
  const { t, limits } = bench;
  let close = true;
  let hover = null;
  let all = null;
  let allKey = "";

  const set = (changes) => { bench.set(changes); paint(); };
  const act = (action, value = null) => bench.act(action, { value });
  const load = (ids) => set({ ticked: bench.view.items.map((item) => item.id).filter((id) => ids.includes(id)) });

  // ---- on top: the question, packages and sets of assumptions
  const group = (name, buttons) => {
    const id = uid("group");
    return h("div", { class: "summitry-buttons", role: "group", "aria-labelledby": id }, h("span", { class: "summitry-group-name", id }, t(name)), buttons);
  };
  const [packages, worlds] = [model.get("packages"), model.get("worlds")];
  const [packageButtons, worldButtons] = [bench.cases(packages), bench.cases(worlds)];
  const head = bench.head("summitry-package-head", group("packages", packageButtons), group("worlds", worldButtons));

  // ---- left: what each side gives
  const toggle = (id, on) => load(on ? [...bench.state.ticked, id] : bench.state.ticked.filter((one) => one !== id));
  const lists = itemLists(t, toggle, (id) => tools.open(id));
  const given = (side, heading) => lists.list(side, heading, bench.view.items.filter((item) => item.side === side));
  const sides = h("div", { class: "summitry-sides" }, given("DPRK", "dprk_gives"), given("US", "us_gives"));

  // ---- right: who accepts, the picture, the sentence
  const scales = balances(t);
  const picture = plane(t);
  const board = bench.board("summitry-plane summitry-figure", picture.cloud, picture.svg);
  const hint = h("p", { class: "summitry-plane-hint" });
  const zoom = [true, false].map((value) => button(t(value ? "close_up" : "all_packages"), () => { close = value; show(); }, { "aria-pressed": "false" }));
  const rules = ["nash", "kalai_smorodinsky", "egalitarian", "nearest"].map((rule) => [rule, button(t(`take_${rule}`), () => act("take", rule))]);
  const undo = button(t("undo"), () => act("undo"));
  const below = h("div", { class: "summitry summitry-package-tools" },
    group("take", rules.map(([, one]) => one)),
    h("div", { class: "summitry-buttons" },
      h("div", { class: "summitry-buttons summitry-pair", role: "group", "aria-label": t("view") }, zoom), undo,
      button(t("reset"), () => { close = true; act("reset"); }, { class: "summitry-button summitry-quiet" })),
    hint);

  // ---- below: assumptions
  const dials = assumptionControls(model, t, set);
  const shownDials = (main) => h("div", { class: "summitry-package-dials" }, dials.elements(main));
  const ownNumber = (id, what, value) => set({ own: { ...bench.state.own, [`${id}.${what}`]: value } });
  const offer = (id, on) => set({ off: on ? bench.state.off.filter((one) => one !== id) : [...bench.state.off, id] });
  const assumed = (id) => {
    const own = { ...bench.state.own };
    delete own[`${id}.cost`];
    delete own[`${id}.value`];
    set({ own });
  };
  const tools = itemTools(t, bench.view.items, limits, ownNumber, offer, assumed);

  // What stands on the board: what the learner wishes, with what Python last said about it.
  const count = () => {
    const { items } = bench.view;
    const key = JSON.stringify(items.map((item) => [item.on, item.cost, item.value]));
    if (key === allKey) return;
    allKey = key;
    all = addUp(items);
    all.spreadUs = spread(all.us);
    all.spreadDprk = spread(all.dprk);
  };
  const shownNow = () => {
    const { state, view } = bench;
    const mask = all.maskOf(state.ticked);
    return { ...view, corner: [state.reservation_us, state.reservation_dprk], mine: [all.us[mask], all.dprk[mask]], mask };
  };
  const show = () => {
    count();
    const { state, view } = bench;
    const shown = shownNow();
    if (!grip.held) picture.look(all, shown.corner, close);
    picture.paint(all, shown.corner, allKey);
    picture.draw(shown, hover);
    bench.label(picture.svg);
    lists.show(view.items, state.ticked);
    scales.show(view.balance);
    dials.show(state);
    tools.show(view.items);
    const alike = (some, others) => same([...some].sort(), [...others].sort());
    packages.forEach((one, i) => pressed(packageButtons[i], alike(one.ticked, state.ticked)));
    worlds.forEach((one, i) => pressed(worldButtons[i], Object.keys(one.state).every((key) => (key === "off"
      ? alike(one.state.off, state.off) : same(one.state[key], state[key])))));
    zoom.forEach((one, i) => pressed(one, close === (i === 0)));
    rules.forEach(([rule, one]) => allow(one, rule === "nearest" ? view.goal : view.rules.some((found) => found.rule === rule)));
    allow(undo, view.undo > 0);
    const here = together(shown.mask).length;
    const where = t(here === 1 ? "here_one" : "here_many", { n: here });
    say(hint, t("hint", { count: where }));
  };
  const paint = onceAFrame(() => show());
  model.on("change:view", () => { bench.answer(grip.held); show(); });

  // ---- places: which packages lie where
  const together = (mask) => {
    const found = [];
    for (let m = 0; m < all.size; m += 1) {
      if (Math.abs(all.us[m] - all.us[mask]) < 1e-6 && Math.abs(all.dprk[m] - all.dprk[mask]) < 1e-6) found.push(m);
    }
    return found;
  };
  // The package that needs the fewest changes from yours, of those at one place.
  const easiest = (mask) => {
    const mine = all.maskOf(bench.state.ticked);
    return together(mask).reduce((best, m) => (bits(m ^ mine) < bits(best ^ mine) ? m : best), mask);
  };
  const nearestTo = (px, py) => {
    const [sx, sy] = [picture.x(1) - picture.x(0), picture.y(1) - picture.y(0)];
    const [u0, k0] = [picture.atX(px), picture.atY(py)];
    let [best, least] = [0, Infinity];
    for (let m = 0; m < all.size; m += 1) {
      const away = ((all.us[m] - u0) * sx) ** 2 + ((all.dprk[m] - k0) * sy) ** 2;
      if (away < least) { least = away; best = m; }
    }
    return { mask: best, away: Math.sqrt(least) };
  };
  const towards = ([dx, dy]) => {
    const [sx, sy] = [Math.abs(picture.x(1) - picture.x(0)), Math.abs(picture.y(1) - picture.y(0))];
    const mine = all.maskOf(bench.state.ticked);
    let [best, least] = [null, Infinity];
    for (let m = 0; m < all.size; m += 1) {
      const [ex, ey] = [(all.us[m] - all.us[mine]) * sx, (all.dprk[m] - all.dprk[mine]) * sy];
      const ahead = ex * dx + ey * dy;
      const aside = Math.abs(ex * dy - ey * dx);
      if (ahead < 1e-6 || aside > ahead) continue;
      const away = ahead + 1.5 * aside;
      if (away < least) { least = away; best = m; }
    }
    return best;
  };
  const go = (mask) => { if (mask !== null) load(all.idsOf(mask)); };

  // ---- the picture: mouse, pen and finger
  const onPlane = ([px, py]) => px > PLANE.left && py < PLANE.height - PLANE.bottom;
  const point = onceAFrame((place) => {
    if (grip.held) return;
    const found = onPlane(place) ? nearestTo(...place) : null;
    const fresh = found && found.away < 28 ? { mask: found.mask, at: [all.us[found.mask], all.dprk[found.mask]] } : null;
    if (same(fresh, hover)) return;
    hover = fresh;
    picture.draw(shownNow(), hover);
  });
  const grip = hand(picture.svg, {
    hover: point,
    press(event, place, hold) {
      board.focus({ preventScroll: true });
      const kind = event.target.dataset.drag;
      if (kind) hold({ kind });
    },
    pull({ kind }, [px, py]) {
      hover = null;
      const half = (value) => clamp(Math.round(value * 2) / 2, -20, 40);
      const changes = {};
      if (kind !== "dprk") changes.reservation_us = half(picture.atX(px));
      if (kind !== "us") changes.reservation_dprk = half(picture.atY(py));
      if (Object.keys(changes).some((name) => changes[name] !== bench.state[name])) set(changes);
    },
    release(held, event, place) {
      if (held?.moved) { show(); return; }
      if (event.type !== "pointerup" || event.button !== 0 || !onPlane(place)) return;
      const { mask, away } = nearestTo(...place);
      if (away > 40) return;
      const others = together(mask);
      const on = others.indexOf(all.maskOf(bench.state.ticked));
      go(on < 0 ? easiest(mask) : others[(on + 1) % others.length]);
    },
  });
  picture.svg.addEventListener("pointerleave", () => { hover = null; if (!grip.held) show(); });

  // ---- the picture: keyboard
  board.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const along = { PageUp: -1, PageDown: 1 }[event.key];
    if (event.target !== board || event.shiftKey || event.ctrlKey || event.metaKey) return;
    if (!way && !along && event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === "Enter") { if (bench.view.goal) act("take", "nearest"); return; }
    if (way) { const found = towards(way); if (found !== null) go(easiest(found)); return; }
    // Along the frontier, from the point that is nearest to yours.
    const { mine, edge, edgeMasks } = shownNow();
    const away = edge[0].map((u, i) => Math.hypot(u - mine[0], edge[1][i] - mine[1]));
    const here = away.indexOf(Math.min(...away));
    const next = away[here] < 1e-6 ? clamp(here + along, 0, away.length - 1) : here;
    go(edgeMasks[next]);
  });

  return bench.stand("package", head, [
    h("div", { class: "summitry-host" }, h("div", { class: "summitry summitry-controls" },
      sides, shownDials(true), bench.furtherControls("summitry-package-more", shownDials(false)), tools.root)),
    h("div", { class: "summitry-picture" }, h("div", { class: "summitry" }, scales.root), board, bench.readout, below),
  ], board, picture, show);
}

PARTS["package-builder"] = renderPackageBuilder;
