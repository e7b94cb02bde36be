"""Catalogue files as import rows: our CSV and JSONL, and the exports of Etsy and Shopify."""

from cli.imports.problems import ImportFileError, RowError
from cli.imports.read import read_catalogue

__all__ = ["ImportFileError", "RowError", "read_catalogue"]
