"""Gray's test of cumulative incidences, in slow and boring Python."""

from types import SimpleNamespace

import numpy as np


def slow_gray(people, event):
    """Scores and covariances, a time after another and then backwards, as the formula is told."""
    scores, steps = forwards(people, event)
    size = len(scores)
    covariances, rest = np.zeros((size, size)), np.zeros((size, size))
    for step in reversed(steps):
        for group in np.flatnonzero(step.at_risk):
            one = step.before[group] / step.at_risk[group]
            ratio = (1 - step.pooled) / step.after[group] if step.after[group] > 0 else 0
            by_event = step.share[:, group] - rest[:, group] * (ratio - 1)
            spread = one * step.happened / step.total
            spread *= allowed(step.happened, step.total * step.before[group])
            by_other = rest[:, group] * ratio * one
            others = step.others[group] * allowed(step.others[group], step.at_risk[group])
            covariances += np.outer(by_event, by_event) * spread
            covariances += np.outer(by_other, by_other) * others
        rest = rest + step.later
    return scores, covariances


def allowed(ties, among):
    """The factor that allows for several events at one time."""
    if ties <= 1 or among == ties == 1:
        return 1
    return 1 - (ties - 1) / (among - 1) if among > ties else 0


def forwards(people, event):
    """The scores, and what is known at each time at which something happened."""
    names = sorted({name for name, _, _ in people})
    survival, incidence, scores = np.ones(len(names)), np.zeros(len(names)), np.zeros(len(names))
    pooled, steps = 0, []
    for time in sorted({at for _, at, cause in people if cause}):
        now = [(name, cause) for name, at, cause in people if at == time]
        at_risk = np.array([sum(at >= time for one, at, _ in people if one == n) for n in names])
        events = np.array([now.count((name, event)) for name in names])
        others = np.array(
            [sum(n == name and c not in {event, None} for n, c in now) for name in names]
        )
        weight = ratio(at_risk, survival)
        share = np.diag(weight) - np.outer(weight, weight) / weight.sum()
        exposed = weight * (1 - incidence)
        growth = 0.0
        if events.sum():
            scores += events - events.sum() * exposed / exposed.sum()
            growth = events.sum() / weight.sum()
        incidence = incidence + survival * ratio(events, at_risk)
        after = survival * (1 - ratio(events + others, at_risk))
        steps.append(
            SimpleNamespace(
                at_risk=at_risk, before=survival, after=after, pooled=pooled + growth,
                total=weight.sum(), happened=events.sum(), others=others, share=share,
                later=share * growth / (1 - pooled) if growth else 0 * share,
            )
        )  # fmt: skip
        survival, pooled = after, pooled + growth
    return scores, steps


def ratio(one, other):
    """One over the other, 0 where there is nobody."""
    is_told = (one > 0) & (other > 0)
    return np.divide(one, other, out=np.zeros(len(one)), where=is_told)
