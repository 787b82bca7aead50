"""The second reader: PP-OCR models that the ``rapidocr`` wheel carries, run by onnxruntime.

Only the models are taken from the wheel, not its pipeline: the probabilities behind its answer are
worth more here than the answer. Its alphabet has 18,708 characters, most of them Chinese; only the
Latin ones are looked at, so that a blurred "l" is never read as a stroke of a Chinese character.
Nothing is downloaded.
"""

from __future__ import annotations

import importlib.util
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import EngineMissing
from ingest.ocr.strip_reading import StripReading, StripWord

STRIP_HEIGHT = 48  # pixels: the height that the recognition model was trained on
DIRECTION_WIDTH = 192  # pixels: the width that the direction model was trained on
OWN_STEPS = 2  # steps before and behind a letter's best ones at which it is still seen
BLANK = 0  # the first class of a CTC model (Graves et al., 2006): "no character here"
LATIN = range(0x20, 0x250)  # code points of Latin letters, figures and common signs (Unicode)
SIGNS = frozenset("–—‘’“”„•…€™№℡")  # signs beyond them that stand on cards
INSTALL = "python -m pip install 'wizytownik[second-reader]'"

_THREAD = ThreadPoolExecutor(1, "paddle")
"""Where the models run. Two layers of the detector are full of weights below 1e-38, on which Intel's
processors take a hundred times as long, so such numbers count as 0: in this thread, not in its callers'."""

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class StripSigns:
    """What the model saw on one strip, before any decision.

    probabilities: float32 (steps, characters), each row sums to 1; a step is 8 pixels of the strip.
    characters: the character of each column; "" is the blank.
    """

    probabilities: FloatArray
    characters: tuple[str, ...]


def why_unavailable() -> str | None:
    """None where the second reader can run; otherwise what is missing and the command that mends it."""
    for module in ("rapidocr", "onnxruntime"):
        if importlib.util.find_spec(module) is None:
            return f"The second reader is not installed ({module} is missing): {INSTALL}"
    return None


@cache
def _session(part: str) -> Any:
    options = _options()
    for name, values in _latin_layer().items() if part == "rec" else ():
        options.add_initializer(name, values)
    return _opened(part, options)


def _options() -> Any:
    if problem := why_unavailable():
        raise EngineMissing(problem)
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # where it was imported before this package, which forbids them
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    return options


def _opened(part: str, options: Any) -> Any:
    import onnxruntime

    providers = ["CPUExecutionProvider"]
    return _THREAD.submit(onnxruntime.InferenceSession, _model(part), options, providers=providers).result()


def _model(part: str) -> str:
    """The file of a model of the wheel's: "det", "cls" or "rec"."""
    spec = importlib.util.find_spec("rapidocr")
    folder = Path(next(iter(spec.submodule_search_locations or ()))) / "models" if spec else Path()
    found = sorted(folder.glob(f"*_{part}_*.onnx"))
    if not found:
        raise EngineMissing(f"rapidocr carries no model for '{part}': {INSTALL} --force-reinstall")
    return str(found[-1])


@cache
def _alphabet() -> tuple[int, NDArray[np.intp], tuple[str, ...]]:
    """How many characters the model knows, the columns of those that are looked at, and these characters."""
    import onnxruntime

    options = _options()  # quick, as no more than a list is asked of the model
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    listed = _opened("rec", options).get_modelmeta().custom_metadata_map["character"].splitlines()
    characters = ["", *listed, " "]
    kept = [
        i for i, c in enumerate(characters) if i == BLANK or (len(c) == 1 and (ord(c) in LATIN or c in SIGNS))
    ]
    return len(characters), np.array(kept), tuple(characters[i] for i in kept)


@cache
def _latin_layer() -> dict[str, Any]:
    """The last layer of the recognition model with the columns that are looked at, by names of its tensors.

    Without the others a line takes a sixth less; this costs as much as reading four cards saves. The
    probabilities become those of a strip that is known to be Latin. Cached, as onnxruntime keeps no copy.
    """
    import onnxruntime

    classes, kept, _ = _alphabet()
    layer = {}

    def look_at_tensor(name: str, tensor: Any, _: object) -> None:
        if tensor.shape()[-1:] == [classes]:
            columns = np.ascontiguousarray(tensor.numpy()[..., kept])
            layer[name] = onnxruntime.OrtValue.ortvalue_from_numpy(columns)

    compiler = onnxruntime.ModelCompiler(
        _options(), _model("rec"), get_initializer_location_func=look_at_tensor
    )
    _THREAD.submit(compiler.compile_to_bytes).result()  # the one way to see a model's tensors without `onnx`
    return layer


def _run(part: str, batch: FloatArray) -> FloatArray:
    session = _session(part)
    (answer,) = _THREAD.submit(session.run, None, {session.get_inputs()[0].name: batch}).result()
    return np.asarray(answer, dtype=np.float32)


