"""Runs what compose.yaml runs, without containers: `python deploy/docker/try_demo.py`. Says what came of it.

Each service's own command with the very files that it mounts; Prometheus and Alertmanager are those of the machine.
Only the containers' paths and names change: paths are below a folder here, and names are addresses on loopback. Grafana
is not run; what it is given must fit together.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import yaml

from api.server_process import free_port, running
from tools.nouns.json_types import Json

HERE = Path(__file__).parent
PROGRAMS = {"prometheus": "prometheus", "alertmanager": "prometheus-alertmanager"}
"""What Debian calls them."""

CHOSEN = {"ADMIN_PASSWORD": "a password for this try"}
TICKET_SECONDS = 90.0
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def filled_in(text: str, chosen: Mapping[str, str] = CHOSEN) -> str:
    """As Compose reads it, with the variables of the environment put in. Raises KeyError for one that has to be set."""

    def value(found: re.Match[str]) -> str:
        name, sign, other = found.groups()
        return chosen.get(name) or other if sign == "-" else chosen[name]

    return _VARIABLE.sub(value, text)


@dataclass(slots=True)
class Demo:
    """The demonstration, below a folder."""

    folder: Path
    file: Json = field(default_factory=lambda: yaml.safe_load(filled_in((HERE / "compose.yaml").read_text("utf-8"))))
    ports: dict[str, int] = field(default_factory=dict)
    """Of each service that listens, on loopback."""

    def __post_init__(self) -> None:
        self.ports = {name: free_port() for name, each in self.file["services"].items() if "ports" in each}

    def inside(self, service: str) -> dict[str, str]:
        """Source by path: what a service finds in its container."""
        said = self.file["services"][service]
        volumes = {each.split(":")[1]: each.split(":")[0] for each in said.get("volumes", ())}
        return volumes | {each["target"]: each["source"] for each in said.get("configs", ())}

    def here(self, service: str, text: str) -> str:
        """With this machine's paths and addresses."""
        paths = "|".join(map(re.escape, sorted(self.inside(service), key=len, reverse=True)))
        text = re.sub(rf"(?<![\w/])(?:{paths})(?![\w.-])", lambda found: f"{self.folder}{found[0]}", text)
        for name, each in self.file["services"].items():
            for published in each.get("ports", ()):
                text = text.replace(f"{name}:{published.split(':')[-1]}", f"127.0.0.1:{self.ports[name]}")
        return text

    def mount(self, service: str) -> None:
        """Put what a service finds in its container below the folder."""
        for path, source in self.inside(service).items():
            target = Path(f"{self.folder}{path}")
            told = self.file["configs"].get(source)
            if told is None:
                target.mkdir(parents=True, exist_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                text = told["content"] if "content" in told else (HERE / told["file"]).read_text("utf-8")
                target.write_text(self.here(service, text), "utf-8")

    def command(self, service: str) -> list[str]:
        """What it runs: its own arguments, or those of the image."""
        image = next(line for line in (HERE / "Dockerfile").read_text("utf-8").splitlines() if line.startswith("CMD "))
        said = self.file["services"][service].get("command") or json.loads(image.removeprefix("CMD "))
        return [self.here(service, each) for each in said]

    def environment(self, service: str) -> dict[str, str]:
        """Its variables, with the programs of this installation before those of the machine."""
        said = self.file["services"][service].get("environment", {})
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {"PATH": path} | {name: self.here(service, each) for name, each in said.items()}


def grafana_problems(demo: Demo) -> list[str]:
    """What does not fit together in what Grafana is given."""
    text = {path: demo.file["configs"][source]["file"] for path, source in demo.inside("grafana").items()}
    found = list[str]()
    sources = dashboards = Path()
    for path, name in text.items():
        if path.startswith("/etc/grafana/provisioning/datasources/"):
            sources = HERE / name
        elif path.startswith("/etc/grafana/provisioning/dashboards/"):
            dashboards = HERE / name
    [source] = yaml.safe_load(sources.read_text("utf-8"))["datasources"]
    [provider] = yaml.safe_load(dashboards.read_text("utf-8"))["providers"]
    if source["url"] != "http://prometheus:" + demo.file["services"]["prometheus"]["ports"][0].split(":")[-1]:
        found.append(f"{source['url']} is not the demonstration's Prometheus")
    shown = [path for path in text if Path(path).parent == Path(provider["options"]["path"])]
    if not shown:
        found.append(f"no dashboard is mounted in {provider['options']['path']}")
    for path in shown:
        asked = json.loads((HERE / text[path]).read_text("utf-8"))["templating"]["list"]
        if not any(each["type"] == "datasource" and each["query"] == source["type"] for each in asked):
            found.append(f"{path} asks for no data source of the kind {source['type']}")
    return found


def wait_for(what: str, happened: Callable[[], object]) -> None:
    """Return once it did. Raises SystemExit after TICKET_SECONDS."""
    until = time.monotonic() + TICKET_SECONDS
    while not happened():
        if time.monotonic() > until:
            raise SystemExit(f"demo: {what} did not happen within {TICKET_SECONDS:.0f} seconds")
        time.sleep(0.5)
    print(f"demo: {what}", flush=True)


def _tickets(product: httpx.Client) -> list[Json]:
    found: list[Json] = product.get("/incidents").json()["incidents"]
    return found


def watch(demo: Demo) -> None:
    """The alert that fires at once becomes a ticket; Prometheus reads the metrics and knows all rules."""
    prometheus = httpx.Client(base_url=f"http://127.0.0.1:{demo.ports['prometheus']}/api/v1")
    product = httpx.Client(base_url=f"http://127.0.0.1:{demo.ports['responder']}")
    with prometheus, product:
        groups = prometheus.get("/rules").json()["data"]["groups"]
        mounted = [path for path in demo.inside("prometheus") if not path.endswith("prometheus.yml")]
        assert {each["file"] for each in groups} == {f"{demo.folder}{path}" for path in mounted}, "rules are missing"
        login = {"username": "admin", "password": CHOSEN["ADMIN_PASSWORD"]}
        product.headers["Authorization"] = f"Bearer {product.post('/login', json=login).json()['access_token']}"

        def scraped() -> bool:
            targets = prometheus.get("/targets").json()["data"]["activeTargets"]
            return bool(targets) and all(each["health"] == "up" for each in targets)

        wait_for("Prometheus reads the product's metrics", scraped)
        wait_for("the alert of the demonstration became a ticket", lambda: _tickets(product))
        assert [each["service"] for each in _tickets(product)] == ["storage"], "another alert fires too"
        rules = [each for group in prometheus.get("/rules").json()["data"]["groups"] for each in group["rules"]]
        assert not [each for each in rules if each["health"] == "err"], "Prometheus cannot evaluate a rule"


def main() -> None:
    """Run it."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        demo = Demo(Path(name))
        if problems := grafana_problems(demo):
            raise SystemExit("\n".join(problems))
        for service in demo.file["services"]:
            demo.mount(service)
        listen = {"HOST": "127.0.0.1", "PORT": str(demo.ports["responder"]), "DATA_DIR": f"{name}/data"}
        env, log = demo.environment("responder") | listen, Path(name, "log")
        stack.enter_context(running(demo.command("responder"), demo.ports["responder"], env=env, log=log))
        subprocess.run(demo.command("key"), env=demo.environment("key"), check=True)
        for service, kept in (("alertmanager", "--storage.path"), ("prometheus", "--storage.tsdb.path")):
            port = demo.ports[service]
            alone = ["--cluster.listen-address="] if service == "alertmanager" else []
            own = [f"--web.listen-address=127.0.0.1:{port}", f"{kept}={name}/{service}", *alone]
            command, env = [PROGRAMS[service], *demo.command(service), *own], demo.environment(service)
            stack.enter_context(running(command, port, env=env, log=Path(name, service + ".log"), ready="/-/ready"))
        watch(demo)


if __name__ == "__main__":
    main()
