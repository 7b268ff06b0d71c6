//! `rapport coach`: the seven practices over replies.

use anyhow::Result;
use clap::Args;
use rapport_coaching::{CoachReport, Exchange, Speaker, Turn, TurnRole};
use rapport_domain::content::Statement;
use rapport_perception::{Reader, Role};
use serde::Deserialize;
use serde_json::{Value, json};

use super::lines::{Said, each_line, reader};

/// Options of `rapport coach`.
#[derive(Args)]
pub struct CoachArgs {
    /// Judge as the assistant's words, which may claim neither feelings nor a past.
    #[arg(long)]
    assistant: bool,
}

/// A customer's message and the reply to it, as the tools take them.
#[derive(Deserialize)]
pub struct Question {
    #[serde(default)]
    id: Value,
    customer: String,
    reply: String,
    #[serde(default)]
    context: Vec<Said>,
}

/// Judges replies by all practices, as the console does while an agent writes.
pub struct Judge {
    reader: Reader,
    statements: Vec<Statement>,
}

impl Judge {
    /// A judge with the models and statements that are shipped.
    pub fn open() -> Result<Self> {
        Ok(Self { reader: reader()?, statements: crate::wiring::starter()?.statements })
    }

    /// What the coach says of one reply.
    pub fn of(&self, question: &Question, author: Speaker) -> CoachReport {
        let role = |said: &Said| if said.by_customer() { Role::Customer } else { Role::Staff };
        let heard: Vec<rapport_perception::Turn> = question
            .context
            .iter()
            .map(|said| rapport_perception::Turn { role: role(said), text: said.text.clone() })
            .collect();
        let perception = self.reader.read(&question.customer, &heard).perception;
        let context: Vec<Turn<'_>> = question
            .context
            .iter()
            .map(|said| Turn {
                role: if said.by_customer() { TurnRole::Customer } else { TurnRole::Company },
                text: &said.text,
            })
            .collect();
        let exchange = Exchange {
            customer: &question.customer,
            reply: &question.reply,
            context: &context,
            perception: Some(&perception),
            author,
        };
        rapport_coaching::coach(&exchange, &self.statements)
    }
}

/// Judges replies.
pub fn coach(args: &CoachArgs) -> Result<()> {
    let judge = Judge::open()?;
    let author = if args.assistant { Speaker::Assistant } else { Speaker::Agent };
    each_line(|question: Question| {
        let mut answer = serde_json::to_value(judge.of(&question, author))?;
        if let Value::Object(fields) = &mut answer {
            fields.insert("id".to_owned(), json!(question.id));
        }
        Ok(answer)
    })
}
