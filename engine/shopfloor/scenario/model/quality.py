"""How good is the work, and who finds what is wrong with it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shopfloor.scenario.model.values import (
    Expects,
    Finding,
    MachineName,
    Name,
    Part,
    ProductName,
    Share,
    StationName,
    unlawful,
)

__all__ = ["Inspection", "Quality", "Rework", "SendBack", "Shares"]

Times = Annotated[int, Field(ge=1, le=1_000_000), Expects("how often a job may go back, 1 or more")]


class Rework(Part):
    """A share of finished work goes back to station ``at``, at most so many times per job and station; a job
    that would go back once more is scrapped."""

    share: Share
    """The share of finished work that goes back."""
    at: StationName
    """The station where it is done again, one that the job has passed."""
    at_most: Times
    """How often one job may go back from here."""


class SendBack(Part):
    """Where flagged jobs go back to, at most so many times per job and station; one that would go back once
    more is scrapped."""

    at: StationName
    """The station where it is done again, one that the job has passed."""
    at_most: Times
    """How often one job may go back from here."""


class Shares(Part):
    """The shares that differ for one product or one machine."""

    scrap: Share | None = None
    """The share that is scrapped; left out: as elsewhere."""
    rework: Share | None = None
    """The share that goes back; left out: as elsewhere."""


class Quality(Part):
    """What becomes of finished work: scrapped with share ``scrap``, sent back with share ``rework.share``;
    and the hidden faults that it makes, for an inspection to find."""

    scrap: Share = 0.0
    """The share of finished work that is scrapped."""
    rework: Rework | None = None
    """The share that goes back, and where to."""
    by_product: Annotated[
        dict[ProductName, Shares], Expects("shares by product, such as {pump: {scrap: 0.02}}")
    ] = {}
    """Shares of single products, instead of the station's."""
    by_machine: Annotated[
        dict[MachineName, Shares], Expects("shares by machine, such as {cutting.2: {scrap: 0.05}}")
    ] = {}
    """Shares of single machines, instead of the product's and the station's."""
    defects: Annotated[
        dict[Name, Share], Expects("shares by defect, such as {scratch: 0.02, crack: 0.001}")
    ] = {}
    """Hidden faults made here, each with its share and by a draw of its own."""
    drift: Annotated[
        float,
        Field(ge=0, le=1e6, allow_inf_nan=False),
        Expects("a number, 0 or more (0.5: half as much again)"),
    ] = 0.0
    """How shares grow with the wear of the machine: all shares here times 1 + drift x wear, 1 at most."""

    @model_validator(mode="after")
    def _shares_sum_to_one_at_most(self) -> Self:
        if self.rework is not None and self.scrap + self.rework.share > 1:
            total = self.scrap + self.rework.share
            unlawful((("rework", "share"), f"scrap and rework.share sum to {total:g}; expected 1 at most"))
        unlawful(*self._without_rework(), *self._above_one())
        return self

    def _exceptions(self) -> Iterator[tuple[str, str, Shares]]:
        for name, shares in self.by_product.items():
            yield "by_product", name, shares
        for name, shares in self.by_machine.items():
            yield "by_machine", name, shares

    def _without_rework(self) -> list[Finding]:
        reason = 'nothing says where such jobs go; give "rework" beside it, with a share, at and at_most'
        if self.rework is not None:
            return []
        return [
            ((word, name, "rework"), reason)
            for word, name, shares in self._exceptions()
            if shares.rework is not None
        ]

    def _above_one(self) -> list[Finding]:
        """A machine's shares stand before its product's, and both before the station's."""
        general = Shares(scrap=self.scrap, rework=self.rework.share if self.rework is not None else 0.0)
        findings: list[Finding] = []
        for name, shares in self.by_product.items():
            if (total := _total(shares, general)) > 1:
                findings.append(
                    (("by_product", name), f"scrap and rework sum to {total:g}; expected 1 at most")
                )
        if findings:
            return findings
        for name, shares in self.by_machine.items():
            if (total := _total(shares, general)) > 1:
                findings.append(
                    (("by_machine", name), f"scrap and rework sum to {total:g}; expected 1 at most")
                )
                continue
            for product, of_product in self.by_product.items():
                if (total := _total(shares, of_product, general)) > 1:
                    text = (
                        f"with the shares of {product}, scrap and rework sum to {total:g}; expected 1 at most"
                    )
                    findings.append((("by_machine", name), text))
        return findings


def _total(*shares: Shares) -> float:
    """Scrap and rework, each from the first that says it."""
    scrap = next(share.scrap for share in shares if share.scrap is not None)
    rework = next(share.rework for share in shares if share.rework is not None)
    return scrap + rework


class Inspection(Part):
    """What the work of a station finds of the hidden faults made before, and what becomes of the jobs that
    are flagged: they go back (``rework``) or are scrapped."""

    finds: Annotated[
        Literal["all"] | Annotated[tuple[Name, ...], Field(min_length=1, strict=False)],
        Expects("all, or a list of defects, such as [scratch, crack]"),
    ] = "all"
    """Which defects it looks for."""
    misses: Share = 0.0
    """The share of faulty jobs that it lets go."""
    false_alarms: Share = 0.0
    """The share of sound jobs that it flags."""
    rework: SendBack | None = None
    """Where flagged jobs go back to; left out: they are scrapped."""

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        seen: set[str] = set()
        for number, defect in enumerate(self.finds if isinstance(self.finds, tuple) else ()):
            if defect in seen:
                unlawful((("finds", number), f'"{defect}" stands here twice; leave one out'))
            seen.add(defect)
        return self
