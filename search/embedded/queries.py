"""EngineQuery → tantivy queries. No I/O but look-ups in the open searcher."""

from collections.abc import Collection, Sequence

import tantivy
from tantivy import Occur, Query

from search.document import stated
from search.embedded.schema import TEXT_FIELDS
from search.engine import EngineQuery, Filters
from search.fuzzy import mistyped, typos
from search.stems import words_in

SHARE_OF_WORDS_NEEDED = 2 / 3
# As many terms are looked up one by one; a set of them walks the whole dictionary, which is four times as slow.
MOST_LOOKED_UP = 500

Clause = tuple[Occur, Query]


class QueryBuilder:
    """Builds queries against one state of the index."""

    def __init__(self, index: tantivy.Index, searcher: tantivy.Searcher) -> None:
        self._index = index
        self._schema = index.schema
        self._searcher = searcher

    def words(self, query: EngineQuery) -> Query:
        """Return what meets the filters and matches two thirds of the words (all of one or two), by BM25.

        A shopper's query has a word too many rather than too few, and every further word that fits counts.
        """
        return self._filtered(self._text(query), query.filters)

    def _text(self, query: EngineQuery) -> Query:
        needed, extra = self._words_of(query)
        if not needed and not extra:
            return Query.all_query()
        if not needed:
            return Query.boolean_query(extra)
        share = round(len(needed) * SHARE_OF_WORDS_NEEDED) if len(needed) > 2 else len(needed)
        least = 1 if query.any_word else share
        wanted = Query.boolean_query(needed, minimum_number_should_match=least)
        return Query.boolean_query([(Occur.Must, wanted), *extra]) if extra else wanted

    def _words_of(self, query: EngineQuery) -> tuple[list[Clause], list[Clause]]:
        fuzzy = mistyped(query, self._is_known)
        needed, extra = (
            [(Occur.Should, self._word(word, query, fuzzy)) for word in words]
            for words in (query.words, query.also)
        )
        return needed, extra

    def _word(self, word: str, query: EngineQuery, fuzzy: Collection[str]) -> Query:
        if word in fuzzy:
            return self._parsed(word, dict.fromkeys(TEXT_FIELDS, (False, typos(word), True)))
        exact, same = self._said(word), query.same.get(word, ())
        if not same:
            return exact
        # Looked up unstemmed: 'earings' that nobody wrote must not find ears.
        used = [other for other in same if all(map(self._is_used, words_in(other)))]
        return Query.disjunction_max_query([exact, *map(self._said, used)])

    def _said(self, phrase: str) -> Query:
        """Return what has every part of a word: '30 cm' and '7.5' are two words to the index."""
        parts = [self._parsed(f'"{part}"', None) for part in words_in(phrase)]
        return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Must, part) for part in parts])

    def _is_used(self, word: str) -> bool:
        return bool(self._searcher.doc_freq("spelling", word))

    def _parsed(self, text: str, fuzzy: dict[str, tuple[bool, int, bool]] | None) -> Query:
        query, _ = self._index.parse_query_lenient(text, list(TEXT_FIELDS), TEXT_FIELDS, fuzzy)
        return query

    def _is_known(self, word: str) -> bool:
        """Tell whether a listing has the word, or one of its stem, which takes longer to say."""
        if self._is_used(word):
            return True
        return bool(self._searcher.search(self._said(word), limit=1, count=False).hits)

    def _filtered(self, query: Query, filters: Filters) -> Query:
        parts = [(Occur.Must, part) for part in (query, *self._conditions(filters))]
        parts += [(Occur.MustNot, part) for part in self._exclusions(filters)]
        return Query.boolean_query(parts)

    def _conditions(self, filters: Filters) -> list[Query]:
        parts = [self._any_term(group) for group in filters.any_of]
        low, high = filters.min_price_minor, filters.max_price_minor
        if low is not None or high is not None:
            parts.append(Query.range_query(self._schema, "price_minor", tantivy.FieldType.Integer, low, high))
        if filters.max_lead_days is not None:
            parts.append(self._at_most("lead_days", filters.max_lead_days))
        return [_silent(part) for part in parts]

    def _at_most(self, field: str, most: int) -> Query:
        return Query.range_query(self._schema, field, tantivy.FieldType.Integer, None, most)

    def _exclusions(self, filters: Filters) -> list[Query]:
        by_term = [self._any_term(filters.none_of)] if filters.none_of else []
        by_words = self.denied_by_words(filters)
        return by_term + ([by_words] if by_words else [])

    def denied_by_words(self, filters: Filters) -> Query | None:
        """Return what the filters leave out for its words; None when they leave out nothing."""
        denied = [self._saying(phrase, ("title", "tags")) for phrase in sorted(filters.without)]
        for kind, phrase in sorted(filters.untold):
            silent = (Occur.MustNot, self._any_term({stated(kind)}))
            says = (Occur.Must, self._saying(phrase, ("title",)))
            denied.append(Query.boolean_query([says, silent]))
        return _silent(Query.boolean_query([(Occur.Should, part) for part in denied])) if denied else None

    def _saying(self, phrase: str, fields: Sequence[str]) -> Query:
        words = [self._index.parse_query_lenient(f'"{word}"', list(fields))[0] for word in words_in(phrase)]
        return Query.boolean_query([(Occur.Must, word) for word in words]) if words else Query.empty_query()

    def _any_term(self, terms: Collection[str]) -> Query:
        return self._one_of("terms", sorted(terms))

    def ids(self, ids: Sequence[str]) -> Query:
        """Return what matches exactly these listings."""
        return self._one_of("id", ids)

    def _one_of(self, field: str, values: Sequence[str]) -> Query:
        if not values:
            return Query.empty_query()
        if len(values) > MOST_LOOKED_UP:
            return Query.term_set_query(self._schema, field, values)
        each = [(Occur.Should, Query.term_query(self._schema, field, value, "basic")) for value in values]
        return _silent(Query.boolean_query(each))

    def beyond(self, matching: Query, field: str, position: int, order: tantivy.Order) -> Query:
        """Return what matches and comes after this position in the order of the field."""
        low, high = (position + 1, None) if order == tantivy.Order.Asc else (None, position - 1)
        rest = Query.range_query(self._schema, field, tantivy.FieldType.Integer, low, high)
        return Query.boolean_query([(Occur.Must, matching), (Occur.Must, _silent(rest))])

    def newer_than(self, seq: int) -> Query:
        """Return what was written after this change."""
        return Query.range_query(
            self._schema, "seq", tantivy.FieldType.Integer, seq, None, include_lower=False
        )


def either(one: Query, other: Query) -> Query:
    """Return what matches one of the two."""
    return Query.boolean_query([(Occur.Should, one), (Occur.Should, other)])


def _silent(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
