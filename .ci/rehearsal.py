"""Rehearse production: run every command of docs/operating.md on this machine, and take it away.

    make production-rehearsal        as root, on Debian or Ubuntu

First the last release is installed with a trust and its plan, and upgraded to what is committed
here. Then that is installed anew, and driven over TLS as a browser would: a password set by the
link, a workbook imported, a paper published. Each piece is started again, all of it is backed
up, lost and restored.

It installs the Debian packages that the document names (they stay; apt-get purge removes them).
All else is its own and goes at the end: an account, a folder under /tmp, a PostgreSQL cluster,
nginx and ports from 18000 on. `systemctl` and `nginx` are stood in for: the commands of the
units in deploy/ are run as their user with their environment, which needs no systemd.

REHEARSE_UPGRADE_FROM names the last release (a commit), KEEP=yes keeps the folder and its logs.
Only the standard library is used.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import pwd
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "operating.md"
LAST_RELEASE = os.environ.get("REHEARSE_UPGRADE_FROM", "303617e")
ACCOUNT = "tracker-rehearsal"
WEB_PORT, HTTP_PORT, HTTPS_PORT, POSTGRES_PORT = 18000, 18080, 18443, 18432
SITE = f"https://localhost:{HTTPS_PORT}"
PASSWORD = "seven-quiet-herons-at-noon"
WORKBOOK = ROOT / "fixtures" / "sample_tracker.xlsx"
# The blocks of the document, by name; those of `main` and nothing else.
NAMES = "names"
BLOCK = re.compile(r"^(?P<indent> *)```sh (?P<words>[a-z ]+)\n(?P<text>.*?)^ *```$", re.M | re.S)
UNITS = ("strategy-tracker-web", "strategy-tracker-worker")


class Failed(Exception):
    """The rehearsal came to something that does not work; the message says what."""


@dataclass(frozen=True)
class Block:
    """Commands of the document, and as whom they are typed: "root", "app" or ""."""

    user: str
    text: str


def read_blocks(document: Path = DOCUMENT) -> dict[str, Block]:
    """The blocks of the document by name; each begins "```sh USER NAME"."""
    blocks = {}
    for found in BLOCK.finditer(document.read_text(encoding="utf-8")):
        *user, name = found["words"].split()
        text = textwrap.dedent(found["text"])
        blocks[name] = Block(user[0] if user else "", text)
    return blocks


def say(text: str) -> None:
    print(f"{time.monotonic() - STARTED:6.0f} s  {text}", flush=True)


STARTED = time.monotonic()


def wait_for(what: str, is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Return once `is_so()`; raises Failed when it is not after so many seconds."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise Failed(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.25)


# The machine: an account, a cluster, nginx and what stands in for systemd


class Machine:
    """What the commands of the document find around them, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.blocks = read_blocks()
        self.log = folder / "log"
        self.bin = folder / "bin"
        self.run_dir = folder / "run"
        for path in (self.log, self.bin, self.run_dir, folder / "units", folder / "sites"):
            path.mkdir()
        self.tools = self._postgres_programs()
        self.settings: dict[str, str] = {}

    @property
    def environment(self) -> dict[str, str]:
        kept = ("LANG", "LC_ALL", "TERM", "https_proxy", "http_proxy", "no_proxy")
        passed = {
            name: value
            for name, value in os.environ.items()
            if name in kept or name.startswith(("PIP_", "SSL_"))
        }
        return {
            **passed,
            "PATH": f"{self.bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(self.folder),
            "DEBIAN_FRONTEND": "noninteractive",
            "PIP_CACHE_DIR": str(self.folder / "pip"),
            "PGHOST": str(self.run_dir),
            "PGPORT": str(POSTGRES_PORT),
            "SOURCE": str(self.folder / "source.git"),
            "SITE_NAME": "localhost",
            "ACCOUNT": ACCOUNT,
            "UNITS": str(self.folder / "units"),
            "NGINX_SITES": str(self.folder / "sites"),
            "NGINX_LOG": str(self.log / "nginx.log"),
            "TLS_DIR": str(self.folder / "tls"),
            "HTTP_PORT": str(HTTP_PORT),
            "HTTPS_PORT": str(HTTPS_PORT),
            "WEB_PORT": str(WEB_PORT),
            **self.settings,
        }

    def use(self, name: str, release: str) -> None:
        """From here on the commands install into a place and a database called `name`."""
        self.settings = {
            "RELEASE": release,
            "DATABASE": f"tracker_{name}",
            "HOME_DIR": str(self.folder / name),
            "SETTINGS": str(self.folder / "etc" / name),
            "BACKUPS": str(self.folder / "backups" / name),
        }

    def block(self, name: str) -> str:
        """Run the commands called `name` as they stand; gives what they printed."""
        block = self.blocks[name]
        user = ACCOUNT if block.user == "app" else "root"
        say(f"{block.user or 'root':<5}{name}")
        return self.shell(f"{self.blocks[NAMES].text}\n{block.text}", name, user=user)

    def app(self, command: str) -> str:
        """Run `command` as the account, in the code, with the settings of the site."""
        words = f'cd "$HOME_DIR/app"; set -a; . "$SETTINGS"; set +a; {command}'
        return self.shell(words, command.split()[-1][:30].strip("/."), user=ACCOUNT)

    def shell(self, text: str, name: str, *, user: str) -> str:
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=self.environment,
            cwd="/",
            **self.as_user(user),
        )
        with (self.log / "commands.log").open("a") as log:
            log.write(f"== {name}\n{result.stdout}{result.stderr}\n")
        if result.returncode != 0:
            tail = (result.stdout + result.stderr).strip()[-3000:]
            raise Failed(f"“{name}” ended with {result.returncode}:\n{tail}")
        return result.stdout

    @staticmethod
    def as_user(user: str) -> dict[str, Any]:
        if user == "root":
            return {}
        account = pwd.getpwnam(user)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    # PostgreSQL

    @staticmethod
    def _postgres_programs() -> Path:
        found = sorted(
            Path("/usr/lib/postgresql").glob("*/bin/initdb"),
            key=lambda path: float(path.parts[-3]),
        )
        if not found:
            raise Failed("PostgreSQL is not installed under /usr/lib/postgresql.")
        return found[-1].parent

    def postgres(self, action: str) -> None:
        """Make, start or stop the cluster, which runs as `postgres` as Debian's own does."""
        data = self.folder / "postgres"
        if action == "make":
            for path in (self.run_dir, self.log):
                path.chmod(0o777)
            data.mkdir(mode=0o700)
            shutil.chown(data, "postgres", "postgres")
            command = [
                str(self.tools / "initdb"), "-D", str(data), "--encoding", "UTF8",
                "--auth-local", "peer", "--auth-host", "scram-sha-256",
            ]  # fmt: skip
        else:
            options = (
                f"-k {self.run_dir} -p {POSTGRES_PORT} -c listen_addresses=127.0.0.1 -c fsync=off"
            )
            command = [str(self.tools / "pg_ctl"), "-D", str(data), "-w", "-l"]
            command += [str(self.log / "postgres.log"), "-m", "fast", "-o", options, action]
        # Its output goes to a file, for the server keeps what it is given open.
        with (self.log / "pg_ctl.log").open("ab") as output:
            result = subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                **self.as_user("postgres"),
            )
        if result.returncode != 0:
            raise Failed(f"PostgreSQL: {action} failed, see {self.log}/pg_ctl.log")

    # Stand-ins for systemd and for the nginx of the whole machine

    def write_programs(self) -> None:
        """`systemctl` that runs what units say, and `nginx` with a configuration of its own."""
        program = self.bin / "systemctl"
        program.write_text(
            f"#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(Path(__file__)))} "
            f'systemctl {shlex.quote(str(self.folder))} "$@"\n'
        )
        conf = self.folder / "nginx.conf"
        conf.write_text(
            f"pid {self.run_dir}/nginx.pid;\nerror_log {self.log}/nginx-errors.log;\n"
            "events {}\nhttp {\n"
            + "".join(
                f"  {name}_temp_path {self.run_dir}/{name};\n"
                for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + f"  include {self.folder}/sites/*.conf;\n}}\n"
        )
        nginx = self.bin / "nginx"
        nginx.write_text(f'#!/bin/sh\nexec /usr/sbin/nginx -c {shlex.quote(str(conf))} "$@"\n')
        for path in (program, nginx):
            path.chmod(0o755)

    def nginx(self, *arguments: str) -> None:
        subprocess.run([str(self.bin / "nginx"), *arguments], check=True)

    def certificate(self) -> Path:
        folder = self.folder / "tls"
        folder.mkdir(exist_ok=True)
        certificate = folder / "certificate.pem"
        command = [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", str(folder / "key.pem"), "-out", str(certificate),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        return certificate

    def tear_down(self) -> None:
        """Stop what runs and take the account away."""
        for unit in UNITS:
            with suppress(Exception):
                Systemctl(self.folder).stop(unit)
        with suppress(Exception):
            os.kill(int((self.run_dir / "nginx.pid").read_text()), signal.SIGQUIT)
        with suppress(Exception):
            self.postgres("stop")
        subprocess.run(["userdel", ACCOUNT], check=False, capture_output=True)


class Systemctl:
    """As much of systemctl as the document uses, for the units in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def main(self, verb: str, *names: str) -> None:
        if verb in ("daemon-reload", "enable"):
            return
        for name in names:
            if name == "nginx":
                self.reload_nginx()
                continue
            if verb in ("stop", "restart"):
                self.stop(name)
            if verb in ("start", "restart"):
                self.start(name)

    def reload_nginx(self) -> None:
        program = str(self.folder / "bin" / "nginx")
        pid = self.folder / "run" / "nginx.pid"
        # `nginx -t` leaves an empty one.
        is_up = pid.exists() and pid.read_text().strip() != ""
        subprocess.run([program, *(["-s", "reload"] if is_up else [])], check=True)

    def start(self, name: str) -> None:
        said: dict[str, str] = {}
        for line in (self.folder / "units" / f"{name}.service").read_text().splitlines():
            key, _, value = line.partition("=")
            said[key] = value
        environment = {"PATH": "/usr/bin:/bin", "HOME": said["WorkingDirectory"]}
        for line in Path(said["EnvironmentFile"]).read_text().splitlines():
            key, _, value = line.partition("=")
            environment[key] = value
        with (self.folder / "log" / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                shlex.split(said["ExecStart"]),
                cwd=said["WorkingDirectory"],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **Machine.as_user(said["User"]),
            )
        (self.folder / "run" / name).write_text(str(process.pid))

    def stop(self, name: str) -> None:
        path = self.folder / "run" / name
        if not path.exists():
            return
        pid = int(path.read_text())
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        wait_for(f"{name} stops", lambda: not is_running(pid))
        path.unlink()


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


# A browser, as far as it is needed


class Form(HTMLParser):
    """The fields of the forms on a page, as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((has.get("action", ""), {}))
        if not self.forms:
            return
        fields = self.forms[-1][1]
        name = has.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and (
            "selected" in has or (self._select and self._select not in fields)
        ):
            fields[self._select] = has.get("value", "")
        elif tag == "textarea" and name:
            fields[name] = ""
        elif tag == "input" and name:
            kind = has.get("type", "text")
            if kind not in ("checkbox", "radio", "file", "submit") or "checked" in has:
                fields[name] = has.get("value", "")


class Browser:
    """Opens pages over TLS through the proxy, keeps cookies and follows redirects."""

    def __init__(self, certificate: Path) -> None:
        context = ssl.create_default_context(cafile=str(certificate))
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(self.cookies),
        )
        self.url, self.status, self.body = "", 0, b""
        self.headers: dict[str, str] = {}

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def get(self, address: str, *, expect: int = 200) -> str:
        return self._open(urllib.request.Request(self._whole(address)), expect)

    def send(
        self,
        action: str,
        given: dict[str, str],
        file: Path | None = None,
        *,
        having: str = "csrfmiddlewaretoken",
        expect: int = 200,
    ) -> str:
        """Fill in the form of this page that goes to such an address and has such a field."""
        page = Form()
        page.feed(self.text)
        forms = [
            form
            for form in page.forms
            if action in urllib.parse.urljoin(self.url, form[0]) and having in form[1]
        ]
        if not forms:
            raise Failed(f"{self.url} has no form to {action}: {[f[0] for f in page.forms]}")
        target, fields = forms[0]
        fields = {**fields, **given}
        address = urllib.parse.urljoin(self.url, target) if target else self.url
        headers = {"Referer": self.url, "Origin": SITE}
        if file is None:
            data = urllib.parse.urlencode(fields).encode()
        else:
            boundary = uuid.uuid4().hex
            headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
            parts = [
                f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                for name, value in fields.items()
            ]
            opening = (
                f'--{boundary}\r\nContent-Disposition: form-data; name="file"; '
                f'filename="{file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
            )
            data = "".join(parts).encode() + opening.encode() + file.read_bytes()
            data += f"\r\n--{boundary}--\r\n".encode()
        request = urllib.request.Request(address, data=data, headers=headers)
        return self._open(request, expect)

    def _whole(self, address: str) -> str:
        return urllib.parse.urljoin(self.url or SITE, address)

    def _open(self, request: urllib.request.Request, expect: int) -> str:
        try:
            with self.opener.open(request, timeout=150) as answer:
                self.status, self.body = answer.status, answer.read()
                self.headers, self.url = dict(answer.headers), answer.url
        except urllib.error.HTTPError as error:
            self.status, self.body = error.code, error.read()
            self.headers, self.url = dict(error.headers), error.url or request.full_url
        if self.status != expect and expect:
            words = re.sub(r"<[^>]+>|\s+", " ", self.text[:6000])
            raise Failed(
                f"{request.get_method()} {request.full_url}: {self.status}, not {expect}: "
                f"{re.sub(' +', ' ', words)[:1500]}"
            )
        return self.text


# The rehearsal


class Rehearsal:
    def __init__(self, machine: Machine, certificate: Path) -> None:
        self.machine = machine
        self.certificate = certificate
        self.browser = Browser(certificate)

    def browser_anew(self) -> Browser:
        self.browser = Browser(self.certificate)
        return self.browser

    def wait_until_up(self) -> None:
        def is_up() -> bool:
            try:
                Browser(self.certificate).get(f"{SITE}/accounts/login/")
            except (Failed, OSError):
                return False
            return True

        wait_for("The site answers", is_up)

    def install(self) -> str:
        """The site by the document's own steps; gives the link that create_trust printed."""
        for name in ("account", "database", "code", "prepare", "services", "proxy"):
            self.machine.block(name)
        self.wait_until_up()
        return self.link(self.machine.block("trust"))

    @staticmethod
    def link(printed: str) -> str:
        found = re.search(r"https://\S+", printed)
        if found is None:
            raise Failed(f"create_trust printed no link: {printed}")
        path = urllib.parse.urlsplit(found.group()).path
        return f"{SITE}{path}"

    def upgrade(self, release: str) -> None:
        """The last release with its data, then this one over it."""
        machine = self.machine
        say(f"The last release, {LAST_RELEASE}, with a trust and its plan")
        machine.use("before", LAST_RELEASE)
        for name in ("account", "database", "code", "prepare"):
            machine.block(name)
        before_link = self.link(machine.block("trust"))
        machine.app(f".venv/bin/python manage.py import_workbook {self.workbook} "
                    "--trust RIVERMEAD --strategy 'Better together' --period 'Q2 2026/27' "
                    "--accept-suggestions")  # fmt: skip
        export = f"{machine.settings['HOME_DIR']}/export.json"
        command = f".venv/bin/python manage.py export_data --trust RIVERMEAD --output {export}"
        machine.app(command)
        before = json.loads(Path(export).read_text())
        say("Upgrade to what is committed here")
        machine.settings["RELEASE"] = release
        for name in ("backup", "upgrade", "prepare", "services", "proxy"):
            machine.block(name)
        self.wait_until_up()
        Path(export).unlink()
        machine.app(command)
        lost = set(texts(before)) - set(texts(json.loads(Path(export).read_text())))
        if lost:
            raise Failed(f"The upgrade lost {len(lost)} texts, such as {sorted(lost)[:3]}")
        self.set_password(self.link_after_upgrade(before_link))
        self.sign_in()
        self.browser.get("/t/RIVERMEAD/plan/")
        machine.shell(f"{machine.bin}/systemctl stop {' '.join(UNITS)}", "stop", user="root")
        subprocess.run(["userdel", ACCOUNT], check=True, capture_output=True)

    def link_after_upgrade(self, before: str) -> str:
        """Another link to choose a password, as the one of before works no more."""
        browser = self.browser_anew()
        browser.get(before)
        if "password1" in browser.text:
            raise Failed("A link that an earlier release printed still works.")
        command = "sign_in_link administrator@rivermead.example"
        return self.link(self.machine.app(f".venv/bin/python manage.py {command} --site {SITE}"))

    @property
    def workbook(self) -> Path:
        return self.machine.folder / WORKBOOK.name

    def set_password(self, link: str) -> None:
        say("A password by the link, over TLS")
        browser = self.browser_anew()
        browser.get(link)
        given = {"password1": PASSWORD, "password2": PASSWORD}
        browser.send("/", given, having="password1")
        if "/invitations/" in browser.url:
            raise Failed(f"The password was not taken: {browser.text[-3000:]}")

    def sign_in(self) -> None:
        browser = self.browser_anew()
        browser.get("/accounts/login/")
        given = {"login": "administrator@rivermead.example", "password": PASSWORD}
        browser.send("/accounts/login/", given)
        if "/accounts/" in browser.url:
            raise Failed(f"Not signed in: {browser.url}")

    def guess_passwords(self) -> None:
        """The processes of gunicorn count wrong passwords together."""
        say("Guess passwords until the site has enough, in whichever process")
        stopped = 0
        for number in range(12):
            browser = Browser(self.certificate)
            browser.get("/accounts/login/")
            given = {"login": "nobody@rivermead.example", "password": f"guess-{number}"}
            if "Too many wrong passwords" in browser.send("/accounts/login/", given):
                stopped += 1
        if stopped != 7:
            raise Failed(f"Of 12 wrong passwords {stopped} were refused unseen, not 7.")

    def look_at_health(self) -> None:
        """As a load balancer does: at the web server itself, by address."""
        say("Probes: alive, ready, and all of it once the worker is heard of")
        plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))

        def answers(kind: str) -> bool:
            try:
                address = f"http://127.0.0.1:{WEB_PORT}/health/{kind}/"
                return plain.open(address, timeout=30).status == 200
            except urllib.error.URLError:
                return False

        for kind in ("live", "ready", "full"):
            wait_for(f"/health/{kind}/", lambda kind=kind: answers(kind))  # type: ignore[misc]

    def look_at_logs(self, link: str) -> None:
        """A link that lets somebody in is in no log, of whichever program."""
        key = link.strip("/").split("/")[-1]
        for path in self.machine.log.iterdir():
            # That one is this rehearsal's own, of what create_trust printed.
            if path.name != "commands.log" and key in path.read_text(errors="replace"):
                raise Failed(f"{path.name} has the link by which the password was set.")
        events = (self.machine.log / "strategy-tracker-web.log").read_text(errors="replace")
        for event in ("signed_in", "password_reset", "sign_in_failed", "request_finished"):
            if f'"event": "{event}"' not in events:
                raise Failed(f"The log has no {event}.")

    def import_workbook(self) -> None:
        say("Import a workbook in the browser")
        browser = self.browser
        browser.get("/t/RIVERMEAD/imports/new/")
        given = {"new_strategy": "Better together", "period": "Q2 2026/27"}
        browser.send("/imports/new/", given, self.workbook)
        run = re.search(r"/imports/(\d+)/", browser.url)
        if run is None:
            raise Failed(f"The workbook was not taken: {browser.url}")
        address = f"/t/RIVERMEAD/imports/{run.group(1)}/"
        browser.get(address)
        browser.send("/apply/", {"guess": "yes"})

        def is_applied() -> bool:
            return "Applied" in browser.get("/t/RIVERMEAD/imports/")

        wait_for("The import is applied", is_applied)

    def publish(self) -> str:
        """Publish a paper and read its PDF; gives the address of the PDF."""
        say("A paper: draft, publish, PDF")
        browser = self.browser
        page = browser.get("/t/RIVERMEAD/papers/")
        paper = re.search(r"/t/RIVERMEAD/papers/\d+/quarterly-progress/", page)
        if paper is None:
            raise Failed("The list of papers has no quarterly progress report.")
        browser.get(f"{paper.group()}publish/")
        browser.send("/publish/", {"reason": "It is a rehearsal."})
        address = f"{paper.group()}pdf/"
        self.read_pdf(address)
        return address

    def read_pdf(self, address: str) -> bytes:
        browser = self.browser

        def is_there() -> bool:
            browser.get(address, expect=0)
            if browser.status not in (200, 202):
                raise Failed(f"{address}: {browser.status}")
            return browser.status == 200

        wait_for("The PDF of the paper", is_there, 180)
        if not browser.body.startswith(b"%PDF-"):
            raise Failed(f"{address} is no PDF")
        return browser.body

    def restart_each(self, address: str) -> None:
        for unit in UNITS:
            say(f"Restart {unit}")
            self.machine.shell(f"systemctl restart {unit}", "restart", user="root")
            self.wait_until_up()
        say("Restart nginx, then PostgreSQL")
        self.machine.shell("systemctl reload nginx", "reload", user="root")
        self.wait_until_up()
        self.machine.postgres("restart")
        self.wait_until_up()
        self.browser.get("/t/RIVERMEAD/plan/")
        self.read_pdf(address)

    def back_up_and_restore(self, address: str) -> None:
        before = self.read_pdf(address)
        self.machine.block("backup")
        say("Lose the trust's plan and its files")
        home = Path(self.machine.settings["HOME_DIR"])
        database = self.machine.settings["DATABASE"]
        lose = (
            f'runuser -u postgres -- psql -q -c "TRUNCATE objectives_strategy CASCADE" {database}'
        )
        self.machine.shell(lose, "lose", user="root")
        for path in (home / "media").iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.browser.get(address, expect=404)
        self.machine.block("restore")
        self.wait_until_up()
        if self.read_pdf(address) != before:
            raise Failed("The published paper has other bytes after the restore.")

    def look_at_headers(self) -> None:
        """What a browser and a probe are told."""
        browser = self.browser
        browser.get("/t/RIVERMEAD/plan/")
        for name in ("Strict-Transport-Security", "Content-Security-Policy"):
            if not browser.headers.get(name):
                raise Failed(f"Pages come without {name}.")
        style = re.search(r'href="(/static/[^"]+\.css)"', browser.text)
        if style is None:
            raise Failed("The page names no stylesheet.")
        browser.get(style.group(1))


