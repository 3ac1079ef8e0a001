"""What speaks for each role of the directory, as numbers: the head, the duties, the neighbours, the names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.neighbours.cases import CaseBase, Neighbour
from models.neighbours.votes import role_votes
from models.open_roles.duties import DutyMatcher
from models.scorer import Vectors
from triage.phrases import Said, fold_phrase

SIGNALS = ("head", "unseen", "words", "words_unseen", "vector", "vector_unseen", "votes", "named", "named_unseen")
"""The columns of a table of signals; those ending in `_unseen` are 0 for a role that training rows show."""

_LEAST = 1e-4
_LEAST_VOTE = 0.01

Table = NDArray[np.float32]


@dataclass(frozen=True)
class RoleNames:
    """Names and aliases of roles, folded, to see which roles a text names outright."""

    roles_of: Mapping[str, tuple[int, ...]]
    size: int

    @classmethod
    def of(cls, names: Mapping[str, Sequence[str]], roles: Sequence[str]) -> RoleNames:
        """Return the names to look for, of the given roles in their order."""
        index: dict[str, list[int]] = {}
        for position, role in enumerate(roles):
            for name in names.get(role, ()):
                folded = fold_phrase(name)
                if len(folded) > 2:
                    index.setdefault(folded, []).append(position)
        return cls({name: tuple(at) for name, at in index.items()}, len(roles))

    def named_in(self, text: str) -> Table:
        """Return 1 for each role that a text names, (roles,); less where one name means several."""
        found = np.zeros(self.size, dtype=np.float32)
        for run in Said.of(text).runs & self.roles_of.keys():
            at = self.roles_of[run]
            for position in at:
                found[position] = max(found[position], 1.0 / len(at))
        return found


@dataclass(frozen=True)
class SignalReader:
    """Makes the table of signals for texts: (texts, roles, signals).

    `head_roles` are the labels of the role head, in its order; `cases` are past cases to ask.
    """

    duties: DutyMatcher
    names: RoleNames
    head_roles: tuple[str, ...]
    cases: CaseBase | None
    k: int

    @property
    def roles(self) -> tuple[str, ...]:
        """All roles, in the order of the table."""
        return self.duties.roles

    def neighbours(self, vectors: Vectors | None, count: int) -> list[list[Neighbour]]:
        """Return the nearest past cases of each text; none where there is no encoder or no case."""
        if self.cases is None or vectors is None or not len(self.cases):
            return [[] for _ in range(count)]
        return self.cases.nearest(vectors, self.k)

    def table(
        self,
        texts: Sequence[str],
        head: NDArray[np.float64],
        vectors: Vectors | None,
        neighbours: Sequence[Sequence[Neighbour]],
        hidden: Sequence[int | None] | None = None,
    ) -> Table:
        """Return the signals (texts, roles, signals) from head probabilities (texts, head roles).

        `hidden` names for each text a role to treat as one that no training row shows (its position
        among `roles`): its share of the head and of the votes is taken out, as if the model had been
        trained without it.
        """
        at = {role: position for position, role in enumerate(self.roles)}
        columns = np.array([at.get(role, -1) for role in self.head_roles])
        known = columns >= 0
        seen = np.zeros((len(texts), len(self.roles)), dtype=bool)
        seen[:, columns[known]] = True
        full = np.zeros((len(texts), len(self.roles)))
        full[:, columns[known]] = head[:, known]
        votes = np.stack([role_votes(near, self.roles) for near in neighbours]) if texts else np.zeros_like(full)
        if hidden is not None:
            rows = [row for row, role in enumerate(hidden) if role is not None]
            roles = [role for role in hidden if role is not None]
            seen[rows, roles] = False
            full[rows, roles] = 0.0
            votes[rows, roles] = 0.0
            full /= np.maximum(full.sum(axis=1, keepdims=True), _LEAST)
            votes /= np.maximum(votes.sum(axis=1, keepdims=True), _LEAST)
        words = np.log1p(self.duties.by_words(texts))
        vector = _standardised(self.duties.by_vector(vectors)) if vectors is not None else np.zeros_like(full)
        named = np.stack([self.names.named_in(text) for text in texts]) if texts else np.zeros_like(full)
        unseen = ~seen
        columns_of = {
            "head": np.where(seen, np.log(np.maximum(full, _LEAST)), 0.0),
            "unseen": unseen,
            "words": words,
            "words_unseen": words * unseen,
            "vector": vector,
            "vector_unseen": vector * unseen,
            "votes": np.where(seen, np.log((votes + _LEAST_VOTE) / _LEAST_VOTE), 0.0),
            "named": named,
            "named_unseen": named * unseen,
        }
        return np.stack([columns_of[name] for name in SIGNALS], axis=2).astype(np.float32)


def _standardised(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return cosines (texts, roles) with mean 0 and deviation 1 over the roles: encoders crowd all texts in a cone."""
    spread = cosines.std(axis=1, keepdims=True)
    scaled: NDArray[np.float32] = (cosines - cosines.mean(axis=1, keepdims=True)) / np.maximum(spread, 1e-6)
    return scaled
