// The drawable canvas of the package, with four things that it lacks:
// its own toolbar is replaced by the page's, a stroke is drawn with the tool that the page shows
// at that moment, it is sent at once, and a reload of the page brings the strokes back.
const { default: canvas } = await import(new URL("CANVAS_MODULE", location.origin).href);

const MAX_KEPT = 1000000; // characters of strokes that are kept for a reload
const boards = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  const board = boards.get(parentElement) ?? { restored: null, opened: false };
  board.component = component;
  const dispose = show(board);
  if (!board.opened) open(board);
  return () => {
    boards.delete(parentElement);
    board.closed.abort();
    dispose();
  };
}

function open(board) {
  const { data, parentElement } = board.component;
  const signal = (board.closed = new AbortController()).signal;
  board.opened = true;
  boards.set(parentElement, board);
  // Before the package hears of the stroke: the server may not have answered the tool's click yet.
  const begin = () => (show(board), (board.drawing = true));
  parentElement.addEventListener("pointerdown", begin, { capture: true, signal });
  addEventListener("pointerup", () => setTimeout(() => sendNow(board)), { signal });
  if (data.fresh) restore(board);
  else keep(data, data.initialDrawing.objects);
}

function show(board) {
  const { component } = board;
  const { data } = component;
  const objects = board.restored ?? data.initialDrawing.objects;
  return canvas({
    ...component,
    data: { ...data, ...shownTool(data), initialDrawing: { ...data.initialDrawing, objects } },
    setStateValue: (name, value) => {
      if (name === "drawing") keep(data, value.raw.objects);
      component.setStateValue(name, value);
    },
  });
}

// The tool and the width that the page's own controls show.
function shownTool({ board, tools, strokeWidth }) {
  const radios = [...document.querySelectorAll(`.st-key-tool-${board} [role=radio]`)];
  const tool = tools[radios.findIndex((radio) => radio.ariaChecked === "true")] ?? {};
  const slider = document.querySelector(`.st-key-width-${board} input[type=range]`);
  return { strokeWidth: Number(slider?.value) || strokeWidth, ...tool };
}

// The package waits a fifth of a second for a next stroke; its toolbar's first button does not.
function sendNow(board) {
  if (!board.drawing) return;
  board.drawing = false;
  board.component.parentElement.querySelector(".dc-toolbar button")?.click();
}

function restore(board) {
  const { data, setStateValue } = board.component;
  const objects = kept(data);
  if (!objects.length) return;
  board.restored = objects;
  show(board);
  setStateValue("drawing", { raw: { objects }, data: null });
}

// The browser keeps them for this tab alone, until it is closed.
const place = ({ board }) => `fitting-room.canvas.${board}`;

function keep(data, objects) {
  if (!data.survives) return;
  const strokes = JSON.stringify(objects);
  try {
    sessionStorage.setItem(place(data), strokes.length > MAX_KEPT ? "[]" : strokes);
  } catch {
    // A browser without room for them: the page works, a reload starts with an empty sheet.
  }
}

function kept(data) {
  try {
    return (data.survives && JSON.parse(sessionStorage.getItem(place(data)))) || [];
  } catch {
    return [];
  }
}
