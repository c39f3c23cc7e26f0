"""What the cluster is asked for: a tree of clauses made flat finds what the tree finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.clauses import Bool, Clause, Constant, Term
from search.engines.cluster.compile import beside
from search.engines.matching import matching

WORDS = "กขคง"
LEAVES = st.builds(Term, st.just("words"), st.sampled_from(WORDS), st.sampled_from([1.0, 0.3]))


def clauses(inner: st.SearchStrategy[Clause]) -> st.SearchStrategy[Clause]:
    """Trees one level deeper."""
    some = st.lists(inner, max_size=3).map(tuple)
    trees = st.builds(Bool, must=some, should=some, refine=st.just(()), filters=some, never=some)
    return st.one_of(trees, st.builds(Constant, inner, st.just(2.0)))


TREES = st.recursive(LEAVES, clauses, max_leaves=12)


def holds(clause: Clause, words: frozenset[str]) -> bool:
    """Whether a text of these words matches, as :mod:`search.clauses` says."""
    match clause:
        case Term():
            return clause.value in words
        case Constant(inner, _):
            return holds(inner, words)
        case Bool():
            needed = (*clause.must, *clause.filters)
            found = all(holds(one, words) for one in needed)
            if clause.should and not needed:
                found = any(holds(one, words) for one in clause.should)
            return found and not any(holds(one, words) for one in clause.never)
    raise AssertionError(clause)


@given(TREES, st.frozensets(st.sampled_from(WORDS)))
def test_flat_conditions_find_what_the_tree_finds(clause: Clause, words: frozenset[str]) -> None:
    flat = matching(clause)
    assert not flat.must
    assert not flat.should
    assert holds(flat, words) == holds(clause, words)


@given(TREES)
def test_conditions_hold_no_conditions(clause: Clause) -> None:
    for one in matching(clause).filters:
        assert not (isinstance(one, Bool) and (one.must or one.filters) and not one.should), clause


def test_what_ranks_beside_conditions_is_told_from_what_finds() -> None:
    condition, word, other, narrow = (Term("words", one) for one in WORDS)
    every = Bool(filters=(condition,), should=(word,), refine=(other,))
    assert beside(every) == ((word,), (other,))
    assert beside(Bool(must=(every,), filters=(narrow,))) == ((word,), (other,))
    similar = Bool(should=(word, other))
    assert beside(similar) is None
    assert beside(Bool(must=(similar,), refine=(other,), filters=(narrow,))) is None
