// A table of buttons; it is built once and then only marked, so that a click answers at once.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".confusion")
  if (!root || !data) return
  const content = JSON.stringify([data.names, data.counts])
  if (root.dataset.content !== content) {
    root.replaceChildren(table(data, (cell) => {
      mark(root, cell)
      setTriggerValue("cell", cell)
    }))
    root.dataset.content = content
  }
  mark(root, data.selected)
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
