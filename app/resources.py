"""The only module that uses st.cache_*: settings, registry, predictors, data, job runner."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.keras_state import keep_keras_state
from app.late_fragments import drop_late_fragments
from app.shell.unknown_page import replace_not_found_dialog
from core import data, examples
from core.data import Split
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.pictures import Part
from core.explanation import Explanation, Method, Patch, Question, explain, smallest_patch
from core.explanation.trust.judge import Trust, judge
from core.files import changed_at
from core.input_kind import InputKind
from core.jobs import Meter, Runner
from core.model_facts import ModelFacts
from core.model_files import ChosenThreshold, chosen_thresholds
from core.pictures.segmentation.onnx_model import OnnxSegmenter
from core.predictor import Predictor
from core.registry import ModelVersion, Registry
from core.settings import Settings
from core.workflows.data.class_summary import ClassSummary
from core.workflows.data.class_summary import class_summary as summarise
from core.workflows.data.labels.docket import Evidence
from core.workflows.data.labels.effect import Effect, effect
from core.workflows.data.picture_map.job import ProjectionStore
from core.workflows.data.table import PictureTable
from core.workflows.data.table import picture_table as read_picture_table
from core.workflows.data.wardrobe_table import WardrobeTable
from core.workflows.data.wardrobe_table import wardrobe_answers as answer_wardrobe
from core.workflows.data.wardrobe_table import wardrobe_table as read_wardrobe_table
from core.workflows.evaluate.answers import SplitAnswers
from core.workflows.evaluate.chosen import Chosen
from core.workflows.evaluate.evaluation import Evaluated, evaluate_model
from core.workflows.explain.ask import predict_with
from core.workflows.explain.examples import Example
from core.workflows.explain.examples import examples as choose_examples
from core.workflows.home import prepare_home
from core.workflows.job_kinds import runner_for
from core.workflows.predict.answers import AllAnswers, AnswerStore

PREDICTORS_KEPT = 4
TABLES_KEPT = 2  # 55 MB of pictures each
FACTS_KEPT = 200
EVALUATIONS_KEPT = 12
EXPLANATIONS_KEPT = 100  # 13 kB each
BY_RUN: dict[str | type, Callable[[Any], Any]] = {
    ModelVersion: lambda model: (model.run_id, str(model.folder))
}


@st.cache_resource
def settings() -> Settings:
    return Settings.from_environment()


@st.cache_resource
def registry() -> Registry:
    return Registry(settings())


def runner() -> Runner:
    """Return the process-wide runner; not cached here, so that clearing caches loses no jobs."""
    return runner_for(settings(), registry())


@st.cache_resource
def meter() -> Meter:
    """Return the meter of the computer's load; all pages share its readings."""
    return Meter()


@st.cache_resource
def segmenter() -> OnnxSegmenter:
    """Return the home's own segmentation network, which is optional."""
    return OnnxSegmenter(settings().segmentation)


def predictor(version: ModelVersion) -> Predictor:
    """Load a version's model, cached by its chosen thresholds: no other file of it changes."""
    chosen = tuple(chosen_thresholds(version.folder).items())
    return _predictor(version.name, version.run_id, str(settings().home), chosen)


@st.cache_resource(max_entries=PREDICTORS_KEPT, show_spinner=False)
def _predictor(
    name: str, run_id: str, home: str, chosen: tuple[tuple[InputKind, ChosenThreshold], ...]
) -> Predictor:
    found = registry().get("champion" if not run_id else name)
    return Predictor.load(found.folder)


def facts_of(version: str) -> ModelFacts:
    """Return the facts of a registered version by its name; raises ModelUnavailable.

    They never change, and a page that follows a job asks for them every second.
    """
    return _facts(version, str(settings().home))


@st.cache_resource(max_entries=FACTS_KEPT, show_spinner=False)
def _facts(version: str, home: str) -> ModelFacts:
    return registry().get(version).facts()


