// Where the places of the map lie on the screen, and the points drawn there.
const MARGIN = 28; // CSS pixels around the whole map
const MAX_SCALE = 400; // times the whole map
const MAX_PICTURES = 240; // points in view: fewer are drawn as their pictures
const FAINT = 46; // of 255: the points outside a selection

class View {
  constructor(box) {
    this.box = box;
    this.zoom = 1;
    this.centre = { x: box[0] / 2, y: box[1] / 2 };
  }

  resize(width, height) {
    Object.assign(this, { width, height });
    const [across, down] = this.box.map((side) => Math.max(side, 1));
    this.fitted = Math.min((width - 2 * MARGIN) / across, (height - 2 * MARGIN) / down);
  }

  get scale() {
    return this.fitted * this.zoom; // CSS pixels per unit of the places
  }

  toScreen({ x, y }) {
    return {
      x: (x - this.centre.x) * this.scale + this.width / 2,
      y: (y - this.centre.y) * this.scale + this.height / 2,
    };
  }

  toMap({ x, y }) {
    return {
      x: (x - this.width / 2) / this.scale + this.centre.x,
      y: (y - this.height / 2) / this.scale + this.centre.y,
    };
  }

  // What lies at a point of the screen stays there.
  zoomAt(at, factor) {
    const before = this.toMap(at);
    this.zoom = Math.min(MAX_SCALE, Math.max(1, this.zoom * factor));
    const after = this.toMap(at);
    this.moveTo(this.centre.x + before.x - after.x, this.centre.y + before.y - after.y);
  }

  pan(x, y) {
    this.moveTo(this.centre.x - x / this.scale, this.centre.y - y / this.scale);
  }

  moveTo(x, y) {
    const inMap = (place, side) => Math.min(side, Math.max(0, place));
    this.centre = { x: inMap(x, this.box[0]), y: inMap(y, this.box[1]) };
  }

  fit() {
    this.zoom = 1;
    this.moveTo(this.box[0] / 2, this.box[1] / 2);
  }
}

function draw(map) {
  const { canvas, view } = map;
  const ratio = devicePixelRatio || 1;
  const [width, height] = [view.width, view.height].map((side) => Math.round(side * ratio));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  drawPoints(map, new Uint32Array(image.data.buffer), width, height, ratio);
  context.putImageData(image, 0, 0);
  drawPictures(map, context, ratio);
  map.root.dataset.drawn = map.points.digest; // for those who wait for it
}

function drawPoints(map, pixels, width, height, ratio) {
  const { points, view, colouring } = map;
  const radius = Math.min(6, dotSize(view) * view.zoom ** 0.35) * ratio;
  const dot = disc(radius, width);
  const reach = Math.ceil(radius);
  const scale = view.scale * ratio;
  const left = width / 2 - view.centre.x * scale;
  const top = height / 2 - view.centre.y * scale;
  const colours = paints(map);
  const { codes, order } = colouring;
  const { x, y } = points;
  const inside = map.selected?.inside;
  const pass = (chosen, shades) => {
    for (let i = 0; i < codes.length; i++) {
      const point = order ? order[i] : i;
      if (inside && inside[point] !== chosen) continue;
      const shade = shades[codes[point]];
      if (!shade) continue;
      const across = Math.round(x[point] * scale + left);
      const down = Math.round(y[point] * scale + top);
      if (across < reach || down < reach || across >= width - reach || down >= height - reach)
        continue;
      const at = down * width + across;
      for (let k = 0; k < dot.length; k++) pixels[at + dot[k]] = shade;
    }
  };
  if (inside) pass(0, colours.faint);
  pass(1, colours.full);
}

// On a small screen the points are smaller, too.
const dotSize = ({ fitted }) => Math.min(1, Math.max(0.5, (fitted * SPAN) / 500));

// The offsets of a disc's pixels from its centre, in an image of that width.
function disc(radius, width) {
  const offsets = [];
  const reach = Math.ceil(radius);
  for (let down = -reach; down <= reach; down++)
    for (let across = -reach; across <= reach; across++)
      if (Math.hypot(across, down) <= radius) offsets.push(down * width + across);
  return offsets;
}

// The entries' colours as pixels, 0 for those that are hidden: full, and faint.
function paints({ colouring, hidden, pointed }) {
  const pixel = (colour, alpha) => {
    const number = parseInt(colour.slice(1), 16);
    const [red, green, blue] = [number >> 16, (number >> 8) & 255, number & 255];
    return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  };
  const shade = (alpha) =>
    colouring.entries.map(({ colour }, code) => (hidden.has(code) ? 0 : pixel(colour, alpha(code))));
  const others = pointed === null || hidden.has(pointed) ? null : pointed;
  return {
    full: shade((code) => (others === null || code === others ? 255 : FAINT)),
    faint: shade(() => FAINT),
  };
}

// Far in, the points are pictures.
function drawPictures(map, context, ratio) {
  const { points, view, files } = map;
  const [from, to] = [view.toMap({ x: 0, y: 0 }), view.toMap({ x: view.width, y: view.height })];
  const visible = [];
  if (view.zoom > 3)
    within(points.grid, from.x, from.y, to.x, to.y, (point) => {
      const [x, y] = [points.x[point], points.y[point]];
      if (visible.length > MAX_PICTURES || x < from.x || x > to.x || y < from.y || y > to.y) return;
      if (!map.hidden.has(map.colouring.codes[point])) visible.push(point);
    });
  delete map.root.dataset.pictures;
  if (!visible.length || visible.length > MAX_PICTURES) return;
  context.imageSmoothingEnabled = false;
  const side = SIDE * ratio * (visible.length < MAX_PICTURES / 4 ? 2 : 1);
  for (const point of visible) {
    const picture = files.get(numberOf(points, point));
    if (!picture) continue;
    const at = view.toScreen({ x: points.x[point], y: points.y[point] });
    const [left, top] = [at.x * ratio - side / 2, at.y * ratio - side / 2].map(Math.round);
    context.globalAlpha = map.selected && !map.selected.inside[point] ? 0.35 : 1;
    context.fillStyle = map.colouring.entries[map.colouring.codes[point]].colour;
    context.fillRect(left - 2 * ratio, top - 2 * ratio, side + 4 * ratio, side + 4 * ratio);
    context.drawImage(picture, left, top, side, side);
    map.root.dataset.pictures = "shown";
  }
  context.globalAlpha = 1;
  files.want(visible.map((point) => numberOf(points, point)));
}
