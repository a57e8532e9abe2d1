"""Measure the contrast of all visible text of a page (WCAG 2.2, 1.4.3)."""

from playwright.sync_api import Page

# Excepted: disabled text, icons, text over a picture, and the number that stands above a slider's
# handle but inside of it for the browser.
_MEASURE = """() => {
  const parse = text => {
    const parts = (text.match(/[\\d.]+/g) || []).map(Number);
    const rgb = text.startsWith("color(") ? parts.slice(0, 3).map(x => 255 * x) : parts.slice(0, 3);
    return { rgb, alpha: parts.length > 3 ? parts[3] : 1 };
  };
  const over = (top, alpha, under) => under.map((u, i) => alpha * top[i] + (1 - alpha) * u);
  const light = rgb => {
    const [r, g, b] = rgb.map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const above = element => {
    const found = [];
    for (let e = element; e; e = e.parentElement) found.push(e);
    return found.reverse();
  };
  const skipped = "[disabled], [aria-disabled=true], [inert], [data-stale=true], svg, canvas, "
    + "[data-testid=stIconMaterial], [data-testid=stSkeleton], [data-testid=stSliderThumbValue], "
    + "style, script, noscript";
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    const seen = element.checkVisibility({ visibilityProperty: true });
    if (!words || !seen || element.closest(skipped)) continue;
    let ground = [255, 255, 255], faint = 1, pictured = false;
    for (const one of above(element)) {
      const style = getComputedStyle(one), fill = parse(style.backgroundColor);
      ground = over(fill.rgb, fill.alpha, ground);
      faint *= Number(style.opacity);
      pictured ||= style.backgroundImage.includes("url(");
    }
    const style = getComputedStyle(element), ink = parse(style.color);
    if (pictured || faint === 0) continue;
    const shown = [light(over(ink.rgb, ink.alpha * faint, ground)), light(ground)];
    const ratio = (Math.max(...shown) + 0.05) / (Math.min(...shown) + 0.05);
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    const needed = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
    if (ratio < needed) found.push(`${ratio.toFixed(2)} < ${needed}: ${words.slice(0, 60)}`
      + ` (${style.color}, on ${ground.map(Math.round)})`);
  }
  return [...new Set(found)];
}"""


def too_faint(page: Page) -> list[str]:
    """Return a line for each visible text with less than 4.5 : 1, or 3 : 1 if it is large."""
    found: list[str] = page.evaluate(_MEASURE)
    return found
