"""The colours hold for everybody: computed contrast, computed colour blindness."""

import itertools
import math

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
import pytest

from summitry import charts
from summitry.charts import theme

# Simulation matrices of Machado, Oliveira and Fernandes (2009) at full severity, for linear RGB.
SIGHT = {
    "full colour": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE_POINT = np.array([0.95047, 1.0, 1.08883])

# A colour difference (CIEDE2000) of about 2 is the least that is seen side by side. Marks that
# stand apart need far more.
FAR_APART = 11


def linear(colour):
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(colour, ground="#FFFFFF"):
    lights = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (colour, ground))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(rgb):
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE_POINT
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one, two):
    """CIEDE2000, after Sharma, Wu and Dalal (2005)."""
    (l1, a1, b1), (l2, a2, b2) = (tuple(float(v) for v in c) for c in (one, two))
    c7 = ((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2) ** 7
    g = 1.5 - 0.5 * math.sqrt(c7 / (c7 + 25**7))
    a1, a2 = a1 * g, a2 * g
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    d_h = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = h1 + h2 if c1 * c2 == 0 else h1 + turn / 2
    t = 1 + sum(
        w * math.cos(math.radians(k * hue + o))
        for w, k, o in ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.2, 4, -63))
    )
    s_l = 1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    s_c, s_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    bump = math.exp(-((((hue % 360) - 275) / 25) ** 2))
    r = -2 * math.sqrt(chroma**7 / (chroma**7 + 25**7)) * math.sin(math.radians(60 * bump))
    d_l, d_c = (l2 - l1) / s_l, (c2 - c1) / s_c
    return math.sqrt(d_l**2 + d_c**2 + (d_h / s_h) ** 2 + r * d_c * d_h / s_h)


def seen_difference(one, two, sight):
    return difference(*(lab(SIGHT[sight] @ linear(colour)) for colour in (one, two)))


# ------------------------------------------------------------- the measuring tools themselves


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [  # from the published test data of Sharma, Wu and Dalal
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_colour_difference_agrees_with_published_values(one, two, expected):
    assert difference(one, two) == pytest.approx(expected, abs=1e-4)


def test_contrast_agrees_with_known_values():
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01)


def test_simulation_makes_red_and_green_hard_to_tell():
    red, green = "#B34A3C", "#6F7A2B"
    assert seen_difference(red, green, "full colour") > 30
    assert seen_difference(red, green, "deuteranopia") < 12


# ------------------------------------------------------------- the palette


@pytest.mark.parametrize("role", theme.PALETTE)
def test_marks_stand_out_from_the_page(role):
    assert contrast(theme.PALETTE[role]) >= 3


@pytest.mark.parametrize("role", theme.TEXT)
def test_words_are_readable_on_page_and_tints(role):
    for ground in (theme.PAPER, *theme.TINT.values()):
        assert contrast(theme.TEXT[role], ground) >= 4.5


@pytest.mark.parametrize("role", ["us", "dprk", "third", "both", *theme.KINDS])
def test_white_numbers_are_readable_inside_marks(role):
    assert contrast(theme.PALETTE[role]) >= 4.5


@pytest.mark.parametrize("role", theme.PALETTE)
def test_a_word_and_a_mark_of_one_role_look_related(role):
    assert difference(lab(linear(theme.PALETTE[role])), lab(linear(theme.TEXT[role]))) < 20


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("group", [theme.DISTINCT, theme.KINDS], ids=["tellers", "kinds"])
def test_marks_of_one_figure_can_be_told_apart(group, sight):
    # An assumption is hollow, so its colour does not have to differ from that of a fact.
    roles = [role for role in group if role != "assumption"]
    for one, two in itertools.combinations(roles, 2):
        apart = seen_difference(theme.PALETTE[one], theme.PALETTE[two], sight)
        assert apart >= FAR_APART, (one, two, sight, apart)


@pytest.mark.parametrize("group", [theme.DISTINCT, theme.KINDS], ids=["tellers", "kinds"])
def test_colour_is_never_alone(group):
    for table in (theme.SYMBOLS, theme.DASHES, theme.PATTERNS):
        assert len({table[role] for role in group}) == len(group)


def test_every_role_has_every_property():
    roles = set(theme.PALETTE)
    for table in (
        theme.TEXT,
        theme.TINT,
        theme.SYMBOLS,
        theme.DASHES,
        theme.PATTERNS,
        theme.NAMES,
    ):
        assert set(table) == roles
    assert {*theme.DISTINCT, *theme.KINDS} <= roles


def test_the_selected_mark_has_a_dark_ring_besides_its_halo():
    assert contrast(theme.INK, theme.HALO) >= 4.5


def test_plotly_knows_every_symbol_dash_and_pattern():
    for role in theme.PALETTE:
        go.Scatter(marker={"symbol": theme.SYMBOLS[role]}, line={"dash": theme.DASHES[role]})
        go.Bar(marker={"pattern": {"shape": theme.PATTERNS[role]}})


# ------------------------------------------------------------- the template


def test_importing_charts_makes_the_template_the_default():
    assert charts.theme.NAME == "summitry"
    assert pio.templates.default == theme.NAME
    assert go.Figure().layout.template.layout.paper_bgcolor == theme.PAPER


def test_type_is_large_and_there_is_no_clutter():
    layout = theme.template().layout
    assert layout.font.size >= 16
    assert layout.title.font.size >= 20
    assert layout.xaxis.tickfont.size >= 16
    assert layout.hoverlabel.font.size >= 16
    assert layout.hoverlabel.namelength == -1
    assert layout.xaxis.showgrid is False
    assert layout.autosize is True
    assert layout.height > 300
    assert layout.dragmode is False
    assert theme.SMALL >= 14
    assert theme.CONFIG["displayModeBar"] is False
    assert theme.CONFIG["displaylogo"] is False


def test_register_can_be_repeated():
    assert theme.register() == "summitry"
    assert "summitry" in pio.templates
