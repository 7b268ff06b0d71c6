//! What is said in situations that flows and answers get into. Each has a usual wording, so that content written
//! before there was such a situation goes on to work.

use serde::{Deserialize, Serialize};

/// What is said in situations that flows and answers get into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Situations {
    /// A value was known already: `{value}`. Says so, that it can be corrected.
    pub known: String,
    /// A day that must lie ahead is past: `{value}`.
    pub past_day: String,
    /// A day that must lie behind is still to come: `{value}`.
    pub future_day: String,
    /// There is no such day.
    pub no_such_day: String,
    /// A value is below the least: `{limit}`.
    pub too_little: String,
    /// A value is above the most: `{limit}`.
    pub too_much: String,
    /// An amount in another currency: `{limit}` is ours.
    pub other_currency: String,
    /// Several are meant by what was said: `{options}`.
    pub which: String,
    /// None of those that can be meant: `{options}`.
    pub not_among: String,
    /// Nothing was heard for a while: `{flow}`, and the open question `{text}`.
    pub reminder: String,
    /// Nothing was heard after that: `{flow}` is closed. Says how to go on.
    pub silent_close: String,
    /// After a person has handed back: whether to go on with `{flow}`.
    pub resume: String,
    /// An answer that does not hold today is all there is.
    pub not_valid_now: String,
    /// An answer for customers who are signed in is all there is.
    pub signed_in_only: String,
}

impl Situations {
    /// Whether all is said as usual.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Every wording with its name, the names that may stand in it, and those that must.
    pub fn all(&self) -> [(&'static str, &str, &'static [&'static str], &'static [&'static str]); 14] {
        [
            ("known", &self.known, &["value"], &["value"]),
            ("past_day", &self.past_day, &["value"], &[]),
            ("future_day", &self.future_day, &["value"], &[]),
            ("no_such_day", &self.no_such_day, &[], &[]),
            ("too_little", &self.too_little, &["limit"], &["limit"]),
            ("too_much", &self.too_much, &["limit"], &["limit"]),
            ("other_currency", &self.other_currency, &["limit"], &["limit"]),
            ("which", &self.which, &["options"], &["options"]),
            ("not_among", &self.not_among, &["options"], &["options"]),
            ("reminder", &self.reminder, &["flow", "text"], &["text"]),
            ("silent_close", &self.silent_close, &["flow"], &[]),
            ("resume", &self.resume, &["flow"], &["flow"]),
            ("not_valid_now", &self.not_valid_now, &[], &[]),
            ("signed_in_only", &self.signed_in_only, &[], &[]),
        ]
    }
}

impl Default for Situations {
    fn default() -> Self {
        let own = str::to_owned;
        Self {
            known: own(
                "I take {value}, which I know from you already; if it should be another one, tell me.",
            ),
            past_day: own("{value} is in the past. Which day do you mean?"),
            future_day: own("{value} is still to come. Which day do you mean?"),
            no_such_day: own("There is no such day in the calendar. Which day do you mean?"),
            too_little: own("It has to be {limit} or more. Which do you mean?"),
            too_much: own("It can be {limit} at most. Which do you mean?"),
            other_currency: own("I can only take an amount in {limit} here. How much is that?"),
            which: own("Which one do you mean: {options}?"),
            not_among: own("I do not find that among these: {options}. Which one do you mean?"),
            reminder: own("Are you still there? There is no hurry; I only need this to go on. {text}"),
            silent_close: own(
                "I have not heard from you, so I am putting {flow} aside. Nothing more will be done without \
                 your word. To go on, write here whenever you like and say what you need.",
            ),
            resume: own("Before, we were {flow}. Shall we go on where we stood?"),
            not_valid_now: own(
                "What I have on that does not hold today, so I would rather not tell you something wrong. Would \
                 you like a person to look into it?",
            ),
            signed_in_only: own(
                "I can tell you that once you are signed in. Please sign in and ask me again, or say if you \
                 would like a person.",
            ),
        }
    }
}
