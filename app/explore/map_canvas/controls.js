// What stands around the map: what it is coloured by, its tools, and the legend.
const make = (tag, kind, text = "") => {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  element.textContent = text; // always as text, never as markup
  return element;
};
const HINT = matchMedia("(pointer: coarse)").matches
  ? "Tap a point to see its picture. Zoom with two fingers, then move with one. For a lasso, press " +
    "Lasso and draw."
  : "Point at a picture to see it. Drag to move, click and turn the wheel to zoom, Shift-drag for " +
    "a lasso.";
const WHEEL_HINT = "Click the map, or hold Ctrl, to zoom with the wheel";
const WHEEL_HINT_SHOWN = 1600; // milliseconds
const counted = (n) => n.toLocaleString("en");

function pressable(kind, text, title, act) {
  const button = make("button", kind, text);
  button.type = "button";
  button.title = title;
  button.setAttribute("aria-label", title);
  button.onclick = act;
  return button;
}

function layOut(map) {
  const { root } = map;
  root.replaceChildren();
  map.colours = make("div", "colours");
  map.tools = toolbar(map);
  const bar = make("div", "bar");
  bar.append(map.colours, map.tools);
  map.stage = make("div", "stage");
  map.canvas = make("canvas", "points");
  map.names = make("div", "names");
  map.names.setAttribute("aria-hidden", "true");
  map.over = overlay();
  map.card = card();
  map.keys = make("div", "keys");
  map.keys.tabIndex = 0;
  map.keys.setAttribute("role", "application");
  map.keys.setAttribute("aria-label", description(map.points));
  map.wheelHint = make("div", "wheel", WHEEL_HINT);
  map.wheelHint.setAttribute("aria-hidden", "true"); // the keys have a description of their own
  map.wheelHint.hidden = true;
  map.stage.append(map.canvas, map.names, map.over.svg, map.keys, map.card.box, map.wheelHint);
  map.legend = make("div", "legend");
  map.legend.setAttribute("role", "group");
  map.legend.setAttribute("aria-label", "Show or hide");
  map.status = make("div", "status");
  map.status.setAttribute("role", "status");
  root.append(bar, map.stage, map.legend, map.status);
}

const description = ({ points }) =>
  `Map of ${counted(points)} pictures. Arrow keys move a cursor, with Shift faster; plus and ` +
  "minus zoom; Enter selects the pictures around the cursor; Escape clears the selection.";

function toolbar(map) {
  const tools = make("div", "tools");
  const lasso = pressable("tool lasso", "Lasso", "Draw a lasso around pictures", () =>
    setTool(map, !map.lassoing)
  );
  map.lassoButton = lasso;
  const middle = () => ({ x: map.view.width / 2, y: map.view.height / 2 });
  const zoom = (factor) => () => (map.view.zoomAt(middle(), factor), map.redraw());
  tools.append(
    lasso,
    pressable("tool", "+", "Zoom in", zoom(1.6)),
    pressable("tool", "−", "Zoom out", zoom(1 / 1.6)),
    pressable("tool", "Whole map", "Show the whole map", () => (map.view.fit(), map.redraw()))
  );
  setTool(map, false);
  return tools;
}

function setTool(map, lassoing) {
  map.lassoing = lassoing;
  map.lassoButton.setAttribute("aria-pressed", String(lassoing));
  map.root.classList.toggle("lassoing", lassoing);
}

function showWheelHint(map) {
  map.wheelHint.hidden = false;
  clearTimeout(map.hiding);
  map.hiding = setTimeout(() => hideWheelHint(map), WHEEL_HINT_SHOWN);
}

function hideWheelHint(map) {
  map.wheelHint.hidden = true;
}

// The lasso and the cursor, above the points.
function overlay() {
  const shape = (tag, kind) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    element.setAttribute("class", kind);
    return element;
  };
  const svg = shape("svg", "over");
  svg.setAttribute("aria-hidden", "true");
  const [lasso, cursor] = [shape("polygon", "line"), shape("g", "cursor")];
  const [ring, dot, meant] = ["ring", "dot", "meant"].map((kind) => shape("circle", kind));
  ring.setAttribute("r", CURSOR);
  dot.setAttribute("r", 3);
  meant.setAttribute("r", 6);
  meant.style.display = "none";
  cursor.append(ring, dot);
  cursor.style.display = "none";
  svg.append(lasso, meant, cursor);
  return { svg, lasso, cursor, meant };
}

function card() {
  const box = make("div", "card");
  const picture = make("canvas", "picture");
  picture.width = picture.height = SIDE;
  const words = make("div", "words");
  const [name, label, answer] = [make("b"), make("span"), make("span")];
  words.append(name, label, answer);
  box.append(picture, words);
  box.hidden = true;
  return { box, picture, name, label, answer };
}

