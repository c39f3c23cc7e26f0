"""The one table of calls: name, path, parameters, what answers, and what the answer is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from search.api import finding, keeping, own, parameters, reading, records, values
from search.api.desk import Desk
from search.api.parameters import Given, Parameter
from search.datasets.drift import Drift
from search.datasets.records import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call. ``answers`` is the type of its record; null = a file in pieces."""

    name: str
    path: str
    about: str
    """In English, for the description; the page of the documents has it in both languages."""
    call: Callable[[Desk, Given], Any]
    answers: type[Any] | None
    parameters: tuple[Parameter, ...] = ()
    example: Mapping[str, str] | None = None
    """Parameters of a request that answers on any store; null = those of the parameters."""
    method: Literal["GET", "POST"] = "GET"
    status: int = 200

    def answer(self, desk: Desk, given: Mapping[str, Sequence[str]]) -> Any:
        """Check the parameters and call.

        Raises:
            WrongValue: a parameter is unknown or has a value that is none of those known.
            NotThere: what is named does not exist.
            QueryError, IndexMismatch, ServiceAway: as in a search.
        """
        asked = Given(given)
        parameters.checked(asked, self.parameters)
        values.checked(desk.store, asked)
        return self.call(desk, asked)


def _of_id(example: str) -> Parameter:
    return replace(parameters.IDENTITY, example=example)


