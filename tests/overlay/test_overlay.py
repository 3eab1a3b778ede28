from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from fakes import SIZE_WH, nobody, performed
from helpers import changed, scaled

from formcheck import Landmark, PoseTrack, Session, exercises
from formcheck.coach.review import Review
from formcheck.coach.stop_question import QUESTION
from formcheck.errors import ThemeError
from formcheck.exercises.body_parts import check_landmarks
from formcheck.exercises.spec import Exercise
from formcheck.overlay import draw, flip
from formcheck.overlay.stickers import fitted, text_width
from formcheck.screen.display import Display
from formcheck.screen.gauge import target
from formcheck.screen.keys import ASKING_KEYS, NOTE_KEYS, STRENGTH_KEYS
from formcheck.screen.screen import Banner, Screen, TargetLine
from formcheck.screen.themes import THEMES
from formcheck.screen.words import STAGE_WORDS, clock_text

WH = (960, 540)
DARK = THEMES["dark"]
NOBODY = (None,) * 33
BLUE, ORANGE, DEEP_BLUE = DARK.good, DARK.bad, DARK.help


def screens(track: PoseTrack, exercise: str) -> list[Screen]:
    """The screen after each frame of a recording."""
    return screens_of(track, exercises.get(exercise))


def screens_of(track: PoseTrack, exercise: Exercise) -> list[Screen]:
    """The same, of an exercise that has no name."""
    session, review, display = Session(exercise), Review(exercise), Display(exercise)
    found = []
    for part in (track[i : i + 1] for i in range(len(track))):
        update = session.feed(part)
        found.append(display.feed(part, update, review.feed(part, update)))
    return found


def still(**changes: object) -> Screen:
    """A screen of a standing person with nothing to say."""
    large = scaled(performed("squat"), WH[0] / SIZE_WH[0])
    return replace(
        screens(large[:10], "squat")[-1],
        **{"banner": None, "gauge": None, "target_lines": (), **changes},
    )


def painted(screen: Screen, mirrored: bool = False, wh: tuple[int, int] = WH) -> np.ndarray:
    bgr = np.full((wh[1], wh[0], 3), 90, np.uint8)
    draw(bgr, screen, mirrored=mirrored)
    return bgr


def place(screen: Screen, landmark: int) -> tuple[float, float]:
    """Where a landmark is, px."""
    at = screen.points_px[landmark]
    assert at is not None
    return at


