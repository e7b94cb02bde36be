"""docs/reference/commands.md: the `craftlocal` command and the targets of make."""

import re
from collections.abc import Iterator

import click

from cli.main import main
from cli.reference.markdown import code, codes, page, table

INTRODUCTION = """\
`make run` and `make test` install what they need. After one of them the command is at `.venv/bin/craftlocal`;
`craftlocal COMMAND --help` says the same as this page.
"""
_TARGET = re.compile(r"^(?P<name>[a-z-]+):.*?## (?P<what>.+)$", re.MULTILINE)


def write(makefile: str) -> str:
    """Return the page; `makefile` is the text of the Makefile."""
    context = click.Context(main, info_name="craftlocal")
    return page(
        "Commands",
        "cli/commands and the Makefile",
        INTRODUCTION.strip(),
        *(part for command in _commands(main, context) for part in _command(*command)),
        "## make",
        table(("Target", "What it does"), _targets(makefile)),
    )


def _commands(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _commands(command, inner)
        else:
            yield command, inner


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    names = [one.human_readable_name for one in command.params if isinstance(one, click.Argument)]
    yield f"## {' '.join([context.command_path, *names])}"
    yield " ".join((command.help or "").split())
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    choices = [one for one in command.params if isinstance(one, click.Argument) and _choices(one)]
    if choices:
        yield "".join(f"`{one.human_readable_name}` is one of {_choices(one)}." for one in choices)
    if options:
        rows = [
            (" / ".join(code(name) for name in _names(one)), one.help or "", _default(one)) for one in options
        ]
        yield table(("Option", "What it does", "Default"), rows)


def _names(option: click.Option) -> list[str]:
    value = "" if option.is_flag else f" {_value(option)}"
    return [f"{name}{value}" for name in (*option.opts, *option.secondary_opts)]


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return f"[{'|'.join(option.type.choices)}]"
    return option.type.name.upper().removesuffix(" RANGE")


def _choices(parameter: click.Parameter) -> str:
    kind = parameter.type
    return codes(kind.choices) if isinstance(kind, click.Choice) else ""


def _default(option: click.Option) -> str:
    if option.is_flag:
        return code(option.opts[0]) if option.default is True else ""
    return code(option.default) if option.default not in (None, "") else ""


def _targets(makefile: str) -> list[tuple[str, str]]:
    return [(code(f"make {found['name']}"), found["what"]) for found in _TARGET.finditer(makefile)]
