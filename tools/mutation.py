"""Mutation testing of the rules: puts one small fault after another in, and sees a test fail.

`python tools/mutation.py` tries every mutant of `tongchou.policy` and prints those that no test
noticed; `python tools/mutation.py pension/ law` those of modules whose path holds such a word.
With `--write` the score is recorded in docs/mutation.md: the lines of the modules tried are
replaced there, the others stay with the commit at which they were tried.

The tests are collected and run once, to learn which of them call which function. Then each
mutant has a process of its own, split off from this one, in which the function's code is the
mutant's, and runs the tests that call it, the quickest first, until one fails. What runs only
while modules are loaded is tried by a new interpreter that loads the mutant.
"""

import gc
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from itertools import islice, takewhile
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import hypothesis
import pytest
from _pytest.runner import runtestprotocol
from mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[1]
POLICY = ROOT / "src" / "tongchou" / "policy"
PAGE = ROOT / "docs" / "mutation.md"
AT_ONCE = os.cpu_count() or 1
SECONDS_LEAST = 10
"""A mutant whose tests take so much longer than without it runs for ever, and has been noticed.

Counted are seconds of the processor, so that a machine with other work notices no more of them.
"""
SLOWEST = 20
"""How many times as long a mutant may take by the clock: one that waits uses no processor."""
BYTES_MAX = 2**32

SHOWN = 80
"""How many characters of a mutant's code are told."""

NOTICED, UNNOTICED = 1, 0
AFRESH = "--afresh"
ANEW = [sys.executable, __file__, AFRESH]
"""The command that tries one mutant, named by its module and its number there."""
TESTS = [str(ROOT / "tests" / part) for part in ("policy", "standards")]
OPTIONS = [
    word for plugin in ("xdist", "cacheprovider", "timeout") for word in ("-p", f"no:{plugin}")
]

Key = tuple[str, str, int]
"""What a function is known by: its file, its qualified name, the line where its code begins."""


@dataclass(frozen=True)
class Trial:
    """A mutant of a module, and whether a test noticed it."""

    module: str
    mutant: Mutant
    is_noticed: bool

    @property
    def told(self) -> str:
        """The place of the fault, and what stands there instead of what."""
        mutant = self.mutant
        place = f"{self.module}.py:{mutant.line} {mutant.function}"
        before, after = where_apart(mutant.before, mutant.after)
        return f"{place}: {before}  →  {after}"


