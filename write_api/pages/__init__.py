"""Pages for people: one look, no scripts."""

from write_api.pages.rendering import render

__all__ = ["render"]