def _normalised(pixels: NDArray[np.uint8]) -> FloatArray:
    """RGB (height, width, 3) -> BGR (1, 3, height, width) in -1..1, as PP-OCR was trained."""
    batch = np.empty((1, 3, *pixels.shape[:2]), np.float32)
    for plane, channel in zip(batch[0], pixels.transpose(2, 0, 1)[::-1], strict=True):
        np.divide(channel, np.float32(127.5), out=plane)  # plane by plane, as copies of a picture cost more
        plane -= np.float32(1)
    return batch


def text_probability(pixels: NDArray[np.uint8]) -> FloatArray:
    """For each pixel of an RGB picture the probability 0..1 that it is text.

    pixels: uint8 (height, width, 3), both sides multiples of 32. Returns float32 (height, width).
    Raises EngineMissing where the second reader is not installed, as ``upside_down`` and ``look_at`` do.
    """
    return np.asarray(_run("det", _normalised(pixels))[0, 0], dtype=np.float32)


def upside_down(strip: NDArray[np.uint8]) -> float:
    """Probability 0..1 that a strip, RGB (STRIP_HEIGHT, width, 3), stands on its head.

    Only its first DIRECTION_WIDTH columns are looked at.
    """
    width = min(DIRECTION_WIDTH, strip.shape[1])
    batch = np.zeros((1, 3, STRIP_HEIGHT, DIRECTION_WIDTH), np.float32)
    batch[:, :, :, :width] = _normalised(strip[:, :width])
    return float(_run("cls", batch)[0, 1])


def look_at(strip: NDArray[np.uint8]) -> StripSigns:
    """What the model sees on a strip: RGB (STRIP_HEIGHT, width, 3), natural colours."""
    return StripSigns(_run("rec", _normalised(strip))[0], _alphabet()[2])


def read(signs: StripSigns) -> StripReading:
    """The likeliest words: best character at every step, repeats and blanks dropped (CTC).

    A word's confidence is that of its least sure character.
    """
    best = signs.probabilities.argmax(axis=1)
    likely = signs.probabilities.max(axis=1)
    steps = len(best)
    words: list[StripWord] = []
    text, left, right = "", 0, 0
    chances: list[float] = []

    def end_word() -> None:
        if text:
            words.append(StripWord(text, float(min(chances)), left / steps, (right + 1) / steps))

    for step in range(steps):
        if best[step] == BLANK:
            continue
        if step and best[step] == best[step - 1]:
            right = step
            if chances:
                chances[-1] = max(chances[-1], float(likely[step]))
            continue
        character = signs.characters[best[step]]
        if character.isspace():
            end_word()
            text, chances = "", []
            continue
        if not text:
            left = step
        text += character
        chances.append(float(likely[step]))
        right = step
    end_word()
    return tuple(words)


def certainty(signs: StripSigns) -> float:
    """The mean probability 0..1 of what is read, step by step, blanks left out; 0 where nothing is."""
    best = signs.probabilities.argmax(axis=1) != BLANK
    return float(signs.probabilities.max(axis=1)[best].mean()) if best.any() else 0.0


def doubt(signs: StripSigns) -> float:
    """The highest probability 0..1 of a character, at any step, beside those that are read there.

    A space that was nearly seen counts as a letter does. The steps next to a letter's own belong to it.
    """
    others = signs.probabilities.copy()
    others[:, BLANK] = 0
    best = signs.probabilities.argmax(axis=1)
    for step in np.flatnonzero(best != BLANK):
        others[max(0, step - OWN_STEPS) : step + OWN_STEPS + 1, best[step]] = 0
    return float(others.max(initial=0))


def likelihood(signs: StripSigns, text: str) -> float:
    """Natural logarithm of the probability that the strip reads exactly ``text`` (CTC forward sum).

    A character outside of the model's alphabet makes it -inf. Costs about 20 microseconds a step.
    """
    position = {c: i for i, c in enumerate(signs.characters)}
    if any(c not in position for c in text):
        return -math.inf
    labels = np.zeros(2 * len(text) + 1, np.intp)
    labels[1::2] = [position[c] for c in text]
    steps = np.log(np.maximum(signs.probabilities[:, labels], 1e-12))
    may_skip = np.zeros(len(labels), bool)
    may_skip[3::2] = labels[3::2] != labels[1:-2:2]
    alpha = np.full(len(labels), -np.inf)
    alpha[:2] = steps[0, :2]
    for row in steps[1:]:
        one_back = np.r_[-np.inf, alpha[:-1]]
        two_back = np.where(may_skip, np.r_[-np.inf, -np.inf, alpha[:-2]][: len(alpha)], -np.inf)
        alpha = np.logaddexp(np.logaddexp(alpha, one_back), two_back) + row
    return float(np.logaddexp.reduce(alpha[-2:]))
