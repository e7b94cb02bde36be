"""What the pages say is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.main import main
from cli.reference.__main__ import stale
from core.settings import variables
from mcp_edge.tools import TOOLS
from tests.unit.docs.pages import ROOT, anchors, blocks, links, pages, prose

README = ROOT / "README.md"
ARCHITECTURE = ROOT / "docs/architecture.md"
LONGEST_README = 120

# What names a place on one machine, or a package host that stands for another.
NOT_FOR_OTHERS = re.compile(
    r"/(?:root|work|home|Users)/|/(?:simple|artifactory|nexus)/|registry\.|pypi\.org/simple"
)
REFERENCE = re.compile(r"`(?P<file>[\w/]+\.py):(?P<name>[\w.]+)`")
DECISION_PARTS = ("## Context", "## Decision", "## Consequences", "## Alternatives", "## What enforces it")


def titles(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("page", pages(), ids=titles(pages()))
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), f"{link} leads nowhere"
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file), f"{link} names no heading"


@pytest.mark.parametrize("page", pages(), ids=titles(pages()))
def test_no_page_names_a_place_on_one_machine(page: Path) -> None:
    assert NOT_FOR_OTHERS.findall(page.read_text(encoding="utf-8")) == []


def test_the_reference_pages_are_what_the_code_says() -> None:
    assert list(stale()) == [], "Run `make docs`"


def test_every_setting_is_in_the_example_and_on_its_page() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    for name in variables():
        assert re.search(rf"^(# )?{name}=", example, re.MULTILINE), name
        assert f"| `{name}` |" in page, name


def test_the_example_holds_no_secret() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    secret = [name for name in variables() if "SECRET" in name or name in {"DATABASE_URL", "REDIS_URL"}]
    for name in secret:
        assert f"\n{name}=\n" in example, name


def test_the_readme_fits_into_two_screens_and_names_every_tool() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_README
    assert [name for name in TOOLS if f"`{name}`" not in text] == []


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def shell_commands() -> Iterator[tuple[str, list[str]]]:
    """Yield the commands of every bash block: where they are, and their words."""
    for page in pages():
        for block in blocks(page, "bash"):
            for line in block.replace("\\\n", " ").splitlines():
                for command in re.split(r"&&|\||;|\$\(", line.partition(" #")[0]):
                    if words := command.split():
                        yield str(page.relative_to(ROOT)), words


def test_every_command_in_a_page_exists() -> None:
    seen = 0
    targets = make_targets()
    for page, words in shell_commands():
        program = words[0].rsplit("/", 1)[-1]
        if program == "make":
            named = [word for word in words[1:] if "=" not in word and not word.startswith(("-", '"'))]
            assert set(named) <= targets, f"{page}: {' '.join(words)}"
        elif program == "craftlocal":
            check_craftlocal(page, words[1:])
        else:
            continue
        seen += 1
    assert seen > 10


def check_craftlocal(page: str, words: list[str]) -> None:
    command: click.Command = main
    context = click.Context(main)
    options: set[str] = set()
    while isinstance(command, click.Group):
        inner = command.get_command(context, words[0])
        assert inner is not None, f"{page}: craftlocal {' '.join(words)}"
        command, words = inner, words[1:]
    for parameter in command.params:
        options |= {*parameter.opts, *parameter.secondary_opts}
    used = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert used <= options, f"{page}: {command.name} has no {used - options}"


def names_in(file: Path) -> set[str]:
    """Return the functions, classes and constants of a file, and methods as `Class.method`."""
    found: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            inner = [one.name for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
            found |= {f"{node.name}.{name}" for name in inner}
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


@pytest.mark.parametrize("page", pages(), ids=titles(pages()))
def test_every_place_in_the_code_that_a_page_names_is_there(page: Path) -> None:
    for found in REFERENCE.finditer(prose(page)):
        file = ROOT / found["file"]
        assert file.is_file(), found[0]
        assert found["name"] in names_in(file), found[0]


def test_the_walks_name_their_places_in_the_code() -> None:
    assert len(REFERENCE.findall(prose(ARCHITECTURE))) > 30


def test_every_decision_has_its_parts_and_its_place_in_the_list() -> None:
    folder = ROOT / "docs/decisions"
    records = sorted(folder.glob("[0-9]*.md"))
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    for record in records:
        text = record.read_text(encoding="utf-8")
        places = [text.find(part) for part in DECISION_PARTS]
        assert -1 not in places, record.name
        assert places == sorted(places), record.name
        decision = text.split("## Decision")[1].split("## Consequences")[0].strip()
        assert decision.startswith("> "), f"{record.name}: the decision is one line to quote"
        assert f"({record.name})" in index, record.name
