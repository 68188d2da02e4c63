"""A static check of `Dockerfile`, `compose.yaml` and `.env.example`, which needs no docker."""

import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml

from tooling.shell import ROOT, say
from tooling.sources import repository_files

LONG_RUNNING = ("web", "worker")
SECRETS = re.compile(r"(?<![{\w])(SECRET_KEY|FIELD_KEYS|LOOKUP_KEY|POSTGRES_PASSWORD)[=:][ \t]*(?!\$\{)\S")
CONTINUED = re.compile(r"\\\n")


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    tracked = [str(path.relative_to(ROOT)) for path in repository_files()]
    compose, example = (ROOT / "compose.yaml").read_text(), (ROOT / ".env.example").read_text()
    problems = [
        *dockerfile_problems((ROOT / "Dockerfile").read_text(), tracked),
        *compose_problems(compose),
        *environment_problems(compose, example),
    ]
    say("\n".join(problems) or "Dockerfile, compose.yaml and .env.example agree")
    return 1 if problems else 0


def instructions(dockerfile: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile in order, each as its word and the rest of its (joined) line."""
    bare = "\n".join(line for line in dockerfile.splitlines() if not line.lstrip().startswith("#"))
    lines = (line.strip() for line in CONTINUED.sub(" ", bare).splitlines())
    return [(word.upper(), rest.strip()) for line in lines if line for word, _, rest in [line.partition(" ")]]


def dockerfile_problems(dockerfile: str, tracked: list[str]) -> Iterator[str]:
    """What the image would lack: known stages, sources that exist, an unprivileged user, a command."""
    stages: list[str] = []
    last: dict[str, str] = {}
    for word, rest in instructions(dockerfile):
        if word == "FROM":
            image, _, stage = re.sub(r"\s+[Aa][Ss]\s+", " AS ", rest).partition(" AS ")
            if image not in stages and ":" not in image:
                yield f"Dockerfile: {image} is neither an earlier stage nor an image with a version"
            stages.append(stage)
            last = {}
        elif word == "COPY":
            yield from copy_problems(rest.split(), stages, tracked)
        last[word] = rest
    if last.get("USER", "root") in ("root", "0"):
        yield "Dockerfile: the last stage runs as root"
    if "CMD" not in last:
        yield "Dockerfile: the last stage has no command"


def copy_problems(words: list[str], stages: list[str], tracked: list[str]) -> Iterator[str]:
    """A COPY names an earlier stage, or files of the repository."""
    origins = [word.removeprefix("--from=") for word in words if word.startswith("--from=")]
    for origin in origins:
        if origin not in stages:
            yield f"Dockerfile: COPY from {origin}, which is no stage"
    for source in [] if origins else [word for word in words if not word.startswith("--")][:-1]:
        if source != "." and not any(
            fnmatch(name, source) or fnmatch(name, f"{source}/*") for name in tracked
        ):
            yield f"Dockerfile: COPY of {source}, which is not in the repository"


def compose_problems(text: str) -> Iterator[str]:
    """What the services would lack: a healthy database, migrations before use, declared volumes."""
    document: dict[str, Any] = yaml.safe_load(text)
    services = document["services"]
    for name in ("db", "migrate", *LONG_RUNNING):
        if name not in services:
            yield f"compose.yaml: no service {name}"
            return
    if "healthcheck" not in services["db"] or "ports" in services["db"]:
        yield "compose.yaml: the database needs a health check and no published port"
    if awaited(services["migrate"], "db") != "service_healthy":
        yield "compose.yaml: migrate must wait for a healthy database"
    for name in LONG_RUNNING:
        if awaited(services[name], "migrate") != "service_completed_successfully":
            yield f"compose.yaml: {name} must wait for the migrations"
        if "env_file" not in services[name]:
            yield f"compose.yaml: {name} has no env_file"
    yield from volume_problems(services, document.get("volumes") or {})


def awaited(service: dict[str, Any], other: str) -> str:
    """The condition on which `service` waits for `other`; empty where it does not."""
    waits = service.get("depends_on", {})
    return str(waits[other].get("condition", "")) if isinstance(waits, dict) and other in waits else ""


def volume_problems(services: dict[str, Any], declared: dict[str, Any]) -> Iterator[str]:
    """Named volumes are declared; a folder of the machine is not mounted."""
    for name, service in services.items():
        for mount in service.get("volumes", []):
            if mount.split(":")[0] not in declared:
                yield f"compose.yaml: {name} mounts {mount}, which is not declared under volumes"


def environment_problems(compose: str, example: str) -> Iterator[str]:
    """Every variable that compose or the settings read is in the example, and no secret has a value."""
    explained = set(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE))
    read = set(re.findall(r"\$\{([A-Z_]+)", compose))
    read |= settings_variables(ROOT / "config" / "settings.py")
    for name in sorted(read - explained):
        yield f".env.example: {name} is read, but not explained"
    for file, text in (("compose.yaml", compose), (".env.example", example)):
        for match in SECRETS.finditer(text):
            yield f"{file}: {match[1]} has a value"


def settings_variables(path: Path) -> set[str]:
    """The names that the settings read from the environment."""
    return set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", path.read_text()))


if __name__ == "__main__":
    sys.exit(main())
