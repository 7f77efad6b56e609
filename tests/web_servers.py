"""Debian's nginx and Apache for tests: each with a configuration of its own, on a free port of 127.0.0.1, without root.

They run from a folder of their own, touch nothing of the machine's services, and end with the block that started them.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cncert_kg.site.negotiation import nginx as rules
from tests.conftest import absent

_MODULES = ("mpm_event", "authz_core", "dir", "mime", "alias", "headers", "rewrite")
_APACHE = """\
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {place}/pid
ErrorLog {place}/log
DefaultRuntimeDir {place}
Mutex file:{place}
{modules}
User nobody
Group nogroup
TypesConfig /dev/null
DocumentRoot {folder}
<Directory {folder}>
AllowOverride FileInfo
Options FollowSymLinks
Require all granted
</Directory>
{more}
"""
_NGINX = """\
{user}
worker_processes 1;
daemon off;
pid {place}/pid;
error_log {place}/log;
events {{}}
http {{
access_log off;
client_body_temp_path {place}/1;
proxy_temp_path {place}/2;
fastcgi_temp_path {place}/3;
uwsgi_temp_path {place}/4;
scgi_temp_path {place}/5;
{rules}
}}
"""
_PATIENCE = 15


def found(name: str) -> str:
    """Give the path of a server's binary, or skip the test that asks for it."""
    binary = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
    if binary is None:
        absent("servers", f"{name} is not installed")
    return binary


@contextmanager
def readable_folder() -> Iterator[Path]:
    """Give a folder that a server may read under another name than ours."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        place = Path(name)
        place.chmod(0o755)
        yield place


@contextmanager
def apache(folder: Path, alias: str = "") -> Iterator[str]:
    """Serve a folder with its `.htaccess`, below `alias` too where given; give the URL, which ends in `/`."""
    binary = found("apache2")
    lines = [f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so" for m in _MODULES]
    more = f"Alias {alias} {folder}" if alias else ""
    with readable_folder() as place:
        port = _free_port()
        text = _APACHE.format(port=port, place=place, folder=folder, modules="\n".join(lines), more=more)
        (place / "httpd.conf").write_text(text, "utf-8")
        with _running([binary, "-f", str(place / "httpd.conf"), "-DFOREGROUND"], port, place / "log") as url:
            yield url


@contextmanager
def nginx(folder: Path, text: str) -> Iterator[str]:
    """Serve a folder by the rules that a release gives nginx; give the URL, which ends in `/`."""
    binary = found("nginx")
    with readable_folder() as place:
        port, user = _free_port(), "user nobody nogroup;" if os.geteuid() == 0 else ""
        assert rules.LISTEN in text and rules.FOLDER in text
        own = text.replace(rules.LISTEN, f"listen 127.0.0.1:{port};").replace(rules.FOLDER, f"root {folder};")
        (place / "nginx.conf").write_text(_NGINX.format(user=user, place=place, rules=own), "utf-8")
        with _running([binary, "-c", str(place / "nginx.conf"), "-e", str(place / "log")], port, place / "log") as url:
            yield url


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _running(command: list[str], port: int, log: Path) -> Iterator[str]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _wait(process, port, log)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.communicate(timeout=_PATIENCE)


def _wait(process: subprocess.Popen[str], port: int, log: Path) -> None:
    for _ in range(_PATIENCE * 50):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    said = log.read_text("utf-8") if log.exists() else ""
    raise AssertionError(f"no server: {process.stderr.read() if process.poll() and process.stderr else ''}{said}")
