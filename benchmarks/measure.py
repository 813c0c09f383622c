"""Run one request after the other through the whole WSGI application of this process, and count the time."""

import io
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.wsgi import application


@dataclass
class Figures:
    """Requests per second of one process, and how long one takes, in milliseconds."""

    per_second: float
    p50: float
    p95: float

    def __str__(self) -> str:
        return f"{self.per_second:8.0f}/s   p50 {self.p50:7.2f} ms   p95 {self.p95:7.2f} ms"


class Site:
    """The application as a server calls it, without the server."""

    def __init__(self) -> None:
        self.application = application

    def get(self, address: str) -> tuple[int, bytes]:
        """Ask for an address as a browser with gzip does. Returns the status and the body."""
        path, _, query = address.partition("?")
        status: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost", "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost", "HTTP_ACCEPT_ENCODING": "gzip", "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(), "wsgi.url_scheme": "http", "wsgi.version": (1, 0),
            "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
        }  # fmt: skip
        response = self.application(environ, lambda line, headers, error=None: status.append(line))
        body = b"".join(response)
        response.close()
        return int(status[0].split()[0]), body


def measure(work: Callable[[int], object], *, seconds: float = 3.0, least: int = 30) -> Figures:
    """Call `work` with a running number until the time is over; the first tenth warms up and does not count."""
    times: list[float] = []
    for number in range(max(3, least // 10)):
        work(number)
    begun = time.perf_counter()
    number = 0
    while time.perf_counter() - begun < seconds or len(times) < least:
        start = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - start)
        number += 1
    return figures(times)


def figures(times: Iterable[float]) -> Figures:
    """Return the figures of measured seconds."""
    times = sorted(times)
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    return Figures(len(times) / sum(times), statistics.median(times) * 1000, p95 * 1000)
