"""A feature: what a package offers to the application, so that no lower room need ask."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A place in the workspace's menu, shown to those who hold the permission."""

    label: str
    endpoint: str
    permission: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line on an evaluation's page: what it is, how it stands, where it is done."""

    title: str
    status: str  # done / current / waiting / blocked
    detail: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """What one package brings: its doors, menu, sentences, steps, jobs and commands."""

    name: str
    mount: Callable[[Flask], None]
    menu: tuple[MenuEntry, ...] = ()
    sentences: Mapping[str, str] = field(default_factory=dict)
    # (session, actor, evaluation) -> steps for the evaluation's page, in order
    steps: Callable[..., Sequence[Step]] | None = None
    # name -> callable(JobContext) that does the work of one kind of job
    jobs: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    # name -> callable(RoundContext): small work that falls due by itself, once a minute
    rounds: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    # rows of the state machine, see evaluator/states
    transitions: tuple[Any, ...] = ()
