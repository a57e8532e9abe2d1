// One case at a time. A key decides about the case on the screen, and the next one is shown at once
// from pictures that are here already. Decisions wait in a queue, which is sent whole until the
// server has said of each that it is on disk: none is lost when two are pressed during one run of
// the page, and none counts twice, as each has an id.
const SIDE = 28
const MAX_UNDO = 50
const courts = new WeakMap()

export default function (component) {
  const { parentElement } = component
  let court = courts.get(parentElement)
  if (!court) courts.set(parentElement, (court = open(parentElement)))
  update(court, component)
  return () => {
    court.closed.abort()
    courts.delete(parentElement)
  }
}

function open(parentElement) {
  const court = {
    root: parentElement.querySelector(".court"),
    closed: new AbortController(),
    docket: null, // what is judged: a change starts anew
    current: null, // the case on the screen
    called: null, // the last call of a picture that was followed
    history: [], // cases decided here, the newest last
    pending: new Map(), // entries by id, until they are on disk
    sent: 0,
    words: "",
  }
  document.addEventListener("keydown", (event) => onKey(court, event), {
    signal: court.closed.signal,
  })
  return court
}

function update(court, component) {
  court.component = component
  const { data } = component
  for (const one of [...data.cases, ...data.done]) one.pixels = data.pixels
  if (court.docket !== data.docket) begin(court, data)
  for (const id of data.stored) court.pending.delete(id)
  keep(court)
  if (data.called && data.called.number !== court.called) {
    court.called = data.called.number
    court.current = data.cases.find((one) => one.picture === data.called.picture) ?? court.current
  }
  const fresh = court.current && data.cases.find((one) => one.picture === court.current.picture)
  court.current = fresh ?? court.current ?? next(court)
  show(court)
}

// Entries of before a reload are sent again: the page may have been left just after a key.
function begin(court, data) {
  Object.assign(court, { docket: data.docket, current: null, history: [...data.done] })
  for (const entry of kept()) court.pending.set(entry.id, entry)
  for (const id of data.stored) court.pending.delete(id)
  if (court.pending.size) send(court)
}

// The first case of the docket that was not decided here a moment ago.
function next(court) {
  const latest = new Map([...court.pending.values()].map((one) => [one.picture, one.decision]))
  const open = (one) => (latest.get(one.picture) ?? "undone") === "undone"
  return court.component.data.cases.find(open) ?? null
}

function decide(court, decision, label = null) {
  const seen = court.current
  if (!seen) return
  if (decision === "relabel" && label === seen.label) decision = "keep"
  const relabelled = decision === "relabel" ? label : null
  record(court, seen, decision, relabelled)
  court.history = [...court.history, seen].slice(-MAX_UNDO)
  court.words = `${seen.name}: ${inWords(court, decision, relabelled, seen)}`
  court.current = next(court)
  show(court)
}

function undo(court) {
  const seen = court.history.pop()
  if (!seen) return
  record(court, seen, "undone", null)
  court.words = `${seen.name} is undecided again`
  court.current = seen
  show(court)
}

function record(court, seen, decision, relabelled) {
  const reason = court.root.querySelector("input.why")
  const entry = {
    id: name(),
    picture: seen.picture,
    label: seen.label,
    suggested: seen.suggested,
    data: seen.data,
    when: Date.now() / 1000,
    decision,
    relabelled,
    reason: decision === "undone" ? "" : (reason?.value ?? ""),
  }
  if (reason) reason.value = ""
  court.pending.set(entry.id, entry)
  keep(court)
  send(court)
}

function send(court) {
  court.sent += 1
  const entries = [...court.pending.values()]
  court.component.setStateValue("queue", { sent: `${Date.now()}-${court.sent}`, entries })
}

const name = () => [...crypto.getRandomValues(new Uint8Array(12))].map(hex).join("")
const hex = (byte) => byte.toString(16).padStart(2, "0")

// This tab keeps them until they are on disk.
const PLACE = "fitting-room.verdicts"