@st.cache_resource(show_spinner="Reading the test pictures")
def test_pictures() -> Split:
    """Return the test split of Fashion-MNIST."""
    return data.load_test("v1", settings())


def picture_table(version: str) -> PictureTable:
    """Return the table of a data version; read anew when an audit of its labels has ended."""
    return _picture_table(version, str(settings().home), changed_at(settings().audits))


@st.cache_resource(max_entries=TABLES_KEPT, show_spinner="Reading the pictures")
def _picture_table(version: str, home: str, audited: float) -> PictureTable:
    return read_picture_table(settings(), version)


def all_answers(model: ModelVersion, version: str) -> AllAnswers | None:
    """Return a model's answers to all pictures of a data version; None if there are none yet."""
    path = AnswerStore(settings()).path(model.folder, picture_table(version).pictures)
    return _all_answers(version, str(model.folder), str(path), changed_at(path))


@st.cache_resource(max_entries=TABLES_KEPT, show_spinner=False)
def _all_answers(version: str, folder: str, path: str, changed: float) -> AllAnswers | None:
    return AnswerStore(settings()).load(Path(folder), picture_table(version).pictures)


def wardrobe_table() -> WardrobeTable:
    """Return the pictures of the wardrobe; read anew when one was added, relabelled or deleted."""
    changed = tuple(changed_at(settings().data / name) for name in ("wardrobe", "cases"))
    return _wardrobe_table(str(settings().home), changed)


@st.cache_resource(max_entries=1, show_spinner="Reading the wardrobe")
def _wardrobe_table(home: str, changed: tuple[float, ...]) -> WardrobeTable:
    return read_wardrobe_table(settings())


def wardrobe_answers(model: ModelVersion, table: WardrobeTable) -> AllAnswers:
    """Return a model's answers to the pictures of the wardrobe, computed once."""
    return _wardrobe_answers(model, table, all_answers(model, ORIGINAL))


@st.cache_resource(
    max_entries=TABLES_KEPT,
    show_spinner="Answering the wardrobe's pictures",
    hash_funcs={
        WardrobeTable: lambda table: table.digest,
        AllAnswers: lambda answers: answers.probabilities[::500].tobytes(),
        ModelVersion: lambda model: model.run_id,
    },
)
def _wardrobe_answers(
    model: ModelVersion, table: WardrobeTable, original: AllAnswers | None
) -> AllAnswers:
    return answer_wardrobe(predictor(model), table, original)


def evaluated(model: ModelVersion, chosen: Chosen) -> Evaluated | None:
    """Return the evaluation of a model; None if it has not answered these pictures yet."""
    pictures = picture_table(chosen.data).pictures
    paths = SplitAnswers(settings()).paths(model.folder, pictures, chosen.part)
    changed = tuple(changed_at(path) for path in (*paths, settings().data_reports))
    return _evaluated(model.name, str(model.folder), chosen, tuple(map(str, paths)), changed)


@st.cache_resource(max_entries=EVALUATIONS_KEPT, show_spinner="Computing metrics and intervals")
def _evaluated(
    name: str, folder: str, chosen: Chosen, paths: tuple[str, ...], changed: tuple[float, ...]
) -> Evaluated | None:
    pictures = picture_table(chosen.data).pictures
    found = SplitAnswers(settings()).load(Path(folder), pictures, chosen.part)
    if found is None:
        return None
    return evaluate_model(settings(), (name, Path(folder)), pictures, chosen, found)


def evidence(model: ModelVersion, version: str) -> Evidence:
    """Return what the label court shows of the pictures of a data version."""
    return _evidence(picture_table(version), all_answers(model, version), model)


@st.cache_resource(
    max_entries=TABLES_KEPT,
    show_spinner=False,
    hash_funcs={PictureTable: id, AllAnswers: id, ModelVersion: lambda model: model.run_id},
)
def _evidence(table: PictureTable, answers: AllAnswers | None, model: ModelVersion) -> Evidence:
    return Evidence(table, predictor(model), answers)


