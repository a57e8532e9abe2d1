// The points as they came, and where they are: a grid finds those near a place.
const SPAN = 65535; // the longer side of the map, in the unit of the places
const CELLS = 256; // of the grid, on each side

function decode(bytes) {
  const block = bytes.slice(); // its columns can be read in place only from an even address
  const words = new DataView(block.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(block.subarray(4, 4 + words)));
  const n = header.points;
  let at = 4 + words;
  const column = (kind) => {
    const found = new kind(block.buffer, at, n);
    at += Math.ceil(found.byteLength / 4) * 4;
    return found;
  };
  const points = { ...header, x: column(Uint16Array), y: column(Uint16Array) };
  points.pictures = header.numbered ? column(Uint32Array) : null;
  points.colourings = header.colourings.map((one) => prepared(one, column(Uint8Array)));
  points.grid = grid(points);
  for (const one of points.colourings) if (one.onMap) one.places = densestPlaces(one, points);
  return points;
}

const numberOf = (points, point) => (points.pictures ? points.pictures[point] : point);

function nameOf(points, point) {
  const number = numberOf(points, point);
  const [kind, first] = points.files.find(([, start]) => number >= start);
  return `${kind} ${number - first}`;
}

function prepared(colouring, codes) {
  const counts = new Uint32Array(colouring.entries.length);
  for (const code of codes) counts[code]++;
  return { ...colouring, codes, counts, order: drawingOrder(colouring.entries, codes) };
}

// The points of low ranks first, so that those of high ranks lie above them.
function drawingOrder(entries, codes) {
  const ranks = [...new Set(entries.map((entry) => entry.rank))].sort((a, b) => a - b);
  if (ranks.length === 1) return null;
  const order = new Uint32Array(codes.length);
  let at = 0;
  for (const rank of ranks)
    for (let i = 0; i < codes.length; i++) if (entries[codes[i]].rank === rank) order[at++] = i;
  return order;
}

const cellOf = (place) => (place * CELLS) >> 16;

// The points sorted by cell, and where each cell begins among them.
function grid({ x, y, points }) {
  const starts = new Uint32Array(CELLS * CELLS + 1);
  for (let i = 0; i < points; i++) starts[cellOf(y[i]) * CELLS + cellOf(x[i]) + 1]++;
  for (let cell = 0; cell < CELLS * CELLS; cell++) starts[cell + 1] += starts[cell];
  const next = starts.slice();
  const members = new Uint32Array(points);
  for (let i = 0; i < points; i++) members[next[cellOf(y[i]) * CELLS + cellOf(x[i])]++] = i;
  return { starts, members };
}

// Call `visit` with every point in the cells that a rectangle of places touches.
function within({ starts, members }, left, top, right, bottom, visit) {
  const cell = (place) => Math.min(CELLS - 1, Math.max(0, cellOf(Math.round(place))));
  for (let row = cell(top); row <= cell(bottom); row++)
    for (
      let i = starts[row * CELLS + cell(left)];
      i < starts[row * CELLS + cell(right) + 1];
      i++
    )
      visit(members[i]);
}

// The nearest point to a place no farther than `reach`, and how many lie there; null if none does.
function nearest(points, at, reach, accepts) {
  let [best, point, count] = [reach * reach, null, 0];
  within(points.grid, at.x - reach, at.y - reach, at.x + reach, at.y + reach, (i) => {
    const distance = (points.x[i] - at.x) ** 2 + (points.y[i] - at.y) ** 2;
    if (distance > reach * reach || !accepts(i)) return;
    count++;
    if (distance <= best) [best, point] = [distance, i];
  });
  return { point, count };
}

// About so many of the `count` points around a place, those that are nearest.
function around(points, at, reach, count, many) {
  const near = reach * Math.min(1, Math.sqrt(many / Math.max(count, 1)));
  const found = [];
  within(points.grid, at.x - near, at.y - near, at.x + near, at.y + near, (i) => {
    if ((points.x[i] - at.x) ** 2 + (points.y[i] - at.y) ** 2 <= near * near) found.push(i);
  });
  return found;
}

// Where each entry's points are closest together: the place of its name.
function densestPlaces({ codes, entries }, { x, y, points }) {
  const side = 24;
  const bins = entries.map(() => new Float32Array(side * side));
  const bin = (i) => ((y[i] * side) >> 16) * side + ((x[i] * side) >> 16);
  for (let i = 0; i < points; i++) bins[codes[i]][bin(i)]++;
  return bins.map((counts) => {
    const around = (cell) => {
      const [row, column] = [Math.floor(cell / side), cell % side];
      let sum = 0;
      for (let r = Math.max(0, row - 1); r <= Math.min(side - 1, row + 1); r++)
        for (let c = Math.max(0, column - 1); c <= Math.min(side - 1, column + 1); c++)
          sum += counts[r * side + c];
      return sum + counts[cell];
    };
    let best = 0;
    for (let cell = 1; cell < counts.length; cell++) if (around(cell) > around(best)) best = cell;
    const unit = SPAN / side;
    return { x: ((best % side) + 0.5) * unit, y: (Math.floor(best / side) + 0.5) * unit };
  });
}

// Even-odd, as core/workflows/data/picture_map/lasso.py has it.
function insidePolygon(polygon, x, y) {
  let odd = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [x0, y0] = polygon[i];
    const [x1, y1] = polygon[j];
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)) odd = !odd;
  }
  return odd;
}

function insideOf(points, colouring, hidden, polygon) {
  const inside = new Uint8Array(points.points);
  const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)];
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  let count = 0;
  within(points.grid, ...box, (i) => {
    if (hidden.has(colouring.codes[i])) return;
    if (!insidePolygon(polygon, points.x[i], points.y[i])) return;
    inside[i] = 1;
    count++;
  });
  return { inside, count };
}