function keep(court) {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify([...court.pending.values()]))
  } catch {
    // A browser without room for them: they are sent all the same.
  }
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(PLACE)) ?? []
  } catch {
    return []
  }
}

// Keys ------------------------------------------------------------------------------------------

function onKey(court, event) {
  const target = event.composedPath()[0]
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  if (isTyping(target) || document.querySelector("[role=dialog]")) return
  const act = action(court, event)
  // Space presses the button that has the focus.
  if (!act || (event.key === " " && target.closest?.("button, a, [role=button]"))) return
  event.preventDefault()
  if (!event.repeat) act()
}

function isTyping(target) {
  return Boolean(
    target.isContentEditable ||
      target.closest?.("input, textarea, select, [role=combobox], [role=listbox], [role=textbox]"),
  )
}

function action(court, event) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.shiftKey ? "" : event.code)?.[1] ?? event.key
  if (/^\d$/.test(digit)) return () => decide(court, "relabel", (Number(digit) + 9) % 10)
  return {
    " ": () => decide(court, "keep"),
    x: () => decide(court, "exclude"),
    l: () => decide(court, "leave open"),
    u: () => undo(court),
  }[event.key.toLowerCase()]
}

// What is on the screen. All strings are inserted as text, never as markup. ---------------------

function element(kind, className, ...children) {
  const made = document.createElement(kind)
  made.className = className
  made.append(...children)
  return made
}

function show(court) {
  const { root, current, component } = court
  const { data } = component
  const elsewhere = current && data.elsewhere[current.picture]
  const shown = JSON.stringify([{ ...current, pixels: 0 }, data.docket, data.model, elsewhere])
  if (root.dataset.shown !== shown) {
    root.dataset.shown = shown
    root.classList.toggle("empty", !current)
    if (current) showCase(court)
    else showEnd(court)
  }
  showState(court)
}

function showEnd(court) {
  const { data } = court.component
  const again = press(court, "u", "Undo", () => undo(court))
  court.root.replaceChildren(element("p", "end", data.end), again, element("p", "state"))
}

function showCase(court) {
  const { root, current } = court
  const written = root.querySelector("input.why")?.value ?? ""
  root.replaceChildren(
    element("div", "picture", tile(court, current.picture, "large")),
    heading(court),
    bars(court),
    buttons(court),
    evidence(court),
    element("p", "state"),
  )
  root.querySelector("input.why").value = written
}

function heading(court) {
  const { current, component } = court
  const { classes } = component.data
  const line = (title, label) =>
    element(
      "div",
      "line",
      element("span", "small", title),
      swatch(classes[label]),
      element("strong", "", classes[label].name),
    )
  const made = element("div", "heading", line("Label", current.label))
  if (current.suggested !== null) made.append(line("Audit suggests", current.suggested))
  made.append(element("div", "small where", current.where))
  const elsewhere = component.data.elsewhere[current.picture]
  if (elsewhere) made.append(element("div", "small elsewhere", elsewhere))
  return made
}

function swatch({ colour }) {
  const made = element("span", "swatch")
  made.style.background = colour
  return made
}

function bars(court) {
  const { current, component } = court
  const { classes, model } = component.data
  const rows = current.bars.map(([label, share, words]) => {
    const bar = element("span", "bar")
    bar.style.width = `${Math.max(share * 100, 0.5)}%`
    bar.style.background = classes[label].colour
    return element(
      "div",
      "row",
      element("span", "of", classes[label].name),
      element("span", "track", bar),
      element("span", "share", words),
    )
  })
  return element("div", "bars", element("div", "small", `Model ${model} says`), ...rows)
}

