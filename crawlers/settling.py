"""What an answer means for its office: archived and read, gone, refused, or to be tried again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from crawlers import frontier, memory, outcomes, waiting
from crawlers.course import Course
from crawlers.failures import BUSY
from crawlers.fetcher import Answer
from crawlers.harvest import Harvest, Settled, apply, harvest, words_of
from crawlers.verdict import needs_browser, state_of
from crawlers.visit import BY_PAGE, Visit
from pipelines.archive import Response
from pipelines.extract import page_of
from pipelines.identity import digest_of
from pipelines.page import Page
from pipelines.records import Capture
from pipelines.store import captures

API = "rest"
"""A door whose 401 or 403 means 'this office closed its interface', as security plugins do; not 'go away'."""
NO_SUCH_POST = b"rest_post_invalid_id"
"""What WordPress says of a post deleted for good; its other 404s and 401s may be a plugin's."""
REFUSALS_UNTIL_BLOCKED = 3
"""One forbidden article is a private page; three in a row are a site that refuses us."""


@dataclass(slots=True)
class Settling:
    """Settles the answers of one office."""

    course: Course
    _refusals: int = 0

    def settle(self, visit: Visit, answer: Answer) -> None:
        """Queue what an answer means; it becomes true with its group."""
        if answer.code == BUSY:
            self.course.stop(BUSY)
            return
        if answer.kind != "blocked":
            self._refusals = 0
        if answer.response is not None:
            self.course.allowance.come(len(answer.response.body), file=visit.role == "attachment")
        if answer.kind == "ok":
            self._keep(visit, answer)
        elif answer.kind == "unchanged":
            self._unchanged(visit, 304)
        elif answer.kind == "missing":
            self._missing(visit, answer)
        elif answer.kind == "refused":
            self._refused(visit, answer)
        else:
            self._failed(visit, answer)

    def _keep(self, visit: Visit, answer: Answer) -> None:
        """Archive first; then read what it names."""
        course, response = self.course, answer.response
        assert response is not None
        if visit.door == BY_PAGE and visit.role == "article" and not self._says_else(visit, response):
            return
        if _same(visit, response):
            self._unchanged(visit, response.status)
            return
        if visit.role == "listing" and not course.span.open:
            response = replace(response, span=str(course.span))
        capture = course.recorder.archive(response)
        course.figures.captures += 1
        page = page_of(capture, response.body, course.source, now=course.clock())
        found = harvest(course.source, visit, page, course.span)
        if found.rejected and is_seed(visit):
            course.shells = course.shells or needs_browser(page)
        for url, shape in found.traps:
            course.issue("trap", f"it is not followed: {shape}", None, url)
        course.recorder.later(lambda connection: self._apply(connection, visit, capture, found))

    def _says_else(self, visit: Visit, response: Response) -> bool:
        """Compare the words of an item's page with those of its first look; note them while they are so.

        Its list held it whole, so its page is only looked at for changes: the first look is what is compared
        with, since the list's text and the page's differ in what stands around them.
        """
        digest = words_of(self.course.source, self._page(response))
        if visit.sha256 is not None and digest not in (None, visit.sha256):
            return True
        self.course.figures.not_modified += 1
        facts = {"etag": response.header("etag"), "last_modified": response.header("last-modified")}
        now = self.course.clock()
        self.course.recorder.later(
            lambda connection: outcomes.done(
                connection, visit, status=response.status, now=now, sha256=digest, **facts
            )
        )
        return False

    def _page(self, response: Response) -> Page:
        return Page(
            url=response.url,
            body=response.body,
            content_type=response.header("content-type"),
            now=self.course.clock(),
            encoding=self.course.source.encoding,
        )

    def _apply(self, connection: Connection, visit: Visit, capture: Capture, found: Harvest) -> None:
        course = self.course
        further = course.backfill is not None or course.door.deep
        if course.door.gap and not further:
            named = [one.url for one in found.links]
            further = waiting.discovered(connection, visit.source_id, named, since=course.begun)
        run = course.backfill.begun_at if course.backfill else course.begun
        now = course.clock()
        settled = apply(connection, visit, capture, found, run=run, now=now, further=further)
        if visit.role == "listing":
            self._count(visit, settled, further=bool(found.following))

    def _count(self, visit: Visit, settled: Settled, *, further: bool) -> None:
        door = self.course.door
        if settled.rejected:
            # Behind the last page many sites answer with the home page: that is the end, no fault.
            if is_seed(visit):
                door.reasons[visit.fetch_url] = settled.rejected
            return
        door.accepted += 1
        door.items += settled.items
        door.paged = door.paged or further
        door.all_new = door.all_new or (settled.items > 0 and settled.new == settled.items)
        self.course.figures.articles_linked += settled.new

    def _unchanged(self, visit: Visit, status: int) -> None:
        self.course.figures.not_modified += 1
        if visit.role == "listing":
            self.course.door.accepted += 1
        known = {"etag": visit.etag, "last_modified": visit.last_modified, "sha256": visit.sha256}
        now = self.course.clock()
        self.course.recorder.later(
            lambda connection: outcomes.done(connection, visit, status=status, now=now, **known)
        )

    def _missing(self, visit: Visit, answer: Answer) -> None:
        course = self.course
        assert answer.status is not None
        assert answer.response is not None
        status, now = answer.status, course.clock()
        if visit.role == "listing":
            if is_seed(visit):
                course.door.reasons[visit.fetch_url] = f"it answers {status}"
            course.recorder.later(lambda connection: outcomes.done(connection, visit, status=status, now=now))
            return
        if _by_interface(visit) and NO_SUCH_POST not in answer.response.body:
            self._by_page(visit)
            return
        if self._elsewhere(visit):
            return
        known = visit.visits > 0
        if not known and visit.role != "policy":
            what = "file" if visit.role == "attachment" else "page"
            course.issue("missing", f"a linked {what} answers {status}", visit)
        course.recorder.later(lambda connection: self._miss(connection, visit, answer, known=known))

    def _miss(self, connection: Connection, visit: Visit, answer: Answer, *, known: bool) -> None:
        assert answer.status is not None
        assert answer.response is not None
        gone = outcomes.missing(connection, visit, status=answer.status, now=self.course.clock())
        if gone and known and visit.role == "article":
            # The capture of a 404 tells refining that the article is gone.
            self.course.figures.gone += 1
            captures.add(connection, self.course.recorder.archive(answer.response))

    def _by_page(self, visit: Visit) -> None:
        now = self.course.clock()
        self.course.recorder.later(lambda connection: frontier.by_page(connection, visit, now=now))

    def _elsewhere(self, visit: Visit) -> bool:
        """Ask for an item under another of its menus, where its list named it under several."""
        if not visit.hint.others:
            return False
        now = self.course.clock()
        self.course.recorder.later(lambda connection: frontier.elsewhere(connection, visit, now=now))
        return True

    def _refused(self, visit: Visit, answer: Answer) -> None:
        course, seed = self.course, is_seed(visit)
        code = answer.code if seed or answer.code != "moved" else "off_site"
        if answer.closes:
            self._close(code, answer, visit)
            return
        if self._elsewhere(visit):
            return
        course.issue(code, answer.reason, visit)
        if seed and code in ("address_refused", "moved", "off_site"):
            course.stop(code)
            course.judge(code, f"{visit.fetch_url}: {answer.reason}")
        note, now = f"{code}: {answer.reason}", course.clock()
        course.recorder.later(lambda connection: outcomes.refused(connection, visit, note=note, now=now))

    def _close(self, code: str, answer: Answer, visit: Visit) -> None:
        """The whole office is closed to us: what waits goes on waiting, for the day that it is open again."""
        if not self.course.stopped:
            self.course.issue(code, answer.reason, visit)
            self.course.judge(code, f"{visit.fetch_url}: robots.txt disallows all its list pages")
        self.course.stop(code)

    def _failed(self, visit: Visit, answer: Answer) -> None:
        course = self.course
        if answer.kind == "blocked" and _by_interface(visit):
            self._by_page(visit)
            return
        if answer.kind == "blocked" and visit.door != API and visit.role != "attachment":
            self._blocked(visit, answer)
        elif answer.code in ("throttled", "robots_unreachable") or _unreachable(visit, answer):
            course.stop(answer.code)
            course.judge(answer.code, f"{visit.fetch_url}: {answer.reason}")
            self._pause(answer)
        if is_seed(visit) and not course.stopped:
            # Another door may open: what a first page answered is told at the end, if none does.
            course.door.reasons[visit.fetch_url] = answer.reason
            course.door.away.add(visit.fetch_url)
            course.mishaps = course.mishaps or not state_of(answer.code)
        else:
            course.issue(answer.code, answer.reason, visit)
        note, status, now = f"{answer.code}: {answer.reason}", answer.status, course.clock()
        course.recorder.later(
            lambda connection: outcomes.failed(connection, visit, note=note, now=now, status=status)
        )

    def _pause(self, answer: Answer) -> None:
        """Remember a Retry-After beyond this run."""
        if answer.wait is None:
            return
        course, wait, now = self.course, answer.wait, self.course.clock()
        reason = f"it answered {answer.status} and asked to be left alone"
        course.recorder.later(
            lambda connection: memory.pause(connection, course.source.id, wait, reason, now=now)
        )

    def _blocked(self, visit: Visit, answer: Answer) -> None:
        self._refusals += 1
        if visit.role == "listing" or self._refusals >= REFUSALS_UNTIL_BLOCKED:
            self.course.stop("blocked")
            self.course.judge("blocked", f"{visit.fetch_url}: {answer.reason}")


def is_seed(visit: Visit) -> bool:
    """Say whether an address is one that a door begins with."""
    return visit.role == "listing" and visit.depth == 0


def _by_interface(visit: Visit) -> bool:
    """Say whether an item is asked for at its REST interface."""
    return visit.role == "article" and visit.door == API


def _same(visit: Visit, response: Response) -> bool:
    """Say whether these are the bytes of the last visit: another capture would tell nothing."""
    return visit.sha256 is not None and digest_of(response.body) == visit.sha256


def _unreachable(visit: Visit, answer: Answer) -> bool:
    """Say whether a source's first page met no server at all: its other doors are on the same one."""
    return is_seed(visit) and answer.status is None and answer.kind == "failed"