def pixels(bgr: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    return cv2.inRange(bgr, colour, colour) > 0


def test_a_good_skeleton_is_blue_and_a_failing_limb_orange() -> None:
    well = painted(still())
    assert pixels(well, BLUE).sum() > 500
    assert not pixels(well, ORANGE).any()
    knee, ankle = Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE
    screen = still(failing=(int(knee), int(ankle)))
    ys, xs = np.nonzero(pixels(painted(screen), ORANGE))
    assert len(xs) > 100
    low, high = sorted(place(screen, i)[1] for i in (knee, ankle))
    assert low - 20 <= ys.min() <= ys.max() <= high + 20


def test_nobody_and_hidden_landmarks_draw_no_skeleton() -> None:
    assert not pixels(painted(still(points_px=NOBODY)), BLUE).any()
    track = performed("squat")[:5]
    (hidden, *_), (guessed, *_) = (
        screens(changed(track, visibility=np.full((5, 33), seen)), "squat") for seen in (0.05, 0.3)
    )
    assert hidden.points_px == NOBODY
    assert guessed.seen == ()
    assert None not in guessed.points_px
    thin = replace(guessed, target_lines=())
    assert not pixels(painted(thin), BLUE).any()
    assert (painted(thin) != painted(replace(thin, points_px=NOBODY))).any()


def test_a_mirror_flips_the_person_and_not_the_text() -> None:
    screen = still()
    plain, mirrored = painted(screen), painted(screen, mirrored=True)
    corner = (slice(0, 250), slice(0, 250))
    assert (plain[corner] == mirrored[corner]).all()
    ours, theirs = pixels(plain, BLUE), pixels(mirrored, BLUE)[:, ::-1]
    assert (ours & theirs).sum() > 0.8 * ours.sum()


def test_flip_is_a_mirror() -> None:
    bgr = np.random.default_rng(0).integers(0, 255, (8, 9, 3), dtype=np.uint8)
    assert (flip(bgr) == bgr[:, ::-1]).all()


def white_rows(bgr: np.ndarray) -> np.ndarray:
    """Rows of the picture with the colour of text in the upper left part of it."""
    return np.nonzero(pixels(bgr, DARK.text)[:, : round(0.6 * bgr.shape[1])].any(axis=1))[0]


@pytest.mark.parametrize("wh", [(1280, 720), (960, 540), (720, 1280)])
@pytest.mark.parametrize("count", ["0", "7", "12", "48"])
def test_the_count_fills_its_ring(count: str, wh: tuple[int, int]) -> None:
    screen = still(points_px=NOBODY, count=count, active=True, status="", unit="", exercise="")
    rows = white_rows(painted(screen, wh=wh))
    assert rows.max() - rows.min() > 0.18 * wh[1]  # the ring is over a third of the height


def test_a_long_count_stays_within_its_room() -> None:
    for wh in ((1280, 720), (720, 1280)):
        bgr = painted(still(points_px=NOBODY, count="10:05", active=True, goal="of 20 min"), wh=wh)
        assert not pixels(bgr, DARK.text)[:, round(0.95 * wh[0]) :].any()
        assert not pixels(bgr, DARK.text)[round(0.6 * wh[1]) :].any()


def test_a_countdown_takes_the_place_of_the_count() -> None:
    count = painted(still(points_px=NOBODY, count="35", status="Rest", unit="", active=True))
    rest = painted(
        still(points_px=NOBODY, count="3", unit="reps", stage="rest", status="Rest", countdown_s=34.2, gauge=0.5)
    )
    assert (count == rest).all()


@pytest.mark.parametrize("stage", ["set-up", "ready", "asking", "note"])
def test_what_to_do_is_large_while_there_is_nothing_to_count(stage: str) -> None:
    screen = still(points_px=NOBODY, stage=stage, status=STAGE_WORDS[stage], count="0", active=False)
    bgr = painted(screen, wh=(1280, 720))
    first = white_rows(bgr)
    line = first[first < first[0] + 0.13 * 720]
    assert line.max() - line.min() > 0.08 * 720  # a line of it is larger than any cue
    assert (bgr == painted(replace(screen, count="7"), wh=(1280, 720))).all()


@pytest.mark.parametrize("wh", [(1280, 720), (720, 1280)])
@pytest.mark.parametrize("spot", ["bottom", "side", "top", "low"])
def test_the_keys_stand_beside_the_question_that_they_answer(wh: tuple[int, int], spot: str) -> None:
    asked = still(points_px=NOBODY, spot=spot, stage="asking", caption=" ".join(QUESTION))
    without, shown = (painted(replace(asked, keys=keys), wh=wh) for keys in ((), ASKING_KEYS))
    keys = pixels(shown, DARK.text).sum() - pixels(without, DARK.text).sum()
    assert keys > 300
    going = replace(asked, stage="go", keys=ASKING_KEYS)
    assert (painted(going, wh=wh) == painted(replace(going, keys=()), wh=wh)).all()  # what is said comes first
    for stage, answers in (("strength", STRENGTH_KEYS), ("note", NOTE_KEYS)):
        screen = replace(asked, stage=stage, caption="left hip_")
        without, shown = (painted(replace(screen, keys=keys), wh=wh) for keys in ((), answers))
        assert pixels(shown, DARK.text).sum() - pixels(without, DARK.text).sum() > 300


@pytest.mark.parametrize("wh", [(1280, 720), (720, 1280)])
@pytest.mark.parametrize("spot", ["bottom", "side", "top", "low"])
def test_the_scale_of_pain_marks_the_number_that_was_typed(wh: tuple[int, int], spot: str) -> None:
    screen = still(
        points_px=NOBODY,
        spot=spot,
        stage="strength",
        count="",
        caption="How strong is the pain, 0 to 10?",
        keys=STRENGTH_KEYS,
        scale=True,
    )
    assert not pixels(painted(screen, wh=wh), DARK.cue).any()
    lefts = []
    for n in range(11):
        ys, xs = np.nonzero(pixels(painted(replace(screen, count=str(n)), wh=wh), DARK.cue))
        assert len(xs) > 200
        assert ys.max() < wh[1] - 1
        lefts.append(int(xs.min()))
    assert lefts == sorted(set(lefts))
    assert (painted(replace(screen, scale=False), wh=wh) != painted(screen, wh=wh)).any()


def test_progress_fills_its_bar() -> None:
    filled = [pixels(painted(still(points_px=NOBODY, progress=p)), BLUE).sum() for p in (None, 0.0, 0.5, 1.0, 3.0)]
    assert filled[:2] == [0, 0]
    assert filled[3] == pytest.approx(2 * filled[2], rel=0.03)
    assert filled[4] == filled[3]


@pytest.mark.parametrize("wh", [(1280, 720), (720, 1280)])
@pytest.mark.parametrize("spot", ["bottom", "side", "top", "low"])
def test_banner_caption_and_count_do_not_hide_each_other(wh: tuple[int, int], spot: str) -> None:
    banner, caption = Banner("cue", "Sit back, knees behind your toes"), "Sit back a little more, and slowly"
    base = {"points_px": NOBODY, "spot": spot, "count": "12", "goal": "of 20", "active": True, "theme": "high-contrast"}
    theme = THEMES["high-contrast"]
    both = painted(still(**base, banner=banner, caption=caption), wh=wh)
    only_banner = painted(still(**base, banner=banner), wh=wh)
    yellow, black = (pixels(bgr, theme.cue).sum() for bgr in (both, only_banner))
    assert yellow == black
    said = pixels(both, theme.text).sum() - pixels(only_banner, theme.text).sum()
    assert said > 300
    for bgr in (both, only_banner):
        assert pixels(bgr, theme.text)[0].sum() == pixels(bgr, theme.text)[:, -1].sum() == 0


def test_what_is_said_is_not_shown_twice() -> None:
    banner = Banner("cue", "Chest up")
    assert (painted(still(banner=banner, caption="Chest up")) == painted(still(banner=banner))).all()


@pytest.mark.parametrize(
    "text",
    [
        "A cue that is as long as a cue may be, sixty characters it is",
        "Füße ganz auf den Boden",
        "Biodra wyżej, aż do linii",
        "Σηκώστε τη λεκάνη ψηλότερα",
        "腰を少し上げて体をまっすぐにしてくださいひざを伸ばします",
        "W" * 60,
    ],
)
@pytest.mark.parametrize("wh", [(1280, 720), (720, 1280)])
def test_text_of_any_kind_and_length_stays_inside(text: str, wh: tuple[int, int]) -> None:
    plain = painted(still(points_px=NOBODY), wh=wh)
    for screen in (still(points_px=NOBODY, banner=Banner("cue", text)), still(points_px=NOBODY, caption=text)):
        bgr = painted(screen, wh=wh)
        ink = pixels(bgr, DARK.cue_text if screen.banner else DARK.text) & ~pixels(plain, DARK.text)
        ys, xs = np.nonzero(ink)
        assert len(xs) > 500
        assert xs.min() > 0.005 * wh[0]
        assert xs.max() < 0.995 * wh[0]
        assert ys.max() < wh[1] - 2
        assert ys.min() > 0.55 * wh[1]


def test_lines_of_text_are_as_large_as_fits_and_words_stay_whole() -> None:
    size, lines = fitted("Sit back, knees behind your toes", 400, (60, 20), 3, 700)
    assert " ".join(lines) == "Sit back, knees behind your toes"
    assert 2 <= len(lines) <= 3
    assert all(text_width(line, size, 700) <= 400 for line in lines)
    assert fitted("Chest up", 400, (60, 20), 3, 700) == (60, ("Chest up",))
    small, whole = fitted("incomprehensibility", 300, (60, 20), 2, 700)
    assert whole == ("incomprehensibility",)
    assert small < 60


def test_a_target_line_is_drawn_from_end_to_end_and_flips_in_a_mirror() -> None:
    line = TargetLine(((400.0, 300.0), (700.0, 360.0)), (550.0, 330.0), (550.0, 480.0))
    screen = still(points_px=NOBODY, target_lines=(line,))
    for mirrored in (False, True):
        ys, xs = np.nonzero(pixels(painted(screen, mirrored=mirrored), DARK.aim)[:, 350:750])
        xs = xs + 350
        ends = (WH[0] - 1 - 700, WH[0] - 1 - 400) if mirrored else (400, 700)
        if not mirrored:
            assert (xs.min(), xs.max()) == pytest.approx(ends, abs=4)
            assert ys.max() > 400  # the way from where the part is
        assert pixels(painted(screen, mirrored=mirrored), DARK.aim)[:, ends[0] - 4 : ends[1] + 4].sum() > 500


def test_a_line_that_is_reached_is_whole_and_coloured_as_good() -> None:
    ends = ((400.0, 300.0), (800.0, 300.0))
    dashed = pixels(painted(still(points_px=NOBODY, target_lines=(TargetLine(ends),))), DARK.aim)[300, 400:800]
    whole = pixels(painted(still(points_px=NOBODY, target_lines=(TargetLine(ends, reached=True),))), BLUE)[300, 400:800]
    assert whole.all()
    assert 0.4 < dashed.mean() < 0.7


def test_a_failing_limb_is_told_by_more_than_its_colour() -> None:
    knee, ankle = int(Landmark.RIGHT_KNEE), int(Landmark.RIGHT_ANKLE)
    points = still().points_px
    alone = tuple(point if i in (knee, ankle) else None for i, point in enumerate(points))
    well = painted(still(points_px=alone))
    failing = painted(still(points_px=alone, failing=(knee, ankle)))
    (x, upper), (_, lower) = place(still(), knee), place(still(), ankle)
    row = round((upper + lower) / 2)
    near = slice(round(x) - 40, round(x) + 40)
    assert pixels(failing, ORANGE)[row, near].sum() > 1.3 * pixels(well, BLUE)[row, near].sum()
    assert pixels(failing, DARK.cue_text).sum() > pixels(well, DARK.cue_text).sum() + 20  # the sign


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_every_theme_draws_everything(theme: str) -> None:
    line = TargetLine(((400.0, 300.0), (700.0, 360.0)), (550.0, 330.0), (550.0, 480.0))
    screen = still(
        theme=theme,
        target_lines=(line,),
        banner=Banner("cue", "Chest up"),
        caption="Three",
        progress=0.5,
        gauge=0.4,
        failing=(26, 28),
    )
    bgr = painted(screen)
    colours = THEMES[theme]
    for colour in (colours.good, colours.bad, colours.aim, colours.cue, colours.cue_text, colours.text):
        assert pixels(bgr, colour).sum() > 50


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(ThemeError, match="no theme is called 'pink'"):
        painted(still(theme="pink"))


@pytest.mark.parametrize(("kind", "colour"), [("cue", ORANGE), ("help", DEEP_BLUE), ("pause", DEEP_BLUE)])
def test_the_banner_is_at_the_bottom(kind: str, colour: tuple[int, int, int]) -> None:
    bgr = painted(still(banner=Banner(kind, "Füße ganz auf den Boden — 20°")))
    assert pixels(bgr, colour)[-3:].all()
    assert not pixels(bgr, colour)[: WH[1] // 2].any()


@pytest.mark.parametrize("wh", [(1280, 720), (720, 1280), (64, 48), (48, 64), (1, 1)])
def test_every_size_of_picture(wh: tuple[int, int]) -> None:
    large = scaled(performed("squat", "knee-over-toe"), max(wh[0], 2) / SIZE_WH[0])
    for screen in screens(large, "squat")[::20]:
        painted(
            replace(screen, banner=Banner("cue", "A cue that is as long as a cue may be, sixty characters it is")),
            wh=wh,
        )


def test_counts_sides_and_gauge() -> None:
    seen = screens(performed("bird-dog"), "bird-dog")
    assert (seen[0].count, seen[-1].count) == ("0", "2")
    assert seen[-1].sides == "left 1 · right 1"
    assert max(s.gauge for s in seen if s.gauge is not None) >= 1.0
    assert {"Ready", "Moving", "End position", "Coming back"} <= {s.status for s in seen}


def test_the_clock_of_a_hold_and_what_stops_it() -> None:
    good = screens(performed("plank"), "plank")
    assert int(good[-1].count) >= 5
    assert good[-1].unit == "seconds"
    assert good[-1].gauge is None
    sagging = screens(performed("plank", "hips-sag"), "plank")
    assert int(sagging[-1].count) < int(good[-1].count)
    failing = set().union(*(s.failing for s in sagging))
    assert {Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE} <= failing
    assert any(s.banner == Banner("cue", "Lift your hips a little") for s in sagging)


def test_the_banner_of_a_finished_rep_marks_its_side() -> None:
    seen = [s for s in screens(performed("bird-dog", "limb-level"), "bird-dog") if s.banner]
    assert seen
    assert all(s.failing for s in seen if s.banner and s.banner.kind == "cue")


def test_help_with_the_picture_comes_when_nobody_is_there() -> None:
    seen = screens(nobody(2.0), "squat")
    assert seen[0].banner is None
    assert seen[-1].banner == Banner("help", "I can't see anybody: step into the picture")
    assert not seen[-1].active


def test_the_target_is_what_is_asked_for_not_what_just_counts() -> None:
    squat = exercises.get("squat")
    assert squat.reps is not None
    assert target(squat) == 1.0 > squat.reps.peak  # levels are shares of the person's own way


@pytest.mark.parametrize("name", exercises.names())
def test_every_check_on_points_has_body_parts(name: str) -> None:
    spec = exercises.get(name)
    for check in spec.checks:
        parts = check_landmarks(spec, check, "left", None)
        assert bool(parts) == (check.metric.partition(".")[0] in spec.metrics)
        assert all(0 <= i < 33 for i in parts)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.9, "0"), (59.99, "59"), (99.0, "99"), (100.0, "1:40"), (605.2, "10:05")]
)
def test_clock_text(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


def test_what_was_good_and_what_was_not_fully_seen_is_shown() -> None:
    track = performed("squat")
    assert screens(track, "squat")[-1].form == ("2 good",)
    visibility = track.visibility.copy()
    visibility[:, [Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL]] = 0.2
    assert screens(changed(track, visibility=visibility), "squat")[-1].form == ("0 good", "2 not fully seen")
    assert screens(track, "squat")[0].form == ()
    assert (painted(still(form=("2 good",))) != painted(still(form=("0 good", "2 not fully seen")))).any()
