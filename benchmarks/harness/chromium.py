"""A real Chromium, and a stopwatch that runs inside its pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.harness.figure import NotMeasurable
from tools.app_server import BROWSER_FLAGS
from tools.browser import ADVICE, browser

LAPTOP = {"width": 1440, "height": 900}
PATIENCE = 60_000  # milliseconds

# Times are the page's own (performance.now, milliseconds since navigation began), read before the
# frame that shows the change is painted: the way through Playwright is not part of any figure.
STOPWATCH = """
window.stopwatch = {
  // The first element for a CSS selector, also inside components' shadow trees.
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
  // The app has drawn the page and no script runs.
  atRest() {
    const app = document.querySelector("[data-testid=stApp]");
    return app?.getAttribute("data-test-connection-state") === "CONNECTED"
      && app.getAttribute("data-test-script-state") === "notRunning"
      && !document.querySelector("[data-testid=stSkeleton]");
  },
  times: {},
  // Note, under a name, when a condition first holds.
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
def chromium() -> Iterator[Browser]:
    """Start one browser for all that is compared."""
    path = browser()
    if not path:
        raise NotMeasurable(ADVICE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
        yield started
        started.close()


@contextmanager
def fresh_page(started: Browser, script: str = "") -> Iterator[Page]:
    """Open an empty page in a context of its own (no cache, no cookies), the stopwatch in it."""
    context = started.new_context(viewport=LAPTOP, reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    context.add_init_script(STOPWATCH + script)
    yield context.new_page()
    context.close()


def wait_for_time(page: Page, name: str) -> float:
    """Wait until the stopwatch noted `name`; return milliseconds since navigation began."""
    page.wait_for_function("name => name in stopwatch.times", arg=name)
    return float(page.evaluate("name => stopwatch.times[name]", name))


def wait_until_at_rest(page: Page) -> None:
    page.wait_for_function("() => stopwatch.atRest()")
