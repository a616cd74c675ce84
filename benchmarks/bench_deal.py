"""The staged deal: one schedule, the best schedule, all windows."""

from __future__ import annotations

from timing import Row, best

from summitry import _schedule
from summitry.deal import StagedDeal


def measure() -> list[Row]:
    twelve = StagedDeal.uniform(12)
    paid = twelve.most_robust().payments
    fifty = StagedDeal.uniform(50, overhead=0.05)
    long = StagedDeal.uniform(200, overhead=0.01)

    def look() -> None:
        twelve.play(paid)
        twelve.exposure(paid)
        twelve.windows("own", paid)

    def against_scipy(call) -> float:
        return best(lambda: call("scipy"), 1) / best(lambda: call("highspy"), 3)

    return [
        Row("play, exposure and own windows of 12 stages", best(look, 30), 0.005),
        Row(
            "most robust schedule, 200 stages",
            best(long.most_robust, 10),
            0.020,
            "the same program through scipy",
            against_scipy(lambda backend: _schedule.most_robust(long, backend=backend)),
        ),
        Row(
            "all 100 projection windows, 50 stages",
            best(lambda: fifty.windows("projection")),
            0.060,
            "the same programs through scipy",
            against_scipy(
                lambda backend: _schedule.windows(fifty, "projection", None, backend=backend)
            ),
        ),
        Row(
            "all 400 projection windows, 200 stages",
            best(lambda: long.windows("projection"), 3),
            1.5,
        ),
    ]
