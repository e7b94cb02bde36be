"""Percentiles and the pieces that are measured."""

from random import Random

from load.bench.measures import spread, table
from load.bench.pieces import new_pieces


def test_percentiles_are_values_that_were_measured() -> None:
    row = spread([n / 1000 for n in range(100, 0, -1)])
    assert (row.p50_ms, row.p95_ms, row.p99_ms, row.max_ms) == (50.0, 95.0, 99.0, 100.0)


def test_one_measurement_is_all_its_percentiles() -> None:
    row = spread([0.25])
    assert {row.p50_ms, row.p95_ms, row.p99_ms, row.max_ms} == {250.0}


def test_a_table_has_a_line_for_each_row() -> None:
    lines = table({"ack": spread([0.1]), "searchable": spread([0.2])}).splitlines()
    assert [line.split()[0] for line in lines] == ["count", "ack", "searchable"]


def test_pieces_of_a_run_share_one_word_and_have_one_of_their_own() -> None:
    pieces = new_pieces(500, Random(1))
    assert len({piece.word for piece in pieces}) == len({piece.key for piece in pieces}) == 500
    assert len({piece.run for piece in pieces}) == 1
    assert all(piece.word in piece.title and piece.run in piece.title for piece in pieces)


def test_a_piece_names_no_sku_so_that_a_double_would_be_seen() -> None:
    [piece] = new_pieces(1, Random(1))
    assert "sku" not in piece.for_rest()
    assert "sku" not in piece.for_mcp()