def texts(value: object) -> list[str]:
    """Every text of some length in a JSON value."""
    if isinstance(value, str):
        return [value] if len(value) > 20 else []
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return []


def check_machine() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Failed("This needs root on Debian or Ubuntu: it installs packages and an account.")
    for port in (WEB_PORT, HTTP_PORT, HTTPS_PORT, POSTGRES_PORT):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise Failed(f"Something listens on port {port} already.")
    with suppress(KeyError):
        pwd.getpwnam(ACCOUNT)
        raise Failed(f"There is an account {ACCOUNT} already: userdel {ACCOUNT} takes it away.")


def install_packages(folder: Path) -> None:
    """The document's first block, without the servers that these packages start by themselves."""
    block = read_blocks()["packages"]
    say(
        f"root packages: {' '.join(block.text.split('recommends')[1].replace(chr(92), '').split())}"
    )
    policy = Path("/usr/sbin/policy-rc.d")
    is_ours = not policy.exists()
    if is_ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.text],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=environment,
        )
    finally:
        if is_ours:
            policy.unlink()
    if result.returncode != 0:
        raise Failed(f"apt-get: {(result.stdout + result.stderr)[-2000:]}")


def prepare_source(folder: Path) -> str:
    """A copy of this repository that the account may clone; gives the commit to rehearse."""
    git = ["git", "-C", str(ROOT)]
    changed = subprocess.run(
        [*git, "status", "--porcelain"], check=True, capture_output=True, text=True
    ).stdout
    if changed:
        say("Not committed, so not rehearsed: " + ", ".join(changed.split("\n")[:5]))
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    source = folder / "source.git"
    clone = ["git", "clone", "--quiet", "--bare", "--no-hardlinks", str(ROOT), str(source)]
    subprocess.run(clone, check=True)
    (folder / ".gitconfig").write_text("[safe]\n\tdirectory = *\n")
    (folder / "pip").mkdir(mode=0o777)
    (folder / "pip").chmod(0o777)
    shutil.copy(WORKBOOK, folder)
    return head.stdout.strip()