_DATASET = _of_id("ds-0123456789abcdef")
_WITHOUT = {"q": "น้ำ"}
OPERATIONS = (
    Operation(
        name="search",
        path="/search",
        about="Search: one page of hits, with facets and counts over time on the first",
        call=finding.search,
        answers=records.SearchAnswer,
        parameters=(
            *parameters.QUESTION,
            parameters.COPIES,
            parameters.SHOW,
            parameters.SORT,
            parameters.INTERVAL,
            parameters.SIZE,
            parameters.CURSOR,
        ),
        example=_WITHOUT | {"size": "5"},
    ),
    Operation(
        name="count",
        path="/count",
        about="Count articles and stories that match",
        call=finding.count_matches,
        answers=records.CountAnswer,
        parameters=parameters.QUESTION,
        example=_WITHOUT,
    ),
    Operation(
        name="count_over_time",
        path="/count-over-time",
        about="Count what matches by day, month or year, beside all that was published then",
        call=finding.count_over_time,
        answers=records.TimeAnswer,
        parameters=(*parameters.QUESTION, parameters.INTERVAL),
        example=_WITHOUT | {"interval": "year"},
    ),
    Operation(
        name="words",
        path="/words",
        about="The most frequent words of the matches, and those that set them apart",
        call=finding.words,
        answers=records.WordsAnswer,
        parameters=(*parameters.QUESTION, parameters.COPIES, parameters.STOP),
        example=_WITHOUT,
    ),
    Operation(
        name="kwic",
        path="/kwic",
        about="Words in context: each place of the query with what stands left and right of it",
        call=finding.lines,
        answers=records.LinesAnswer,
        parameters=(*parameters.QUESTION, parameters.COPIES, parameters.ORDER),
        example=_WITHOUT | {"order": "right"},
    ),
    Operation(
        name="export",
        path="/export",
        about="Everything that matches as a file: streamed, without a cap, every copy unless copies=0",
        call=keeping.export,
        answers=None,
        parameters=(*parameters.QUESTION, parameters.COPIES, parameters.FORMAT, parameters.BOM),
        example=_WITHOUT | {"format": "csv"},
    ),
    Operation(
        name="result_citation",
        path="/citation",
        about="A citation of what a query finds today, with its counts",
        call=keeping.result_citation,
        answers=records.CitationAnswer,
        parameters=(*parameters.QUESTION, parameters.COPIES, parameters.STYLE),
        example=_WITHOUT | {"style": "th"},
    ),
    Operation(
        name="article",
        path="/articles/{id}",
        about="One article in its newest or another version, with provenance and copies",
        call=reading.article,
        answers=records.ArticleAnswer,
        parameters=(parameters.IDENTITY, parameters.VERSION, parameters.AS_OF),
    ),
    Operation(
        name="versions",
        path="/versions/{id}",
        about="All versions of an article with their texts",
        call=reading.versions,
        answers=records.VersionsAnswer,
        parameters=(parameters.IDENTITY,),
    ),
    Operation(
        name="attachments",
        path="/attachments/{id}",
        about="The files an article names: what became of each, its digest and type, and their text",
        call=reading.attached,
        answers=records.AttachmentsAnswer,
        parameters=(parameters.IDENTITY,),
    ),
    Operation(
        name="citation",
        path="/citations/{id}",
        about="A citation of an article",
        call=reading.citation,
        answers=records.CitationAnswer,
        parameters=(parameters.IDENTITY, parameters.STYLE),
    ),
    Operation(
        name="cluster",
        path="/clusters/{id}",
        about="A story: its articles by time, and how it travelled",
        call=reading.cluster,
        answers=records.ClusterAnswer,
        parameters=(_of_id("c-0123456789abcdef"),),
    ),
    Operation(
        name="series_list",
        path="/series",
        about="Series, those with most issues first",
        call=reading.every_series,
        answers=records.SeriesListAnswer,
        parameters=(parameters.PAGE,),
        example={},
    ),
    Operation(
        name="series",
        path="/series/{id}",
        about="The issues of a series by time",
        call=reading.series,
        answers=records.SeriesAnswer,
        parameters=(_of_id("s-0123456789abcdef"),),
    ),
    Operation(
        name="sources",
        path="/sources",
        about="Offices by id, with their states and what is held of each",
        call=reading.every_source,
        answers=records.SourcesAnswer,
        parameters=(*parameters.OFFICES_LIKE, parameters.SIZE, parameters.CURSOR),
        example={},
    ),
    Operation(
        name="source",
        path="/sources/{id}",
        about="One office",
        call=reading.source,
        answers=records.SourceAnswer,
        parameters=(_of_id("krabi-pao"),),
    ),
    Operation(
        name="coverage",
        path="/coverage",
        about="What was collected of whom on which days: at most 92",
        call=reading.covered,
        answers=records.CoverageAnswer,
        parameters=(*parameters.COVERED, parameters.BY),
        example={"by": "province"},
    ),
    Operation(
        name="datasets",
        path="/datasets",
        about="Datasets, newest first",
        call=keeping.listed,
        answers=records.DatasetsAnswer,
        parameters=(parameters.PAGE,),
        example={},
    ),
    Operation(
        name="make_dataset",
        path="/datasets",
        about="Make a dataset of what a query finds now, every copy unless copies=0, and keep it",
        call=keeping.make,
        answers=Manifest,
        parameters=(*parameters.QUESTION, parameters.COPIES, parameters.TITLE),
        example=_WITHOUT | {"title": "น้ำ"},
        method="POST",
        status=201,
    ),
    Operation(
        name="dataset",
        path="/datasets/{id}",
        about="The manifest of a dataset",
        call=keeping.manifest,
        answers=Manifest,
        parameters=(_DATASET,),
    ),
    Operation(
        name="dataset_articles",
        path="/datasets/{id}/articles",
        about="The articles of a dataset as they were, as a file",
        call=keeping.articles,
        answers=None,
        parameters=(_DATASET, parameters.FORMAT, parameters.BOM),
    ),
    Operation(
        name="dataset_drift",
        path="/datasets/{id}/drift",
        about="What came, went and changed since a dataset was made, each with its reason",
        call=keeping.drift,
        answers=Drift,
        parameters=(_DATASET,),
    ),
    Operation(
        name="dataset_citation",
        path="/datasets/{id}/citation",
        about="A citation of a dataset",
        call=keeping.citation,
        answers=records.CitationAnswer,
        parameters=(_DATASET, parameters.STYLE),
    ),
    Operation(
        name="collections",
        path="/collections",
        about="Collections of offices and of articles, by name",
        call=own.every_collection,
        answers=records.CollectionsAnswer,
        example={},
    ),
    Operation(
        name="collection",
        path="/collections/{id}",
        about="A collection with its members, their tags and notes; q=collection:NAME searches within it",
        call=own.collection,
        answers=records.CollectionAnswer,
        parameters=(_of_id("ภาคเหนือ"),),
    ),
    Operation(
        name="saved_searches",
        path="/saved",
        about="Saved searches, by name",
        call=own.every_saved,
        answers=records.SavedListAnswer,
        example={},
    ),
    Operation(
        name="saved_search",
        path="/saved/{id}",
        about="A saved search, and what it finds that came since a person last looked",
        call=own.one_saved,
        answers=records.SavedAnswer,
        parameters=(_of_id("น้ำท่วม"),),
    ),
)
BY_NAME: Mapping[str, Operation] = {one.name: one for one in OPERATIONS}
Pieces = Iterator[bytes]
