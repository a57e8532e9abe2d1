"""What surrounds every page: little of Streamlit's own face, and text that can be read."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.app_server import App
from tests.e2e.browser import Theme
from tests.e2e.conftest import OpenPage
from tests.e2e.shell.contrast import too_faint
from tests.e2e.steps import QUESTIONS, go_to, nothing_is_cut, settled


def test_an_unknown_address_opens_the_first_page_without_streamlits_face(
    app: App, open_page: OpenPage
) -> None:
    page = open_page(app, "/no_such_page")
    settled(page)
    expect(page.get_by_role("heading", name=QUESTIONS["Try it"])).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("There is no page")).to_be_visible()
    go_to(page, "Many at once")
    expect(page).to_have_title("Many at once · Fitting Room")
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible()
    expect(page.get_by_test_id("stFileUploaderDropzoneInstructions")).to_be_hidden()
    expect(page.get_by_test_id("stStatusWidget")).to_be_hidden()
    go_to(page, "Train")
    page.get_by_role("spinbutton", name="Epochs").first.fill("3")
    expect(page.get_by_test_id("InputInstructions").filter(visible=True)).to_have_count(0)


def test_on_a_phone_the_menu_has_a_word_and_the_champion_a_line(phone: Page) -> None:
    settled(phone)
    opener = phone.get_by_test_id("stExpandSidebarButton")
    expect(opener).to_be_in_viewport()
    assert opener.evaluate("one => getComputedStyle(one, '::after').content") == '"Menu"'
    champion = phone.locator(".st-key-standing").get_by_role("link")
    expect(champion).to_be_in_viewport()
    nothing_is_cut(phone)
    opener.click()
    first = phone.get_by_test_id("stSidebar").get_by_role("link", name="Try it")
    expect(first).to_be_in_viewport()
    first.click()  # nothing lies over it
    champion.click()
    expect(phone.get_by_role("heading", name=QUESTIONS["Models"])).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_has_enough_contrast(app: App, open_page: OpenPage, theme: Theme) -> None:
    page = open_page(app, theme=theme)
    faint = {}
    for title in QUESTIONS:
        go_to(page, title)
        faint[title] = too_faint(page)
    go_to(page, "Try it")
    page.get_by_test_id("stButtonGroup").first.get_by_text("Draw", exact=True).hover()
    page.wait_for_timeout(300)  # the colour fades in
    faint["under the pointer"] = too_faint(page)
    assert not any(faint.values()), faint


def test_contrast_is_measured_through_fading_and_transparent_grounds(page: Page) -> None:
    page.set_content(
        "<body style='background: white'><p style='color: black'>read</p>"
        "<p style='opacity: 0.5; color: black'>faded</p>"
        "<div style='background: rgba(0,0,0,.5)'><p style='color: rgb(90,90,90)'>on grey</p></div>"
        "<button disabled style='color: white'>no</button>"
    )
    assert [line.split(": ")[1].split(" (")[0] for line in too_faint(page)] == ["faded", "on grey"]
