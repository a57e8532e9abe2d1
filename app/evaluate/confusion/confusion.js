// A table of buttons with the pictures of every cell: a click shows them at once, and Python hears
// of it for the address only. It is built once for each evaluation.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".confusion")
  if (!root || !data) return
  const open = (cell) => {
    root.dataset.opened = cell
    mark(root, cell)
    show(parentElement.querySelector(".opened"), data, cell)
  }
  root.replaceChildren(table(data, (cell) => {
    open(cell)
    setTriggerValue("cell", cell)
  }))
  // A cell that was pressed stays open, unless the address now names another.
  const first = root.dataset.first !== data.selected
  root.dataset.first = data.selected
  open(first ? data.selected : root.dataset.opened)
}

// The pictures of the pressed cell: raw pixels, drawn here, cost a fraction of sixty images.
function show(place, data, cell) {
  const opened = data.cells[cell] ?? { what: "", how_many: "No picture here.", rest: "", pictures: [] }
  place.querySelector(".what").textContent = opened.what
  place.querySelector(".how-many").textContent = opened.how_many
  place.querySelector(".rest").textContent = opened.rest
  const cells = place.querySelector(".cells")
  opened.pictures.forEach((picture, number) => {
    const link = cells.children[number] ?? cells.appendChild(tile())
    link.href = picture.link
    draw(link.querySelector("canvas"), atob(picture.pixels))
    link.querySelector(".name").textContent = picture.name
    link.querySelector(".sure").textContent = picture.sure
  })
  while (cells.children.length > opened.pictures.length) cells.lastChild.remove()
  cells.scrollTop = 0
}

function tile() {
  const link = element("a")
  link.target = "_self"
  const canvas = element("canvas")
  canvas.width = canvas.height = 28
  link.append(canvas, element("span", "", "name"), element("span", "", "sure"))
  return link
}

function draw(canvas, grey) {
  const image = new ImageData(28, 28)
  for (let place = 0; place < grey.length; place++)
    image.data.fill(grey.charCodeAt(place), 4 * place, 4 * place + 3)
  for (let place = 3; place < image.data.length; place += 4) image.data[place] = 255
  canvas.getContext("2d").putImageData(image, 0, 0)
}

function mark(root, cell) {
  for (const button of root.querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(button.dataset.cell === cell))
}

function element(kind, text, name) {
  const made = document.createElement(kind)
  if (text !== undefined) made.textContent = text
  if (name) made.className = name
  return made
}

function table(data, press) {
  const made = element("table")
  const head = element("tr")
  head.append(element("th", "label ↓   answer →", "corner"))
  data.names.forEach((name, place) => {
    const cell = element("th", undefined, "answer")
    cell.scope = "col"
    cell.append(element("span", name))
    if (begins(data, place)) cell.classList.add("family")
    head.append(cell)
  })
  made.append(head)
  data.counts.forEach((row, i) => made.append(line(data, row, i, press)))
  return made
}

function begins(data, place) {
  return place > 0 && data.families[place] !== data.families[place - 1]
}

function line(data, row, i, press) {
  const made = element("tr")
  if (begins(data, i)) made.className = "family"
  const name = element("th", data.names[i])
  name.scope = "row"
  made.append(name)
  const total = row.reduce((sum, count) => sum + count, 0)
  row.forEach((count, j) => made.append(place(data, count, total, i, j, press)))
  return made
}

function place(data, count, total, i, j, press) {
  const made = element("td")
  if (begins(data, j)) made.className = "family"
  const button = element("button", count ? String(count) : "", i === j ? "right" : "wrong")
  const share = total ? count / total : 0
  const percent = `${(100 * share).toFixed(1)}\u202f%`
  button.type = "button"
  button.disabled = !count
  button.dataset.cell = `${data.labels[i]}${data.labels[j]}`
  button.style.setProperty("--share", String(i === j ? 0.06 : Math.min(1, share / 0.12)))
  const words = i === j
    ? `${data.names[i]}, answered right: ${count} pictures, ${percent} of its pictures`
    : `${data.names[i]} answered as ${data.names[j]}: ${count} pictures, ${percent} of its pictures`
  button.title = words
  button.setAttribute("aria-label", words)
  button.onclick = () => press(button.dataset.cell)
  made.append(button)
  return made
}
