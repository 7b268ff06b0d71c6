//! A JSON object a line in, one a line out, in the same order.

use std::io::{BufRead, Write};

use anyhow::{Context, Result};
use serde::{Serialize, de::DeserializeOwned};

/// The longest line that is read, in bytes: what is longer is no message.
const LONGEST: usize = 16 * 1024 * 1024;

/// Reads standard input, writes standard output. Unknown fields are ignored; a line that cannot be read
/// stops with its number.
pub fn each_line<In: DeserializeOwned, Out: Serialize>(
    mut answer: impl FnMut(In) -> Result<Out>,
) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let mut input = std::io::stdin().lock();
    let mut line = vec![];
    let mut number = 0;
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        number += 1;
        if line.len() > LONGEST {
            anyhow::bail!("line {number} has {} bytes; {LONGEST} is the limit", line.len());
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let question = serde_json::from_slice(&line).with_context(|| format!("line {number}"))?;
        serde_json::to_writer(&mut out, &answer(question)?)?;
        out.write_all(b"\n")?;
        // Whoever reads us may wait for this answer before writing the next question.
        out.flush()?;
    }
}

/// The reader behind the tools.
pub fn reader() -> Result<rapport_perception::Reader> {
    rapport_perception::Reader::load(&rapport_perception::Weights::embedded())
        .context("the models are unusable")
}

/// A message or turn as the tools take it.
#[derive(serde::Deserialize)]
pub struct Said {
    /// `customer`, `user` and `seeker` are the customer; everybody else is the company.
    pub role: String,
    /// What was said.
    pub text: String,
}

impl Said {
    /// Whether the customer said it.
    pub fn by_customer(&self) -> bool {
        matches!(self.role.as_str(), "customer" | "user" | "visitor" | "seeker" | "client")
    }
}
