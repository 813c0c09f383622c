"""`make screenshots`: take the README's two pictures from the running product (start it with `make run` first)."""

import sys
import urllib.error
import urllib.request

from playwright.sync_api import sync_playwright

from scripts.check import chromium
from scripts.services import ROOT, stop_with

PICTURES = {
    "list-de.png": ("/de/offers/?region=05113", 1280, 900, 1),
    "offer-ar.png": ("/ar/offers/gruendungszuschuss/", 390, 900, 2),
}


def main() -> None:
    """Write docs/images/ from the product at the given address."""
    address = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    try:
        urllib.request.urlopen(f"{address}/healthz", timeout=3).close()  # noqa: S310 - an address of our own
    except (urllib.error.URLError, OSError):
        stop_with(f"Nothing answers at {address}: start the product with `make run` in another terminal.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-background-networking"])
        for name, (path, width, height, scale) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale, color_scheme="light")
            page.goto(f"{address}{path}", wait_until="networkidle")
            page.screenshot(path=ROOT / "docs" / "images" / name)
            page.close()
        browser.close()
    print("docs/images/ is up to date.")


if __name__ == "__main__":
    main()
