"""A stopwatch that runs inside the pages of a real Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, ViewportSize

LAPTOP: ViewportSize = {"width": 1440, "height": 900}
PATIENCE = 60_000  # milliseconds

# Times are taken in the page (performance.now, milliseconds since navigation began), before the
# frame that shows the change is painted, so that no figure includes Playwright's overhead.
STOPWATCH = """
window.stopwatch = {
  // The first element for a CSS selector, also inside shadow trees.
  find(selector, root = document) {
    const found = root.querySelector(selector);
    if (found) return found;
    for (const host of root.querySelectorAll("*")) {
      const inner = host.shadowRoot && stopwatch.find(selector, host.shadowRoot);
      if (inner) return inner;
    }
    return null;
  },
  visible(selector) {
    const found = stopwatch.find(selector);
    if (!found) return false;
    const box = found.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(found).visibility !== "hidden";
  },
  // True if the app has drawn the page and no script runs.
  atRest() {
    const app = document.querySelector("[data-testid=stApp]");
    return app?.getAttribute("data-test-connection-state") === "CONNECTED"
      && app.getAttribute("data-test-script-state") === "notRunning"
      && !document.querySelector("[data-testid=stSkeleton]");
  },
  times: {},
  // Record, under a name, when a condition first holds.
  when(name, holds) {
    const look = () => {
      if (holds()) stopwatch.times[name] = performance.now();
      else requestAnimationFrame(look);
    };
    look();
  },
};
"""


@contextmanager
def fresh_page(browser: Browser, script: str = "") -> Iterator[Page]:
    """Open an empty page with the stopwatch in a new context (no cache, no cookies)."""
    context = browser.new_context(viewport=LAPTOP, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(STOPWATCH + script)
    yield context.new_page()
    context.close()


def wait_for_time(page: Page, name: str) -> float:
    """Wait until the stopwatch recorded `name`; return milliseconds since navigation began."""
    page.wait_for_function("name => name in stopwatch.times", arg=name)
    return float(page.evaluate("name => stopwatch.times[name]", name))


def wait_until_at_rest(page: Page) -> None:
    page.wait_for_function("() => stopwatch.atRest()")
