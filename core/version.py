"""The version of the product; the package takes it from here."""

VERSION = "0.1.0"