function showColours(map) {
  const { colours, points } = map;
  const choose = (one) => () => {
    map.chooseColouring(one);
    colours.querySelector("[aria-checked=true]").focus();
  };
  colours.setAttribute("role", "radiogroup");
  colours.setAttribute("aria-label", "Colour by");
  const choices = points.colourings.map((one) => {
    const button = pressable("choice", one.title, `Colour by ${one.title.toLowerCase()}`, choose(one));
    const chosen = one === map.colouring;
    button.setAttribute("role", "radio");
    button.setAttribute("aria-checked", String(chosen));
    button.tabIndex = chosen ? 0 : -1;
    return button;
  });
  colours.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const { colourings } = points;
    const next = colourings.indexOf(map.colouring) + step + colourings.length;
    choose(colourings[next % colourings.length])();
  };
  colours.replaceChildren(make("span", "title", "Colour by"), ...choices);
}

function showLegend(map) {
  const { colouring, hidden, legend } = map;
  const lines = colouring.entries.map((entry, code) => {
    if (!colouring.counts[code]) return null;
    const line = pressable("entry", "", `${entry.name}: ${counted(colouring.counts[code])} pictures`);
    const swatch = make("span", "swatch");
    swatch.style.background = entry.colour;
    line.append(swatch, make("span", "name", entry.name));
    line.append(make("span", "count", counted(colouring.counts[code])));
    line.setAttribute("aria-pressed", String(!hidden.has(code)));
    line.onclick = () => {
      if (!hidden.delete(code)) hidden.add(code);
      line.setAttribute("aria-pressed", String(!hidden.has(code)));
      map.hiddenChanged();
    };
    const point = (pointed) => () => ((map.pointed = pointed), map.redraw());
    line.onpointerenter = (event) => event.pointerType === "mouse" && point(code)();
    line.onpointerleave = point(null);
    return line;
  });
  legend.replaceChildren(...lines.filter(Boolean));
}

// The names of the classes, each where its points are closest together.
function showNames({ colouring, hidden, names, view }) {
  const shown = colouring.onMap ? colouring.entries : [];
  while (names.children.length > shown.length) names.lastChild.remove();
  shown.forEach((entry, code) => {
    const name = names.children[code] ?? names.appendChild(make("span"));
    const at = view.toScreen(colouring.places[code]);
    name.textContent = entry.name;
    name.hidden = hidden.has(code) || !colouring.counts[code];
    name.style.transform = `translate(${at.x}px, ${at.y}px) translate(-50%, -50%)`;
  });
}

function showOverlay({ over, view, lasso, cursor }) {
  const corners = (lasso ?? []).map(([x, y]) => view.toScreen({ x, y }));
  over.lasso.setAttribute("points", corners.map(({ x, y }) => `${x},${y}`).join(" "));
  over.cursor.style.display = cursor ? "" : "none";
  if (!cursor) return;
  const at = view.toScreen(cursor);
  over.cursor.setAttribute("transform", `translate(${at.x} ${at.y})`);
}

// The picture of a point beside it; without a point, nothing.
function showCard(map, point) {
  const { card: shown, points, view } = map;
  map.shown = point;
  shown.box.hidden = point === null;
  map.over.meant.style.display = point === null ? "none" : "";
  if (point === null) return;
  const of = (name) => points.colourings.find((one) => one.name === name);
  const entry = (colouring) => colouring.entries[colouring.codes[point]].name;
  shown.name.textContent = nameOf(points, point);
  shown.label.textContent = entry(of("label"));
  shown.answer.textContent = of("predicted") ? `The model: ${entry(of("predicted"))}` : "";
  const at = view.toScreen({ x: points.x[point], y: points.y[point] });
  map.over.meant.setAttribute("cx", at.x);
  map.over.meant.setAttribute("cy", at.y);
  const left = at.x > view.width / 2 ? at.x - shown.box.offsetWidth - 14 : at.x + 14;
  const top = at.y > view.height / 2 ? at.y - shown.box.offsetHeight - 14 : at.y + 14;
  const inside = (place, side) => Math.max(4, Math.min(place, side - 4));
  shown.box.style.left = `${inside(left, view.width - shown.box.offsetWidth)}px`;
  shown.box.style.top = `${inside(top, view.height - shown.box.offsetHeight)}px`;
  showPicture(map);
}

function showPicture({ card: shown, points, files, shown: point }) {
  if (point === null) return;
  const picture = files.get(numberOf(points, point));
  const context = shown.picture.getContext("2d");
  if (picture) context.drawImage(picture, 0, 0);
  else context.clearRect(0, 0, SIDE, SIDE);
  if (picture) shown.box.dataset.picture = numberOf(points, point);
  else delete shown.box.dataset.picture;
}
