"""A server on this machine that speaks as DeepL and LibreTranslate do; tests say what it does next."""

import contextlib
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.etree import ElementTree

KEY = "geheimer-schluessel-4711"


class Service:
    """What the server saw, and how it answers: `next_answers` holds (status, headers, body) for the next requests to translate."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, Any]]] = []
        self.headers: list[dict[str, str]] = []
        self.next_answers: list[tuple[int, dict[str, str], str]] = []
        self.glossaries: list[dict[str, Any]] = []
        self.glossary_status = 200
        self.pause = 0.0
        self.speaks = ["en", "tr", "ar", "uk", "ru", "pl", "fa"]
        self.before_answer = lambda texts: None
        self.mangle = lambda text: text
        self.url = ""

    @property
    def sent(self) -> list[str]:
        """Every text that went to translate."""
        return [text for _method, path, body in self.requests if path.endswith("translate") for text in body.get("text") or body.get("q")]

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        if path.endswith("/translate") or path == "/translate":
            texts = body.get("text") or body.get("q")
            if body.get("tag_handling") == "xml":
                for text in texts:
                    ElementTree.fromstring(f"<r>{text}</r>")  # noqa: S314 - our own text; it must be well-formed
            self.before_answer(texts)
            if self.next_answers:
                return self.next_answers.pop(0)
            return 200, {}, self._translated(texts, body)
        if path == "/languages":
            return 200, {}, json.dumps([{"code": "de", "name": "German", "targets": self.speaks}])
        return self._glossary(method, path, body)

    def _translated(self, texts: list[str], body: dict[str, Any]) -> str:
        target = (body.get("target_lang") or body["target"])[:2].lower()
        answers = [self.mangle(turned(text, target)) for text in texts]
        if "q" in body:
            return json.dumps({"translatedText": answers})
        return json.dumps({"translations": [{"text": text, "detected_source_language": "DE", "billed_characters": 1} for text in answers]})

    def _glossary(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        if self.glossary_status != 200:
            return self.glossary_status, {}, json.dumps({"message": "no"})
        if method == "GET":
            return 200, {}, json.dumps({"glossaries": self.glossaries})
        if method == "DELETE":
            self.glossaries = [one for one in self.glossaries if one["glossary_id"] != path.rsplit("/", 1)[1]]
            return 204, {}, ""
        made = {
            "glossary_id": f"id-{len(self.requests)}", "name": body["name"], "creation_time": "2026-11-21T12:00:00.000Z",
            "dictionaries": [
                {"source_lang": one["source_lang"], "target_lang": one["target_lang"], "entry_count": 1} for one in body["dictionaries"]
            ],
        }  # fmt: skip
        self.glossaries.append(made)
        return 201, {}, json.dumps(made)


def turned(text: str, target: str) -> str:
    """Translate: each word outside of marks gets the language before it."""
    return re.sub(
        r"(<[^>]*>\w*</[^>]*>|&\w+;|ZQ\d+)|(\w[\w-]*)",
        lambda found: found[1] or (found[2] if found[2].isdigit() else f"{target}·{found[2]}"),
        text,
    )


@contextlib.contextmanager
def serving() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.loads(raw) if raw.strip() else {}
            service.requests.append((self.command, self.path, body))
            service.headers.append(dict(self.headers))
            status, headers, content = service.answer(self.command, self.path, body)
            time.sleep(service.pause)
            data = content.encode()
            with contextlib.suppress(OSError):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        do_GET = do_POST = do_DELETE = handle_any

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
