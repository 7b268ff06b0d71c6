//! The files a reader is made of: inside the binary, or from a folder that replaces them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The bytes of the encoder, its tokenizer, the heads and the word lists.
#[derive(Debug, Clone)]
pub struct Weights {
    /// The sentence encoder, int8 ONNX.
    pub(crate) encoder: Cow<'static, [u8]>,
    /// The encoder's `tokenizer.json`.
    pub(crate) tokenizer: Cow<'static, [u8]>,
    /// The trained heads, safetensors.
    pub(crate) heads: Cow<'static, [u8]>,
    /// The word lists behind the cheap features, JSON.
    pub(crate) lexicon: Cow<'static, [u8]>,
}

/// Why a reader could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file of the weights could not be read.
    #[error("cannot read {path}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The encoder is no model that the runtime takes.
    #[error("the sentence encoder does not load: {0}")]
    Encoder(String),
    /// The tokenizer file is damaged.
    #[error("the tokenizer does not load: {0}")]
    Tokenizer(String),
    /// The heads lack a tensor, or one has another shape than this version reads.
    #[error("the heads do not fit: {0}")]
    Heads(String),
    /// The word lists are damaged or incomplete.
    #[error("the word lists do not fit: {0}")]
    Lexicon(String),
}

impl Weights {
    /// The weights that this binary carries; nothing is read or copied.
    pub const fn embedded() -> Self {
        Self {
            encoder: Cow::Borrowed(include_bytes!("../../../models/encoder/encoder.onnx")),
            tokenizer: Cow::Borrowed(include_bytes!("../../../models/encoder/tokenizer.json")),
            heads: Cow::Borrowed(include_bytes!("../../../models/heads/heads.safetensors")),
            lexicon: Cow::Borrowed(include_bytes!("../../../models/heads/lexicon.json")),
        }
    }

    /// The weights under `folder`, laid out as the repository's `models/` is.
    pub fn from_folder(folder: &Path) -> Result<Self, LoadError> {
        let read = |file: &str| {
            let path = folder.join(file);
            std::fs::read(&path).map(Cow::Owned).map_err(|source| LoadError::File { path, source })
        };
        Ok(Self {
            encoder: read("encoder/encoder.onnx")?,
            tokenizer: read("encoder/tokenizer.json")?,
            heads: read("heads/heads.safetensors")?,
            lexicon: read("heads/lexicon.json")?,
        })
    }

    /// Sixteen hex digits that change when any of the files does: the key for vectors kept elsewhere.
    pub fn fingerprint(&self) -> String {
        let files = [&self.encoder, &self.tokenizer, &self.heads, &self.lexicon];
        let hash = files.iter().flat_map(|bytes| bytes.chunks(8)).fold(FNV_OFFSET, |hash, chunk| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            (hash ^ u64::from_le_bytes(word)).wrapping_mul(FNV_PRIME).rotate_left(23)
        });
        format!("{hash:016x}")
    }
}

/// Start and factor of the Fowler–Noll–Vo hash, here over words of eight bytes.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;
