"""Makes the pixels of a picture fit the content of one picture and the style of another.

Source: Gatys, Ecker and Bethge, CVPR 2016; 1E §8.3; 2E chapter 12.3. Measured figures: docs/recipes.md; why other
settings fail: docs/style-transfer.md.
"""

from __future__ import annotations

import math

import keras
import numpy as np

from models.job import Generated, Job
from models.pretrained import arbitrary_style, vgg19
from models.recipe import JobFailure, Json
from models.style_transfer import course as courses
from models.style_transfer.card import CARD, Params
from models.style_transfer.colour import with_colours_of
from models.style_transfer.course import Course, Spent
from models.style_transfer.losses import Formula, Objective, Terms, finite
from models.style_transfer.optimise import Descent, Diverged, Stuck
from models.style_transfer.preparation import Level, Prepared, carried_over, first_picture, prepare

CHECKPOINT_EVERY = 5  # evaluations
PREVIEW = "arbitrary-style"  # a feed-forward network of the catalogue of weights
DIVERGED = (
    "The step was too long for the size of the loss: pixels left the range of colours and the loss overflowed. "
    "The result is the last picture that had a finite loss. Choose L-BFGS, a smaller learning rate or other losses."
)
_PUBLISHED_CONTENT_LAYER = {"scale-free": "block4_conv2", "book-2e": "block5_conv2", "book-1e": "block5_conv2"}


def generate(params: Params, job: Job) -> Generated:
    """Give the stylised picture.

    A loss that stops being a number ends the run early: the last finite picture is the result, and the report says why.

    Raises:
        JobFailure: `dataset_unavailable` or `weights_unreadable` for VGG19's weights; `picture_unavailable`.
    """
    keras.utils.set_random_seed(job.seed)
    job.tick(0, params.evaluations, phase="preparing")
    prepared = prepare(params, job)
    preview(prepared, job)
    weights = job.weights(CARD.weights[0])
    layer = _PUBLISHED_CONTENT_LAYER[params.losses] if params.content_layer == "published" else params.content_layer
    network = vgg19.features(vgg19.load(weights), [layer, *params.style_layers])
    run = _Run(params, job, prepared, network)
    picture = run.finish()
    pixels = run.shown(picture)
    change = float(np.abs(pixels.astype(np.int16) - prepared.pixels.astype(np.int16)).mean())
    return Generated(
        pictures={"stylised": pixels},
        animations={},
        metrics=run.metrics() | {"mean_change": change},
        report=run.report() | {"content_layer": layer},
        inputs=[weights.provenance(), *prepared.inputs],
    )


def preview(prepared: Prepared, job: Job) -> None:
    """Show a feed-forward impression while VGG19 loads; it is no part of the result, and is left out where its network
    is not installed."""
    try:
        folder = job.weights(PREVIEW).path
    except JobFailure:
        return
    level = prepared.levels[-1]
    styles = [(vgg19.to_pixels(style), share) for style, share in level.styles]
    job.show("preview", arbitrary_style.stylise(folder, prepared.pixels, styles))
    job.log("The first picture is a quick preview by a feed-forward network; VGG19 starts from your own picture.")