def rehearse(folder: Path) -> None:
    install_packages(folder)
    machine = Machine(folder)
    release = prepare_source(folder)
    machine.write_programs()
    certificate = machine.certificate()
    try:
        machine.postgres("make")
        machine.postgres("start")
        rehearsal = Rehearsal(machine, certificate)
        rehearsal.upgrade(release)
        say(f"This release, {release[:7]}, anew")
        machine.use("anew", release)
        link = rehearsal.install()
        rehearsal.set_password(link)
        rehearsal.sign_in()
        rehearsal.look_at_headers()
        rehearsal.look_at_health()
        rehearsal.guess_passwords()
        rehearsal.import_workbook()
        address = rehearsal.publish()
        rehearsal.restart_each(address)
        rehearsal.back_up_and_restore(address)
        rehearsal.look_at_logs(link)
    finally:
        say("Take everything away")
        machine.tear_down()


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["systemctl"]:
        Systemctl(Path(arguments[1])).main(*arguments[2:])
        return 0
    folder = Path(tempfile.mkdtemp(prefix="tracker-rehearsal-", dir="/tmp"))
    folder.chmod(0o755)
    keep = bool(os.environ.get("KEEP"))
    try:
        check_machine()
        rehearse(folder)
    except Failed as error:
        print(f"The rehearsal failed. {error}", file=sys.stderr)
        keep = True
        return 1
    finally:
        if keep:
            print(f"Logs are in {folder}/log.", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    say("Production works as docs/operating.md says.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
