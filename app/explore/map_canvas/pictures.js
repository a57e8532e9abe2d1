// The pictures under the pointer, fetched from the app some at a time and kept in this page.
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const AT_ONCE = 128; // pictures of one request
const MAX_KEPT = 20000;

class PictureFiles {
  constructor(version, arrived) {
    this.address = new URL(`/pictures/${version}`, location.origin);
    this.arrived = arrived;
    this.kept = new Map();
    this.asked = new Set();
  }

  // The picture as a canvas, or undefined while it is not here.
  get(number) {
    const found = this.kept.get(number);
    if (!(found instanceof Uint8Array)) return found;
    const canvas = asCanvas(found); // most that are fetched ahead are never shown
    this.kept.set(number, canvas);
    return canvas;
  }

  // Fetch those of the numbers that are not here, the first ones first.
  async want(numbers) {
    const missing = numbers.filter((one) => !this.kept.has(one) && !this.asked.has(one));
    const some = missing.slice(0, AT_ONCE);
    if (!some.length) return;
    some.forEach((one) => this.asked.add(one));
    try {
      const answer = await fetch(`${this.address.href}?numbers=${some.join()}`);
      const bytes = answer.ok ? new Uint8Array(await answer.arrayBuffer()) : new Uint8Array();
      if (bytes.length !== some.length * PIXELS) return; // without them, the map still works
      if (this.kept.size > MAX_KEPT) this.kept.clear();
      some.forEach((one, i) => this.kept.set(one, bytes.slice(i * PIXELS, (i + 1) * PIXELS)));
      this.arrived();
    } catch {
      // The app does not answer: the page itself says so.
    } finally {
      some.forEach((one) => this.asked.delete(one));
    }
  }
}

function asCanvas(bytes) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const image = new ImageData(SIDE, SIDE);
  const grey = new Uint32Array(image.data.buffer);
  for (let i = 0; i < PIXELS; i++) grey[i] = 0xff000000 | (bytes[i] * 0x010101);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}
