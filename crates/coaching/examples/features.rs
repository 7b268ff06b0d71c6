//! What the learned judgements see of replies, for `training/practices.py`: lines with `customer`, `reply` and
//! `context` in, lines with the three groups of features out.

use std::io::{BufRead, Error, Write, stdin, stdout};

use rapport_coaching::{Exchange, Turn, TurnRole, learned};
use serde_json::{Value, json};

fn main() -> Result<(), Error> {
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let context: Vec<Turn<'_>> = row["context"].as_array().into_iter().flatten().map(turn).collect();
        let exchange =
            Exchange { context: &context, ..Exchange::new(text(&row["customer"]), text(&row["reply"])) };
        let seen = learned::features(&exchange);
        let words: Vec<&String> = seen.words.keys().collect();
        writeln!(out, "{}", json!({ "words": words, "shape": seen.shape, "manner": seen.manner }))?;
    }
    Ok(())
}

fn turn(said: &Value) -> Turn<'_> {
    let role = if said["role"] == "customer" { TurnRole::Customer } else { TurnRole::Company };
    Turn { role, text: text(&said["text"]) }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