function buttons(court) {
  const { current, component } = court
  const { classes } = component.data
  const of = classes.map(({ name, colour }, label) => {
    const key = String((label + 1) % 10)
    const made = press(court, key, name, () => decide(court, "relabel", label))
    made.style.setProperty("--own", colour)
    made.classList.add("of-class")
    made.classList.toggle("is-label", label === current.label)
    made.classList.toggle("is-suggested", label === current.suggested)
    if (label === current.label) made.title = "Its label: this keeps it"
    if (label === current.suggested) made.title = "What the audit suggests"
    return made
  })
  const undoing = press(court, "u", "Undo", () => undo(court))
  undoing.disabled = !court.history.length
  const why = element("input", "why")
  why.maxLength = 500
  why.placeholder = "Why? Optional"
  why.title = "Kept with your next decision"
  why.setAttribute("aria-label", "Why?")
  why.onkeydown = ({ key }) => {
    if (key === "Enter" || key === "Escape") why.blur()
  }
  return element(
    "div",
    "buttons",
    ...of,
    press(court, "space", "Keep label", () => decide(court, "keep")),
    press(court, "x", "Exclude", () => decide(court, "exclude")),
    press(court, "l", "Leave open", () => decide(court, "leave open")),
    undoing,
    why,
  )
}

function press(court, key, words, act) {
  const made = element("button", "", element("kbd", "", key), element("span", "", words))
  made.type = "button"
  made.onclick = (event) => {
    const place = [...court.root.querySelectorAll("button")].indexOf(made)
    // After a click, space keeps the next label: it does not press the same button again.
    if (event.detail) made.blur()
    act()
    if (!event.detail) court.root.querySelectorAll("button")[place]?.focus()
  }
  return made
}

function evidence(court) {
  const { current, component } = court
  const { classes, nearest } = component.data
  const group = (title, numbers, captions) =>
    element(
      "div",
      "group",
      element("div", "small", title),
      element("div", "tiles", ...numbers.map((one, place) => pair(court, one, captions?.[place]))),
    )
  return element(
    "div",
    "evidence",
    group(nearest, current.neighbours.map(([one]) => one), current.neighbours.map(([, label]) => label)),
    group(`Typical: ${classes[current.label].name}`, current.typical),
    group(`Typical: ${classes[current.rival].name}`, current.rivals),
  )
}

function pair(court, number, label) {
  const made = element("div", "tile", tile(court, number, ""))
  if (label !== undefined) {
    const { name, colour } = court.component.data.classes[label]
    const line = element("div", "under", name)
    line.style.setProperty("--own", colour)
    made.append(line)
    made.title = name
  }
  return made
}

function tile(court, number, className) {
  const made = element("canvas", className)
  made.width = made.height = SIDE
  const pixels = court.current.pixels[number]
  if (!pixels) return made
  const grey = Uint8Array.from(atob(pixels), (one) => one.charCodeAt(0))
  const picture = new ImageData(SIDE, SIDE)
  const [red, green, blue] = court.component.data.ground
  grey.forEach((ink, place) => {
    const at = place * 4
    picture.data[at] = Math.max(ink, red)
    picture.data[at + 1] = Math.max(ink, green)
    picture.data[at + 2] = Math.max(ink, blue)
    picture.data[at + 3] = 255
  })
  made.getContext("2d").putImageData(picture, 0, 0)
  return made
}

function inWords(court, decision, label, seen) {
  const { classes } = court.component.data
  if (decision === "relabel") return classes[label].name
  if (decision === "keep") return `stays ${classes[seen.label].name}`
  return decision === "exclude" ? "excluded" : "left open"
}

function showState(court) {
  const { data } = court.component
  const waiting = court.pending.size
  const state = court.root.querySelector(".state")
  const saved = waiting ? `${waiting} not saved yet` : "saved"
  state.textContent = court.words ? `${court.words} · ${saved}` : ""
  state.setAttribute("aria-live", "polite")
  court.root.dataset.waiting = waiting
  if (waiting && data.trouble) {
    const again = element("button", "again", "Try again")
    again.type = "button"
    again.onclick = () => send(court)
    state.replaceChildren(`${waiting} not saved: ${data.trouble} `, again)
  }
}
