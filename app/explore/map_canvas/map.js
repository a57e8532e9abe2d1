// The map of all pictures. A new run of the page with the same points changes nothing here.
const maps = new WeakMap(); // by the element that Streamlit gives
const left = new Map(); // how each map was left, by its key: a page is left and opened again

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".map");
  if (!root || !data) return;
  let map = maps.get(parentElement);
  if (!map) maps.set(parentElement, (map = new PictureMap(root)));
  map.send = (lasso) => component.setTriggerValue("lasso", lasso);
  map.show(data);
  return () => {
    map.close();
    maps.delete(parentElement);
  };
}

class PictureMap {
  constructor(root) {
    Object.assign(this, { root, hidden: new Set(), pointed: null, cursor: null, shown: null });
    Object.assign(this, { lasso: null, sent: null, selected: null, waiting: 0 });
    this.resized = new ResizeObserver(() => this.resize());
  }

  show(bytes) {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    const points = decode(bytes);
    if (points.digest === this.points?.digest && points.version === this.points.version) return;
    const before = this.points ? this.state() : left.get(points.key);
    this.points = points;
    this.files = new PictureFiles(points.version, () => (showPicture(this), this.redrawPictures()));
    this.view = new View(points.box);
    if (!this.stage) {
      layOut(this);
      listen(this);
      this.status.textContent = HINT;
    }
    this.colouring = points.colourings[0];
    if (before) this.restore(before);
    showColours(this);
    showLegend(this);
    this.resized.observe(this.stage);
    this.resize();
  }

  // What a person has chosen, for the same map later.
  state() {
    const { points, view, colouring, hidden, sent } = this;
    const { zoom, centre } = view;
    return { geometry: points.geometry, zoom, centre, name: colouring.name, hidden, sent };
  }

  restore({ geometry, zoom, centre, name, hidden, sent }) {
    const found = this.points.colourings.find((one) => one.name === name);
    if (found) Object.assign(this, { colouring: found, hidden });
    if (geometry !== this.points.geometry) return;
    Object.assign(this.view, { zoom, centre });
    if (sent) this.select(sent);
  }

  resize() {
    const { width, height } = this.stage.getBoundingClientRect();
    if (!width || !height) return;
    this.view.resize(width, height);
    this.drawNow();
  }

  redraw() {
    this.waiting ||= requestAnimationFrame(() => this.drawNow());
  }

  redrawPictures() {
    if (this.view.zoom > 3) this.redraw();
  }

  drawNow() {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    this.root.classList.toggle("zoomed", this.view.zoom > 1);
    draw(this);
    showNames(this);
    showOverlay(this);
  }

  chooseColouring(one) {
    Object.assign(this, { colouring: one, hidden: new Set(), pointed: null });
    if (this.sent) this.select(this.sent);
    showColours(this);
    showLegend(this);
    showCard(this, null);
    this.redraw();
  }

  hiddenChanged() {
    showCard(this, null);
    this.redraw();
  }

  showLasso(corners) {
    this.lasso = corners;
    showOverlay(this);
  }

  select(polygon) {
    this.sent = this.lasso = polygon;
    this.selected = insideOf(this.points, this.colouring, this.hidden, polygon);
    this.status.textContent = `${counted(this.selected.count)} pictures inside the lasso`;
    if (this.view.width) this.redraw();
  }

  clear() {
    if (this.sent) this.send({ polygon: [], colouring: this.colouring.name, hidden: [] });
    Object.assign(this, { sent: null, lasso: null, selected: null });
    this.status.textContent = HINT;
    this.redraw();
  }

  close() {
    cancelAnimationFrame(this.waiting);
    clearTimeout(this.hiding);
    this.resized.disconnect();
    if (this.points) left.set(this.points.key, this.state());
  }
}
