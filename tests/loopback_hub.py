"""A Hugging Face Hub of a few repositories on the loopback interface, for the real client to talk to."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Files = dict[str, bytes]


class LoopbackHub(ThreadingHTTPServer):
    """Holds ``repositories``, the files of each, of one revision called main; keeps the ``requests`` made."""

    def __init__(self, **repositories: Files) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.repositories = {name.replace("__", "/"): files for name, files in repositories.items()}
        self.requests: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @contextmanager
    def running(self) -> Iterator[LoopbackHub]:
        thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            thread.join()
            self.server_close()


class _Answers(BaseHTTPRequestHandler):
    server: LoopbackHub

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        self.server.requests.append(f"{self.command} {self.path}")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        kind, _, rest = self.path.lstrip("/").partition("/")
        if kind == "api":
            name = "/".join(rest.split("/")[1:3])
            files = self.server.repositories.get(name)
            if files is None:
                self._json({"error": "Repository not found"}, 404, "RepoNotFound")
            elif "/tree/" in rest:
                self._json(
                    [
                        {
                            "type": "file",
                            "path": path,
                            "size": len(data),
                            "oid": hashlib.sha1(data).hexdigest(),
                        }
                        for path, data in files.items()
                    ]
                )
            elif rest.endswith("/revision/main"):
                self._json({"id": name, "sha": _commit(files), "siblings": [{"rfilename": f} for f in files]})
            else:
                self._json({"error": "Revision not found"}, 404, "RevisionNotFound")
            return
        owner, name, _, commit, path = self.path.lstrip("/").split("/", 4)
        data = self.server.repositories[f"{owner}/{name}"][path]
        etag = f'"{hashlib.sha1(data).hexdigest()}"'
        self._send(data, 200, {"ETag": etag, "X-Repo-Commit": commit})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("authorization") is None:
            self._json({"error": "Invalid username or password."}, 401)
        elif self.path == "/api/repos/create":
            asked = json.loads(body)
            name = f"{asked.get('organization') or 'me'}/{asked['name']}"
            self.server.repositories.setdefault(name, {})
            self._json({"url": f"{self.server.url}/{name}", "name": name})
        elif self.path == "/api/validate-yaml":
            self._json({"errors": [], "warnings": []})
        elif "/preupload/" in self.path:
            asked = json.loads(body)["files"]
            modes = [{"path": one["path"], "uploadMode": "regular", "shouldIgnore": False} for one in asked]
            self._json({"files": modes})
        else:
            self._commit(body)

    def _commit(self, body: bytes) -> None:
        name = "/".join(self.path.split("/")[3:5])
        files = self.server.repositories[name]
        for line in map(json.loads, body.splitlines()):
            if line["key"] == "file":
                files[line["value"]["path"]] = base64.b64decode(line["value"]["content"])
        url = f"{self.server.url}/{name}/commit/{_commit(files)}"
        self._json({"success": True, "commitOid": _commit(files), "commitUrl": url})

    def _json(self, value: Any, status: int = 200, fault: str = "") -> None:
        self._send(json.dumps(value).encode(), status, {"X-Error-Code": fault} if fault else {})

    def _send(self, data: bytes, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


def _commit(files: Files) -> str:
    return hashlib.sha1(repr(sorted(files.items())).encode()).hexdigest()