def where_apart(before: str, after: str) -> tuple[str, str]:
    """Return two pieces of code around the place where they begin to differ, each in one line."""
    texts = [" ".join(text.split()) for text in (before, after)]
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False)))
    start = max(0, alike - SHOWN // 2)
    cut = [f"{'…' if start else ''}{text[start : start + SHOWN]}" for text in texts]
    return cut[0], cut[1]


def key_of(code: CodeType) -> Key:
    """Return what the function of a code is known by."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


class Mutation:
    """A plugin of pytest that tries mutants where pytest would run the tests."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.trials: list[Trial] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn what the tests call, then try every mutant."""
        calls, seconds = _calls(session.items)
        functions = _functions()
        running: dict[int, tuple[str, Mutant]] = {}
        for module, number, mutant in self._mutants():
            key = key_of(mutant.function_code)
            tests = sorted(calls[key], key=seconds.__getitem__)
            mutated = functions[key] if tests else []
            if len(running) == AT_ONCE:
                self._wait(running)
            child = os.fork()
            if not child:
                _be_bounded(
                    SECONDS_LEAST
                    + 2 * sum(seconds[place] for place in tests or range(len(seconds)))
                )
                if not tests:
                    os.execv(sys.executable, [*ANEW, module, str(number)])  # noqa: S606
                _try_out(mutant, mutated, [session.items[place] for place in tests])
            running[child] = module, mutant
        while running:
            self._wait(running)
        return True

    def _mutants(self) -> Iterator[tuple[str, int, Mutant]]:
        for path in sorted(POLICY.rglob("*.py")):
            module = path.relative_to(POLICY).with_suffix("").as_posix()
            if not self.words or any(word in module for word in self.words):
                for number, mutant in enumerate(_mutants_of(module)):
                    yield module, number, mutant

    def _wait(self, running: dict[int, tuple[str, Mutant]]) -> None:
        child, status = os.wait()
        module, mutant = running.pop(child)
        trial = Trial(module, mutant, status != UNNOTICED)
        self.trials.append(trial)
        if not trial.is_noticed:
            print(trial.told, file=sys.__stdout__, flush=True)


def _mutants_of(module: str) -> Iterator[Mutant]:
    path = POLICY / f"{module}.py"
    return mutants_of(path.read_text(encoding="utf-8"), str(path))


def _calls(items: Sequence[pytest.Item]) -> tuple[dict[Key, set[int]], list[float]]:
    """Run every test once; return which of them call each function, and how long each takes."""
    calls: dict[Key, set[int]] = defaultdict(set)
    seconds = []
    file = None
    for place, item in enumerate(items):
        if file != item.path:
            _forget_what_was_read()
            file = item.path
        seen: set[CodeType] = set()

        def profile(frame: FrameType, event: str, _: Any, seen: set[CodeType] = seen) -> None:
            if event == "call":
                seen.add(frame.f_code)

        sys.setprofile(profile)
        began = time.process_time()
        following = items[place + 1] if place + 1 < len(items) else None
        reports = runtestprotocol(item, nextitem=following, log=False)
        sys.setprofile(None)
        seconds.append(time.process_time() - began)
        if any(report.failed for report in reports):
            raise pytest.UsageError(f"{item.nodeid} fails without any mutant")
        for code in seen:
            if code.co_filename.startswith(str(POLICY)):
                calls[key_of(code)].add(place)
    return calls, seconds


def _functions() -> dict[Key, list[FunctionType]]:
    """Return every function of the rules that is in memory."""
    gc.unfreeze()  # the tests keep what was loaded out of the collector's sight, and so of ours
    found: dict[Key, list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename.startswith(str(POLICY)):
            found[key_of(each.__code__)].append(each)
    return dict(found)


def _forget_what_was_read() -> None:
    """Empty the caches of the rules, so that figures are read anew."""
    for name, module in list(sys.modules.items()):
        if name.startswith("tongchou."):
            for each in list(vars(module).values()):
                if hasattr(each, "cache_clear"):
                    each.cache_clear()


def _be_bounded(seconds: float) -> None:
    """Say nothing from now on, take no more memory than is due, and end when the time is up."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    resource.setrlimit(resource.RLIMIT_AS, (BYTES_MAX, BYTES_MAX))
    for clock, ends, longest in (
        (signal.ITIMER_PROF, signal.SIGPROF, seconds),
        (signal.ITIMER_REAL, signal.SIGALRM, SLOWEST * seconds),
    ):
        signal.signal(ends, signal.SIG_DFL)
        signal.setitimer(clock, longest)


def _try_out(mutant: Mutant, functions: Sequence[FunctionType], tests: Sequence[Any]) -> None:
    """Run the tests with a mutant in this process, which ends with whether one failed."""
    try:
        for function in functions:
            function.__code__ = mutant.function_code
        _forget_what_was_read()
        for test in tests:
            reports = runtestprotocol(test, nextitem=None, log=False)
            if any(report.failed for report in reports):
                os._exit(NOTICED)
    except BaseException:  # noqa: BLE001  # whatever it is, the mutant did it
        os._exit(NOTICED)
    os._exit(UNNOTICED)


def _try_afresh(module: str, number: int) -> int:
    """Load the rules with a mutant in them, and run all tests of the rules until one fails."""
    mutant = next(islice(_mutants_of(module), number, None))
    path = str(POLICY / f"{module}.py")
    code_of = SourceFileLoader.get_code

    def code_with_mutant(loader: SourceFileLoader, fullname: str) -> CodeType | None:
        return mutant.module_code if loader.path == path else code_of(loader, fullname)

    SourceFileLoader.get_code = code_with_mutant  # type: ignore[method-assign, assignment]
    return int(pytest.main([*OPTIONS, "--exitfirst", *TESTS]))


@dataclass(frozen=True)
class Score:
    """How many mutants of a module were noticed, at which commit, and how the others read."""

    mutants: int
    noticed: int
    commit: str
    survivors: tuple[str, ...] = ()


def scores_of(trials: Sequence[Trial], commit: str) -> dict[str, Score]:
    """Return the score of each module that was tried."""
    tried: dict[str, list[Trial]] = defaultdict(list)
    for trial in trials:
        tried[trial.module].append(trial)
    return {
        module: Score(
            len(those),
            sum(trial.is_noticed for trial in those),
            commit,
            tuple(sorted(trial.told for trial in those if not trial.is_noticed)),
        )
        for module, those in tried.items()
    }


ROW = re.compile(
    r"^\| `(.+)` \| ([0-9,]+) \| ([0-9,]+) \| [^|]+ \| (`[0-9a-f]+`) \|$", re.MULTILINE
)


def scores_in(page: str) -> dict[str, Score]:
    """Return the scores that a page records, of the modules that there still are."""
    survivors: dict[str, list[str]] = defaultdict(list)
    for line in page.rpartition("\n```\n")[0].rpartition("```\n")[2].splitlines():
        survivors[line.partition(".py:")[0]].append(line)
    return {
        module: Score(
            int(mutants.replace(",", "")),
            int(noticed.replace(",", "")),
            commit,
            tuple(survivors[module]),
        )
        for module, mutants, noticed, commit in ROW.findall(page)
        if (POLICY / f"{module}.py").exists()
    }


def table(scores: Mapping[str, Score]) -> str:
    """Return scores as a table, by module and in all."""
    mutants, noticed = (
        sum(getattr(score, name) for score in scores.values()) for name in ("mutants", "noticed")
    )
    every = {f"`{module}`": scores[module] for module in sorted(scores)}
    rows = [
        f"| {name} | {score.mutants:,} | {score.noticed:,}"
        f" | {100 * score.noticed / (score.mutants or 1):.1f} % | {score.commit} |"
        for name, score in [*every.items(), ("all", Score(mutants, noticed, ""))]
    ]
    head = ("| Module | Mutants | Noticed | Score | At commit |", "|---|--:|--:|--:|---|")
    return "\n".join((*head, *rows)).replace("|  |", "| |")


def recorded(page: str, scores: Mapping[str, Score]) -> str:
    """Return a page in which these scores stand instead of older ones of the same modules."""
    known = {**scores_in(page), **scores}
    survivors = "\n".join(line for module in sorted(known) for line in known[module].survivors)
    return f"{page.partition('| Module |')[0]}{table(known)}\n\n```\n{survivors}\n```\n"


def _commit() -> str:
    told = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=True)
    return f"`{done.stdout.strip()}`"


def main(arguments: Sequence[str]) -> int:
    """Try the mutants and print the score; with `--write`, record it too."""
    if AFRESH in arguments:
        return _try_afresh(arguments[1], int(arguments[2]))
    mutation = Mutation([word for word in arguments if word != "--write"])
    hypothesis.settings.register_profile("mutation", database=None, derandomize=True)
    hypothesis.settings.load_profile("mutation")
    ended = pytest.main([*OPTIONS, *TESTS], plugins=[mutation])
    scores = scores_of(mutation.trials, _commit())
    print(table(scores))
    if "--write" in arguments:
        PAGE.write_text(recorded(PAGE.read_text(encoding="utf-8"), scores), encoding="utf-8")
    return int(ended)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
