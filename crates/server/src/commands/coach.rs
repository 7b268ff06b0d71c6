//! `rapport coach`: the seven practices over replies.

use anyhow::Result;
use clap::Args;
use rapport_coaching::{Exchange, Speaker, Turn, TurnRole, coach as judge};
use rapport_perception::Role;
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

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    id: Value,
    customer: String,
    reply: String,
    #[serde(default)]
    context: Vec<Said>,
}

/// Judges replies.
pub fn coach(args: &CoachArgs) -> Result<()> {
    let reader = reader()?;
    let statements = crate::wiring::starter()?.statements;
    let author = if args.assistant { Speaker::Assistant } else { Speaker::Agent };
    each_line(|question: Question| {
        let role = |said: &Said| if said.by_customer() { Role::Customer } else { Role::Staff };
        let heard: Vec<rapport_perception::Turn> = question
            .context
            .iter()
            .map(|said| rapport_perception::Turn { role: role(said), text: said.text.clone() })
            .collect();
        let perception = reader.read(&question.customer, &heard).perception;
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
        let mut answer = serde_json::to_value(judge(&exchange, &statements))?;
        if let Value::Object(fields) = &mut answer {
            fields.insert("id".to_owned(), json!(question.id));
        }
        Ok(answer)
    })
}
