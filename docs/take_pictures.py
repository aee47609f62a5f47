"""Take the pictures of docs/working-day.md from a running product with its synthetic port.

    guomen start --port 8000            # in another terminal
    python docs/take_pictures.py http://localhost:8000 PASSWORD [CHROMIUM]

What is shown is what the port of that day holds: references and numbers differ from run to run.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parent / "pictures"
WIDE = {"width": 1280, "height": 860}


def signed_in(browser: Browser, address: str, username: str, password: str, language: str) -> Page:
    """A page of this person, in this language."""
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(f"{address}/sign-in")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.get_by_role("button", name={"en": "English", "zh": "中文"}[language]).click()
    page.wait_for_load_state()
    return page


def take(page: Page, address: str, path: str, name: str, *, full: bool = False) -> None:
    """One picture of one page; its first screen, or all of it."""
    page.goto(address + path)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=full)


def follow(page: Page, selector: str) -> str:
    """The address of the first link of this kind on the page; empty where there is none."""
    link = page.locator(selector)
    return link.first.get_attribute("href") or "" if link.count() else ""


def main(address: str, password: str, chromium: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        for username, language, name, path, link in (
            ("trader", "zh", "trader", "/portal", ""),
            ("officer", "zh", "officer", "/", ""),
            ("officer", "en", "tasks", "/inspection/tasks", "a[href^='/inspection/tasks/']"),
            ("analyst", "zh", "laboratory", "/laboratory/samples", "a[href^='/laboratory/samples/']"),
            ("duty", "zh", "duty-manager", "/", "tbody a[href^='/decisions/']"),
            ("risk", "en", "risk", "/", "a[href^='/surveillance/measures/M']"),
            ("hq", "zh", "headquarters", "/", ""),
            ("auditor", "en", "auditor", "/audit/ledger", "tbody a[href^='/audit/ledger/']"),
        ):
            page = signed_in(browser, address, username, password, language)
            take(page, address, path, name)
            if link and (found := follow(page, link)):
                take(page, address, found, f"{name}-one")
        page = signed_in(browser, address, "officer", password, "en")
        page.goto(f"{address}/declarations")
        take(page, address, follow(page, "a[href^='/consignments/']"), "consignment", full=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "/usr/bin/chromium")
