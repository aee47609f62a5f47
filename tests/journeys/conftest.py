"""The running product and a real browser, once for all journeys."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "var" / "screens"
CHROMIUM = os.environ.get("GUOMEN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STARTS_WITHIN = 120


@dataclass
class Port:
    """The running product: its address, what the journeys know beforehand, and what one leaves for the next."""

    address: str
    home: Path
    password: str
    token: str
    declarations: list[dict[str, Any]]
    left: dict[str, Any] = field(default_factory=dict)

    def post(self, path: str, body: object, token: str = "") -> tuple[int, Any]:
        """Post JSON as a machine does; gives status and answer."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        request = urllib.request.Request(self.address + path, json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="package")
def port() -> Iterator[Port]:
    """`guomen start` in a folder of its own, with a small synthetic port; stopped with Ctrl-C at the end."""
    home = Path(tempfile.mkdtemp(prefix="guomen-journey-"))
    number = _free_port()
    address = f"http://localhost:{number}"
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | {
        "GUOMEN_HOME": str(home),
        "GUOMEN_PUBLIC_ADDRESS": address,
        "PYTHONPATH": str(ROOT),
    }
    made = [sys.executable, "-m", "tests.journeys.port"]
    subprocess.run(made, env=environment, cwd=ROOT, check=True, timeout=600)
    known = json.loads((home / "journeys.json").read_text())
    guomen = Path(sys.executable).parent / "guomen"
    log = (home / "start.log").open("w")
    started = [guomen, "start", "--no-demo", "--port", str(number), "--processes", "1"]
    process = subprocess.Popen(started, env=environment, cwd=home, stdout=log, stderr=log)
    try:
        _wait_for(f"{address}/health", process, home)
        yield Port(address, home, known["password"], known["token"], known["declarations"])
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        shutil.rmtree(home, ignore_errors=True)


def _wait_for(address: str, process: "subprocess.Popen[bytes]", home: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"guomen start did not answer:\n{(home / 'start.log').read_text()[-4000:]}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install it, or name it in GUOMEN_CHROMIUM")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


class Person:
    """Somebody at a browser, in a language; every page they stop at is kept as a picture in var/screens."""

    def __init__(self, browser: Browser, port: Port, language: str) -> None:
        self.port = port
        self.language = language
        context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        code = "zh-hans" if language == "zh" else "en"
        context.add_cookies([{"name": "django_language", "value": code, "url": port.address}])
        context.set_default_timeout(20_000)
        self.page: Page = context.new_page()
        self.strays: list[str] = []
        self.page.on("request", lambda request: self._watch(request.url))
        self.page.on("console", lambda message: self._complaint(message.type, message.text))

    def _watch(self, url: str) -> None:
        if not url.startswith((self.port.address, "data:", "blob:")):
            self.strays.append(url)

    def _complaint(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:
            self.strays.append(text)

    def signs_in(self, username: str) -> "Person":
        self.goes_to("/sign-in")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", self.port.password)
        self.page.click("main button")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        return self

    def goes_to(self, path: str) -> int:
        response = self.page.goto(self.port.address + path if path.startswith("/") else path)
        return response.status if response else 0

    def scans(self, label: str) -> None:
        """What a scanner does that types: where the page has put the cursor, and Enter at the end."""
        self.page.wait_for_selector("input:focus")
        self.page.keyboard.type(label)
        self.page.keyboard.press("Enter")

    def reads(self) -> str:
        """The words of the page's main part."""
        return self.page.inner_text("main")

    def shows(self, name: str) -> None:
        """Keep a picture of the page."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(SCREENS / f"{name}-{self.language}.png"), full_page=True)


@pytest.fixture
def somebody(browser: Browser, port: Port) -> Iterator[Any]:
    """somebody("officer", "zh") is that person, signed in; somebody("", "en") a stranger. Nothing comes from afar."""
    people: list[Person] = []

    def make(username: str, language: str) -> Person:
        person = Person(browser, port, language)
        people.append(person)
        return person.signs_in(username) if username else person

    yield make
    for person in people:
        person.page.context.close()
        assert person.strays == []
