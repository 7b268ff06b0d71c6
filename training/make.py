"""Makes everything under `models/`: `python make.py DATA`, where DATA is the folder of data sets.

Vectors and checkpoints are kept in a second folder, by default /tmp/rapport-training, and used again; delete it to
start anew.
"""

import math
import shutil
import sys
from pathlib import Path

from embed import embed_all
from encoder import export
from train import main as train
from tune import main as tune

MODELS = Path(__file__).parent.parent / "models"


def main(data: Path, cache: Path) -> None:
    published = cache / "published"
    export(published / "encoder")
    tune(data, published, published / "tuned", math.inf)
    export(cache / "encoder", published / "tuned" / "encoder")
    embed_all(data, cache)
    train(cache, MODELS / "heads")
    for file in ("encoder.onnx", "tokenizer.json"):
        shutil.copy(cache / "encoder" / file, MODELS / "encoder" / file)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "/tmp/rapport-training"))
