"""The house rules that no linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("core", "search", "write_api", "indexer", "mcp_edge", "widgets", "load", "cli")
LONGEST_FILE = 500
LONGEST_USUAL_FILE = 300
USUAL = 0.9
LONGEST_FUNCTION = 50
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "XX" + "X:")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files() -> list[Path]:
    folders = (*PACKAGES, "tests")
    found = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    return [file for file in found if "node_modules" not in file.parts]


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def length(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def functions(file: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield f"{named(file)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    # load is left out: it may import nothing of ours, and is not installed with the rest.
    return grimp.build_graph(*(set(PACKAGES) - {"load"}), cache_dir=None)


def users(graph: grimp.ImportGraph, module: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """Return the packages that import a module; the parts of core may be used through one another."""
    found: set[str] = set()
    for importer in graph.find_modules_that_directly_import(module) - seen:
        if importer.startswith("core."):
            found |= users(graph, importer, seen | {module, importer})
        else:
            found.add(importer.split(".")[0])
    return found


def test_every_module_of_core_serves_two_packages_or_more(imports: grimp.ImportGraph) -> None:
    modules = {module for module in imports.modules if module.startswith("core.")}
    parents = {module.rpartition(".")[0] for module in modules}
    lonely = {
        module: sorted(users(imports, module))
        for module in sorted(modules - parents)
        if len(users(imports, module)) < 2
    }
    assert lonely == {}, "What one package needs belongs into that package"


def test_no_file_is_long_and_nine_in_ten_are_short() -> None:
    lengths = {named(file): length(file) for file in python_files()}
    assert [name for name, lines in lengths.items() if lines > LONGEST_FILE] == []
    short = sum(lines <= LONGEST_USUAL_FILE for lines in lengths.values())
    assert short >= USUAL * len(lengths)


def test_every_function_fits_on_a_screen() -> None:
    found = [f"{name} ({lines})" for file in python_files() for name, lines in functions(file)
             if lines > LONGEST_FUNCTION]  # fmt: skip
    assert found == []


def test_every_file_has_a_name_that_says_what_is_in_it() -> None:
    assert [named(file) for file in python_files() if file.stem in NAMES_THAT_SAY_NOTHING] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_in_one_line_what_it_is(package: str) -> None:
    for file in (ROOT / package).rglob("__init__.py"):
        if "node_modules" in file.parts:
            continue
        first = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")), clean=False)
        assert first, f"{named(file)} has no docstring"
        assert "\n" not in first, f"{named(file)}: {first!r}"
        assert first.endswith("."), f"{named(file)}: {first!r}"


def test_nothing_is_left_unfinished() -> None:
    found = [named(file) for file in python_files() for word in UNFINISHED
             if word in file.read_text(encoding="utf-8")]  # fmt: skip
    assert found == []