def label_effect(before: ModelVersion, after: ModelVersion, version: str, split: Part) -> Effect:
    """Return what corrected labels changed, computed once."""
    return _label_effect(before.name, after.name, version, split, str(settings().home))


@st.cache_resource(max_entries=20, show_spinner="Comparing the two models")
def _label_effect(before: str, after: str, version: str, split: Part, home: str) -> Effect:
    return effect(settings(), registry().get(before), registry().get(after), version, split)


def projection(model: ModelVersion, version: str) -> NDArray[np.float32] | None:
    """Return the map of a data version by a model, (n, 2); None if it is not made yet."""
    path = ProjectionStore(settings()).path(model.folder, picture_table(version).pictures)
    return _projection(version, str(model.folder), str(path), changed_at(path))


@st.cache_resource(max_entries=TABLES_KEPT, show_spinner=False)
def _projection(version: str, folder: str, path: str, changed: float) -> NDArray[np.float32] | None:
    return ProjectionStore(settings()).load(Path(folder), picture_table(version).pictures)


@st.cache_resource(
    max_entries=40,
    show_spinner=False,
    hash_funcs={
        PictureTable: lambda table: (table.version, len(table)),  # a version never changes
        AllAnswers: lambda answers: answers.probabilities[::500].tobytes(),
    },
)
def class_summary(table: PictureTable, label: int, answers: AllAnswers | None) -> ClassSummary:
    """Return what a class looks like, once for each table and answers."""
    return summarise(table, label, answers)


def explained(
    model: ModelVersion, pixels: NDArray[np.uint8], kind: InputKind, question: Question
) -> Explanation:
    """Explain an answer of a model, once for each question. Raises NothingToExplain."""
    return _explained(model, pixels, kind, question)


@st.cache_resource(max_entries=EXPLANATIONS_KEPT, show_spinner=False, hash_funcs=BY_RUN)
def _explained(
    model: ModelVersion, pixels: NDArray[np.uint8], kind: InputKind, question: Question
) -> Explanation:
    return explain(pixels, predict_with(predictor(model), kind), question)


@st.cache_resource(
    max_entries=EXPLANATIONS_KEPT,
    show_spinner=False,
    hash_funcs={**BY_RUN, Explanation: lambda found: (found.picture.tobytes(), found.question)},
)
def trust_of(model: ModelVersion, kind: InputKind, found: Explanation) -> dict[Method, Trust]:
    """Test the maps of an explanation, once."""
    return judge(found, predict_with(predictor(model), kind))


@st.cache_resource(max_entries=EXPLANATIONS_KEPT, show_spinner=False, hash_funcs=BY_RUN)
def patch_of(model: ModelVersion, pixels: NDArray[np.uint8], kind: InputKind) -> Patch | None:
    """Return the smallest square that changes an answer of a model, found once."""
    return smallest_patch(pixels, predict_with(predictor(model), kind))


@st.cache_resource(max_entries=20, show_spinner=False, hash_funcs=BY_RUN)
def explain_examples(model: ModelVersion) -> tuple[Example, ...]:
    """Return test pictures whose answers by a model are worth explaining."""
    return choose_examples(predictor(model), test_pictures())


@st.cache_resource(show_spinner=False)
def shop_pictures(count: int) -> list[examples.ShopPicture]:
    """Return simulated shop pictures, made from the test split."""
    return examples.shop_pictures(test_pictures(), count)


@st.cache_resource
def start() -> bool:
    """Prepare the home in the background, once per process; a ready home takes milliseconds."""
    keep_keras_state()
    drop_late_fragments()
    replace_not_found_dialog()
    runner().run_in_background(partial(prepare_home, settings(), registry()))
    return True


@st.cache_resource
def warm_registry() -> bool:
    """Import MLflow in the background, so that a promotion need not wait seconds for it."""
    runner().run_in_background(registry().warm)
    return True
