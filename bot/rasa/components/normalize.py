"""One spelling for what a phone keyboard can write in several ways."""

import re
import unicodedata
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

HAN = "\u3400-\u9fff\uf900-\ufaff"
GAP = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
SPACES = re.compile(r"\s+")
WRITTEN = "yuban_written"
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")


def normal(text: str) -> str:
    """Full-width letters and digits to half-width, lower case, no blanks between Chinese characters.

    A payload stays as it is, and nothing becomes one: Rasa reads the text for a leading slash after this step.
    """
    if text.startswith("/"):
        return text
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower()
    return SPACES.sub(" ", GAP.sub("", text)).strip().lstrip("/ ")


class _Stateless(GraphComponent):
    """A step of the pipeline that learns nothing."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "GraphComponent":
        return cls()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ZhNormalizer(_Stateless):
    """Normalises training examples and messages alike, before they are cut into words.

    Only the classifier sees the result: ``ZhWritten`` at the end of the pipeline gives back what was written. Examples
    with marked entities are left alone, because their positions would no longer fit.
    """

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process([example for example in training_data.training_examples if not example.get("entities")])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text:
                message.set(WRITTEN, text)
                message.set(TEXT, normal(text))
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ZhWritten(_Stateless):
    """Gives the tracker, and so the actions, the text as it was written: who dictates parts clauses by blanks alone."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            written = message.get(WRITTEN)
            if written:
                message.set(TEXT, written)
        return messages
