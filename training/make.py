"""Makes everything under `models/`: `python make.py DATA`, where DATA is the folder of data sets.

Vectors are cached in a second folder, by default /tmp/rapport-training; delete it to start anew.
"""

import shutil
import sys
from pathlib import Path

from embed import SETS, embed_rows, rows_of, support_rows
from encoder import export
from train import main as train

HERE = Path(__file__).parent
MODELS = HERE.parent / "models"


def main(data: Path, cache: Path) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    export(cache / "encoder")
    for name in SETS:
        embed_rows(rows_of(data, name), cache / "encoder", cache, name)
    for part in ("train", "gold"):
        embed_rows(support_rows(data, HERE / "annotation", part), cache / "encoder", cache, f"support_{part}")
    train(cache, MODELS / "heads")
    for file in ("encoder.onnx", "tokenizer.json"):
        shutil.copy(cache / "encoder" / file, MODELS / "encoder" / file)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "/tmp/rapport-training"))
