//! The optional language model: what it may do, what it costs, and when it is left alone. It is asked only where no
//! authored answer was found, and nothing that it writes leaves without the guard's word.

mod allowance;
mod figures;
mod propose;
mod suggest;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use rapport_dialogue::{Compiled, drafting::Grounding};
use rapport_domain::ReleaseId;
use rapport_outbound::ModelEndpoint;

use crate::Desk;
use allowance::Allowance;

pub(crate) use allowance::{Spent, spent};
pub use figures::{ModelFigures, in_words};
pub(crate) use propose::Question;
pub use suggest::{ReplySuggestion, SuggestedSource};

/// A language model and what it may do.
#[derive(Debug, Clone)]
pub struct ModelSettings {
    /// Where it is.
    pub endpoint: ModelEndpoint,
    /// Whether it may draft for customers.
    pub draft: bool,
    /// Whether it may draft for agents who ask for it.
    pub suggest: bool,
    /// How long an answer may take, in milliseconds.
    pub timeout_ms: u32,
    /// The most tokens of one answer.
    pub reply_tokens: u32,
    /// The most tokens of one conversation, in and out.
    pub conversation_tokens: u64,
    /// The most tokens that this node uses in a day, in and out.
    pub day_tokens: u64,
    /// So many failures running, and it is left alone.
    pub failures: u32,
    /// For so many seconds.
    pub rest_s: u32,
}

/// What the console shows of the model.
#[derive(Debug, Clone)]
pub struct ModelState {
    /// How it is set.
    pub settings: ModelSettings,
    /// What came of it since this node started.
    pub figures: ModelFigures,
}

/// What a node knows of its model.
#[derive(Default)]
pub(crate) struct Model {
    allowance: Mutex<Allowance>,
    figures: Mutex<ModelFigures>,
    /// The answers of the release in force, ready to be searched.
    grounding: Mutex<HashMap<ReleaseId, Arc<Grounding>>>,
}

impl Desk {
    /// The model and its figures; `None` where none is set.
    pub fn model_state(&self) -> Option<ModelState> {
        let settings = self.settings().model.clone()?;
        let mut figures = self.shared.model.figures.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let allowance = self.shared.model.allowance.lock().unwrap_or_else(PoisonError::into_inner);
        figures.tokens_today = allowance.tokens_of(self.now());
        figures.resting = allowance.is_resting(self.now());
        Some(ModelState { settings, figures })
    }

    fn grounding(&self, compiled: &Compiled) -> Arc<Grounding> {
        let id = compiled.release().id;
        let mut kept = self.shared.model.grounding.lock().unwrap_or_else(PoisonError::into_inner);
        if !kept.contains_key(&id) {
            kept.clear();
        }
        let made = || Arc::new(Grounding::of(compiled));
        Arc::clone(kept.entry(id).or_insert_with(made))
    }
}
