"""Catalogue files as import rows: our CSV, JSONL and JSON, and the exports of Etsy and Shopify."""

from write_api.catalogue.files.problems import ImportFileError, RowError
from write_api.catalogue.files.read import located_rows, read_catalogue

__all__ = ["ImportFileError", "RowError", "located_rows", "read_catalogue"]
