"""Properties of the sanctions model that hold for every selection and every graph."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from summitry import sanctions
from summitry._sanctions_ledger import STATES
from summitry.sanctions import Graph, Measure, Range

GRAPH = Graph()
UN = sorted(GRAPH.measures)
LIFTABLE = [key for key in UN if not GRAPH.measures[key].clause]
US = sorted(sanctions.packages()["all US measures"].us)
BOUNDED = [name for name, basis in sanctions.bases().items() if basis.gap is not None]

un_ids = st.sets(st.sampled_from(LIFTABLE))
us_ids = st.sets(st.sampled_from(US))
bases = st.sampled_from(list(sanctions.bases()))


def covers(graph, later, earlier):
    """Whether `later` is `earlier` or one of those that superseded it."""
    return later == earlier or later in graph.above(earlier)


@st.composite
def nested(draw):
    """A selection and a larger one."""
    more = draw(un_ids)
    less = draw(st.sets(st.sampled_from(sorted(more)))) if more else set()
    return less, more


@st.composite
def graphs(draw):
    """Any graph in which each measure is superseded by at most one later one."""
    size = draw(st.integers(1, 12))
    items = []
    for number in range(size):
        later = draw(st.one_of(st.just(""), st.integers(number + 1, size).map(str)))
        items.append(
            Measure(
                str(number),
                2270,
                "",
                "x",
                "export",
                "ban",
                "ban",
                superseded_by="" if later == str(size) else later,
                ended=draw(st.sampled_from(["", "", "", "2016-12-31"])),
            )
        )
    return Graph(draw(st.permutations(items)))


@given(nested())
def test_lifting_more_never_leaves_more_in_force(pair):
    less, more = (GRAPH.lift(sorted(chosen)) for chosen in pair)
    assert more.standing <= less.standing
    for key in more.in_force:
        assert any(covers(GRAPH, above, key) for above in less.in_force)
    # A line of measures is in force or not: there are never more such lines.
    assert {GRAPH.chain(key) for key in more.in_force} <= {GRAPH.chain(k) for k in less.in_force}
    for sector in sanctions.sectors().values():
        assert STATES.index(more.state(sector)) <= STATES.index(less.state(sector))


@given(un_ids, us_ids)
def test_lifting_everything_leaves_nothing(un, us):
    graph = GRAPH.lift([*un, *us]).lift("everything")
    assert graph.in_force == graph.dormant == graph.us_in_force == ()
    assert len(graph.binding()) == 0


@given(st.lists(st.sampled_from(LIFTABLE + US), max_size=12), st.randoms())
def test_the_order_of_lifting_does_not_matter(names, random):
    mixed = list(names)
    random.shuffle(mixed)
    graph = GRAPH
    for name in mixed:
        graph = graph.lift(name)
    at_once = GRAPH.lift(names)
    assert graph.in_force == at_once.in_force and graph.us_in_force == at_once.us_in_force
    assert graph.standing == at_once.standing


@given(un_ids)
def test_what_comes_back_was_covered_by_what_was_lifted(chosen):
    found = GRAPH.binding(sorted(chosen))
    for key in found.revived:
        above = GRAPH.above(key)
        assert above and key not in chosen
        # All above it are gone: lifted, or run out by themselves.
        assert all(name in chosen or GRAPH.measures[name].ended for name in above)
    assert not set(found.revived) & set(found.ended)
    assert len(found) == len(GRAPH.in_force) - len(found.ended) + len(found.revived)


@given(graphs(), st.data())
def test_any_graph_keeps_the_same_promises(graph, data):
    chosen = data.draw(st.sets(st.sampled_from(sorted(graph.measures))))
    found = graph.lift(sorted(chosen))
    live = {k for k in graph.measures if k not in chosen and not graph.measures[k].ended}
    assert found.standing == live
    expected = {k for k in live if not live & set(graph.above(k))}
    assert set(found.in_force) == expected
    assert set(found.in_force) | set(found.dormant) == live
    # Whatever stands is in force or below something in force.
    assert all(any(covers(graph, top, key) for top in expected) for key in live)
    assert graph.lift(list(graph.measures)).in_force == ()


@given(nested(), bases)
@settings(deadline=None)
def test_value_grows_with_the_selection_on_every_basis(pair, basis):
    less, more = (sanctions.relief(sorted(chosen), basis=basis) for chosen in pair)
    assert less.total.low <= more.total.low + 1e-9
    assert less.total.high <= more.total.high + 1e-9
    assert 0 <= less.total.low <= less.total.high
    for small, large in ((less.labour, more.labour),):
        if small is not None:
            assert large is not None and small.gain.high <= large.gain.high
    barrels = {item.sector.name: item.gain.high for item in more.volumes}
    assert all(item.gain.high <= barrels[item.sector.name] for item in less.volumes)


@given(un_ids, st.sampled_from(BOUNDED))
@settings(deadline=None)
def test_no_selection_is_worth_more_than_the_gap(chosen, basis):
    found = sanctions.relief(sorted(chosen), basis=basis)
    assert found.total.high <= found.basis.gap.high + 1e-9
    share = found.share("money")
    assert 0 <= share.low <= share.high <= 1


@given(un_ids, us_ids, bases)
@settings(deadline=None)
def test_counts_are_whole_numbers_that_add_up(un, us, basis):
    found = sanctions.relief([*un, *us], basis=basis)
    counts = found.counts
    values = {name: getattr(counts, name) for name in counts.__dataclass_fields__}
    assert all(type(value) is int and value >= 0 for value in values.values())
    assert counts.civilian <= counts.lifted <= counts.measures
    assert counts.civilian <= counts.all_civilian
    assert counts.resolutions <= counts.all_resolutions == 11
    assert counts.after == counts.before - counts.ended + counts.revived
    assert counts.us_lifted == len(us)
    # What changes is in the table, valued or listed; never both, never neither.
    names = [item.sector.name for item in (*found.sectors, *found.unvalued, *found.volumes)]
    names += ["labour"] if found.labour else []
    after = found.binding.after
    changed = {s.name for s in sanctions.sectors().values() if after.holding(s) != GRAPH.holding(s)}
    goods = {s.name for s in sanctions.sectors().values() if s.kind == "goods"}
    same_state = {n for n in changed & goods if n not in names}
    assert len(names) == len(set(names)) and set(names) <= changed
    assert all(
        after.state(sanctions.sectors()[n]) == GRAPH.state(sanctions.sectors()[n])
        for n in same_state
    )
    assert str(found) and len(found.table()) >= len(names)


@given(un_ids, us_ids, st.sampled_from(sanctions.firms()))
@settings(deadline=None, max_examples=40)
def test_an_edge_opens_only_where_both_layers_allow(un, us, country):
    frame = sanctions.network([*un, *us], [country])
    only_un, only_us = sanctions.network(sorted(un), [country]), sanctions.network(us, [country])
    un_allows = frame["UN layer"].isin(["free", "exemption", "freeze", "cap"])
    us_allows = frame["US layer"] == "open"
    assert (frame["open"] == (un_allows & us_allows)).all()
    # Each layer answers to its own measures alone.
    assert (frame["UN layer"] == only_un["UN layer"]).all()
    assert (frame["US layer"] == only_us["US layer"]).all()
    # Lifting never closes an edge.
    assert (sanctions.network((), [country])["open"] <= frame["open"]).all()


shares = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: tuple(sorted(pair)))


@given(shares, shares, shares, shares)
def test_the_ratio_holds_every_point_of_the_ranges(relief, removed, back, kept):
    found = sanctions.disproportion(relief, removed, snapback=back, irreversible=kept)
    for r in relief:
        for d in removed:
            for s in back:
                for k in kept:
                    if d * k > 1e-6:
                        ratio = r * (1 - s) / (d * k)
                        assert found.ratio.low - 1e-9 <= ratio
                        assert ratio <= found.ratio.high * (1 + 1e-9) + 1e-9
    assert math.isfinite(found.given.high) and found.removed.high <= 1


@given(st.floats(0.05, 1), st.floats(0.05, 1), st.floats(0, 0.9), st.floats(0.1, 1))
def test_at_its_flip_point_the_exchange_is_even(relief, removed, back, kept):
    numbers = {"relief": relief, "dismantlement": removed, "snapback": back, "irreversible": kept}

    def make(values):
        return sanctions.disproportion(
            values["relief"],
            values["dismantlement"],
            snapback=values["snapback"],
            irreversible=values["irreversible"],
        )

    found = make(numbers)
    for name in numbers:
        flip = found.flip(name).value
        if flip is None:
            # Both ends of the parameter then give the same verdict.
            ends = [make(numbers | {name: end}) for end in (0.0, 1.0)]
            assert len({end.given.low > end.removed.low for end in ends}) == 1
            continue
        assert isinstance(flip, Range) and 0 <= flip.low <= flip.high <= 1
        even = make(numbers | {name: flip.low})
        assert math.isclose(even.given.low, even.removed.low, rel_tol=1e-6, abs_tol=1e-9)
