// Mouse, fingers and keys: move, zoom, point at a picture, draw a lasso.
const REACH = 14; // CSS pixels between the pointer and the point that it means
const AROUND = 70; // CSS pixels around the pointer whose pictures are fetched ahead
const CURSOR = 36; // CSS pixels: the radius that Enter selects
const STEP = 12; // CSS pixels that an arrow key moves the cursor, with Shift five times as many
const MIN_SIDE = 3; // CSS pixels between two corners of a lasso
const MAX_CORNERS = 256;
const PINCHED = 20; // CSS pixels: a pinch on a touchpad turns the wheel by less, a mouse by more
const STILL = 5; // CSS pixels that a finger may slip and still tap

function listen(map) {
  const { stage, keys } = map;
  const fingers = new Map();
  let drawn = null; // the corners of the lasso that is being drawn
  let slipped = 0;
  const place = (event) => {
    const box = stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  keys.onpointerdown = (event) => {
    if (event.button) return;
    keys.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    slipped = 0;
    if (fingers.size > 1) drawn = null;
    else if (map.lassoing || event.shiftKey) drawn = [place(event)];
    if (drawn) showCard(map, null);
  };

  keys.onpointermove = (event) => {
    const [before, now] = [fingers.get(event.pointerId), place(event)];
    if (!before) return point(map, now);
    slipped += Math.hypot(now.x - before.x, now.y - before.y);
    if (fingers.size === 2) pinch(map, fingers, event.pointerId, now);
    else if (drawn) extend(map, drawn, now);
    else {
      map.view.pan(now.x - before.x, now.y - before.y);
      showCard(map, null);
      map.redraw();
    }
    fingers.set(event.pointerId, now);
  };

  const release = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (drawn && drawn.length > 2) select(map, drawn.map((at) => corner(map, at)));
    else if (drawn) map.showLasso(map.sent);
    if (!drawn && slipped < STILL) point(map, place(event));
    drawn = null;
  };
  keys.onpointerup = release;
  keys.onpointercancel = (event) => {
    fingers.delete(event.pointerId);
    drawn = null;
    map.showLasso(map.sent);
  };
  keys.onpointerleave = (event) => event.pointerType === "mouse" && showCard(map, null);
  keys.addEventListener("wheel", (event) => turnWheel(map, event, place(event)), { passive: false });
  keys.onkeydown = (event) => press(map, event);
  keys.onblur = () => ((map.cursor = null), showOverlay(map));
}

// The wheel zooms with Ctrl (or ⌘), or once the map was clicked; else it scrolls the page.
function turnWheel(map, event, at) {
  const asked = event.ctrlKey || event.metaKey || map.keys.matches(":focus");
  if (!asked) return showWheelHint(map);
  if (event.deltaY > 0 && map.view.zoom <= 1 && !event.ctrlKey) return; // nothing to zoom out of
  event.preventDefault();
  hideWheelHint(map);
  showCard(map, null);
  const pinched = event.ctrlKey && Math.abs(event.deltaY) < PINCHED ? 5 : 1; // by a touchpad
  map.view.zoomAt(at, Math.exp(-event.deltaY * pinched * (event.deltaMode ? 0.05 : 0.0018)));
  map.redraw();
}

function pinch(map, fingers, moved, now) {
  const [other] = [...fingers].filter(([id]) => id !== moved).map(([, at]) => at);
  const before = fingers.get(moved);
  const apart = (at) => Math.max(1, Math.hypot(at.x - other.x, at.y - other.y));
  const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
  map.view.zoomAt(middle, apart(now) / apart(before));
  map.view.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  map.redraw();
}

const corner = (map, at) => {
  const { x, y } = map.view.toMap(at);
  return [Math.round(x), Math.round(y)];
};

function extend(map, drawn, now) {
  const last = drawn[drawn.length - 1];
  if (Math.hypot(now.x - last.x, now.y - last.y) < MIN_SIDE) return;
  drawn.push(now);
  map.showLasso(drawn.map((at) => corner(map, at)));
}

// Show the picture of the point that is meant, then fetch those around it.
function point(map, at, reach = REACH) {
  const { points, view, colouring, hidden, files } = map;
  const [place, far] = [view.toMap(at), Math.max(AROUND, reach) / view.scale];
  const near = nearest(points, place, far, (i) => !hidden.has(colouring.codes[i]));
  const meant = near.point !== null && isNear(map, near.point, at, reach) ? near.point : null;
  const number = meant === null ? [] : [numberOf(points, meant)];
  const first = files.want(number); // alone, it is here sooner
  if (meant !== map.shown || meant === null) showCard(map, meant);
  const rest = () => around(points, place, far, near.count, AT_ONCE);
  first.then(() => files.want(rest().map((i) => numberOf(points, i))));
  return meant;
}

function isNear({ points, view }, point, at, reach) {
  const { x, y } = view.toScreen({ x: points.x[point], y: points.y[point] });
  return Math.hypot(x - at.x, y - at.y) <= reach;
}

// At most so many corners, and the selection at once; Python says which pictures it holds.
function select(map, corners) {
  const every = Math.ceil(corners.length / MAX_CORNERS);
  const polygon = corners.filter((_, i) => i % every === 0);
  map.select(polygon);
  map.send({ polygon, colouring: map.colouring.name, hidden: [...map.hidden] });
}

function press(map, event) {
  const { view } = map;
  const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const at = () => view.toScreen(map.cursor ?? view.centre);
  if (arrow[event.key]) {
    const far = STEP * (event.shiftKey ? 5 : 1);
    const [x, y] = arrow[event.key].map((step) => step * far);
    moveCursor(map, { x: at().x + x, y: at().y + y });
  } else if (event.key === "+" || event.key === "=") view.zoomAt(at(), 1.4);
  else if (event.key === "-") view.zoomAt(at(), 1 / 1.4);
  else if (event.key === "0") view.fit();
  else if (event.key === "Enter") selectAround(map, at());
  else if (event.key === "Escape") map.clear();
  else return;
  event.preventDefault();
  map.redraw();
}

function moveCursor(map, to) {
  const { view } = map;
  map.cursor = view.toMap(to);
  const out = (place, side) => Math.min(0, place - CURSOR) + Math.max(0, place - side + CURSOR);
  view.pan(-out(to.x, view.width), -out(to.y, view.height));
  const meant = point(map, view.toScreen(map.cursor), CURSOR);
  map.status.textContent = meant === null ? "No picture here." : map.card.box.innerText;
}

function selectAround(map, at) {
  map.cursor ??= map.view.toMap(at);
  const corners = Array.from({ length: 32 }, (_, i) => (i * Math.PI) / 16);
  const ring = corners.map((turn) => ({
    x: at.x + CURSOR * Math.cos(turn),
    y: at.y + CURSOR * Math.sin(turn),
  }));
  select(map, ring.map((one) => corner(map, one)));
}