class _Run:
    def __init__(self, params: Params, job: Job, prepared: Prepared, network: keras.Model) -> None:
        self._params = params
        self._job = job
        self._prepared = prepared
        self._network = network
        saved = courses.restore(job.checkpoint())
        self._course = saved[0] if saved else Course(courses.steerable(params, {}))
        self._saved = saved[1] if saved else None
        self._saved_at = len(self._course.history)
        self._scale = courses.weights(params, courses.steerable(params, {}))  # of the figures, whatever is steered
        if saved:
            job.log(f"resuming after evaluation {len(self._course.history)} of {params.evaluations}")

    def finish(self) -> np.ndarray:
        """Work through the sizes and give the last picture, in caffe units."""
        levels, course = self._prepared.levels, self._course
        picture = first_picture(self._params, levels[course.level], self._job.seed)
        while True:
            picture = self._work(levels[course.level], picture)
            if course.level + 1 == len(levels) or course.diverged:
                return picture
            course.level += 1
            picture = carried_over(self._params, picture, levels[course.level - 1], levels[course.level])

    def _work(self, level: Level, picture: np.ndarray) -> np.ndarray:
        course = self._course
        self._begin(level)
        descent = courses.descent(self._params, picture, course)
        if self._saved is not None:
            descent.restore(self._saved)
            self._saved = None
        while len(course.history) < level.end and not course.diverged:
            self._steer(descent)
            try:
                descent.advance(self._evaluate)
                course.accepted = len(course.history) - 1
            except (Spent, Stuck):
                break
            except Diverged:
                self._note_divergence()
            if len(course.history) - self._saved_at >= CHECKPOINT_EVERY or course.diverged:
                course.save(self._job.checkpoint(), descent)
                self._saved_at = len(course.history)
        return descent.picture

    def _begin(self, level: Level) -> None:
        formula = Formula(self._params.losses, self._params.gram, self._params.pixel_scale)
        self._level = level
        self._objective = Objective(self._network, level.content, level.styles, formula)
        if self._course.level > 0 and self._course.start is None:  # else the first evaluation measures the start
            self._course.start, _ = self._objective(first_picture(self._params, level, self._job.seed), self._scale)

    def _steer(self, descent: Descent) -> None:
        step = len(self._course.history)
        changed = courses.steerable(self._params, self._job.steered(step))
        if changed != self._course.steering:
            before, self._course.steering = self._course.steering, changed
            self._job.log(f"From evaluation {step + 1} on: {', '.join(f'{k} {v:g}' for k, v in changed.items())}.")
            if not np.array_equal(courses.weights(self._params, before), courses.weights(self._params, changed)):
                descent.forget()

    def _evaluate(self, picture: np.ndarray) -> tuple[float, np.ndarray]:
        course, total = self._course, self._params.evaluations
        if len(course.history) >= self._level.end:
            raise Spent
        weight = courses.weights(self._params, course.steering)
        terms, gradient = self._objective(picture, weight)
        if not finite(terms):
            self._job.tick(len(course.history), total)
            return math.inf, gradient
        course.history.append(terms)
        step = len(course.history)
        phase = f"evaluation {step}/{total}" + (", half size" if step <= self._prepared.levels[0].end < total else "")
        self._job.tick(step, total, phase=phase)
        self._job.report(step, total, phase=phase, **courses.weighted(terms, weight))
        self._job.show("frame", self.shown(picture))
        return terms.total, gradient

    def _note_divergence(self) -> None:
        self._course.diverged = len(self._course.history) + 1
        self._job.log(f"Evaluation {self._course.diverged} gave a loss that is no number. {DIVERGED}")

    def shown(self, picture: np.ndarray) -> np.ndarray:
        """Give a picture of the current size as people see it: `uint8` RGB."""
        pixels = vgg19.to_pixels(picture)
        if self._params.colours == "style":
            return pixels
        return with_colours_of(pixels, vgg19.to_pixels(self._level.content))

    def metrics(self) -> dict[str, float]:
        """Give the figures of the run, weighted as at its start, so that steering does not bend them."""
        first, last = (courses.weighted(terms, self._scale) for terms in self._ends())
        return {
            "style_start": first["style"],
            "style_end": last["style"],
            "style_share": last["style"] / first["style"] if first["style"] else 1.0,
            "total_start": first["content"] + first["style"] + first["smoothness"],
            "total_end": last["content"] + last["style"] + last["smoothness"],
            "evaluations": float(len(self._course.history)),
        }

    def report(self) -> Json:
        """Give the loss curves, the style term of each layer at both ends, and what went wrong if anything did."""
        course = self._course
        curves = [courses.weighted(terms, self._scale) for terms in course.history]
        first, last = self._ends()
        layers = [
            {"layer": name, "start": start, "end": end}
            for name, start, end in zip(self._params.style_layers, first.layers, last.layers, strict=True)
        ]
        found: Json = {"curves": {name: [one[name] for one in curves] for name in curves[0]}, "style_layers": layers}
        if course.diverged:
            found["diverged"] = {"evaluation": course.diverged, "explanation": DIVERGED}
        return found

    def _ends(self) -> tuple[Terms, Terms]:
        history = self._course.history
        return self._course.start or history[0], history[self._course.accepted]
