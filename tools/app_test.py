"""Open pages of the app without a browser, with Streamlit's AppTest: for tests and benchmarks."""

from functools import cache

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from core.settings import REPOSITORY
from tools.start_app import APP

PAGES = tuple(sorted(path.stem for path in (REPOSITORY / "pages").glob("*.py")))

# Streamlit would search every installed package for components anew for each page.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def open_page(name: str = "try_it", timeout: float = 30.0, **query: str) -> AppTest:
    """Run a page through the app's navigation; `timeout` in seconds, also of later runs.

    `query` are the parameters of the page's address.
    """
    page = AppTest.from_file(str(REPOSITORY / APP), default_timeout=timeout)
    page.switch_page(f"../pages/{name}.py")
    for key, value in query.items():
        page.query_params[key] = value
    return page.run()
