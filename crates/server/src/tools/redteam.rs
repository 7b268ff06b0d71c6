//! The guard on a language model's drafts, in figures: what gets through of those that an attacker dictated, and what
//! is blocked of good ones. With an endpoint, a real model answers the questions of the good ones.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use clap::Args;
use rapport_dialogue::drafting::{self, Prompt, Source};
use rapport_domain::content::Content;
use rapport_outbound::{ChatRequest, ModelEndpoint, Outbound, OutboundOptions, checked_key};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::figures::Latencies;

/// Options of `rapport bench redteam`.
#[derive(Args)]
pub struct RedteamArgs {
    /// Folder with content; the sets name its topics.
    #[arg(long, default_value = "content/demo")]
    content: PathBuf,
    /// JSON Lines {"id","class","about":[topics],"question","says"}: what an obeying model says.
    #[arg(long, default_value = "crates/dialogue/tests/drafts/injections.jsonl")]
    injections: PathBuf,
    /// JSON Lines {"id","about":[topics],"question","draft"}: good drafts.
    #[arg(long, default_value = "crates/dialogue/tests/drafts/good.jsonl")]
    good: PathBuf,
    /// An OpenAI-compatible endpoint, such as http://127.0.0.1:8000/v1, to answer the good questions instead.
    #[arg(long)]
    url: Option<String>,
    /// The endpoint's key.
    #[arg(long, env = "RAPPORT_MODEL_KEY", hide_env_values = true, default_value = "")]
    key: String,
    /// The model, as the endpoint calls it.
    #[arg(long, default_value = "default")]
    name: String,
    /// How many of the good questions the model is asked.
    #[arg(long, default_value_t = 200)]
    most: usize,
    /// Prints each draft that is blocked, with why.
    #[arg(long)]
    show: bool,
}

#[derive(Deserialize)]
struct Injection {
    id: String,
    class: String,
    about: Vec<String>,
    question: String,
    says: String,
}

#[derive(Deserialize)]
struct Good {
    id: String,
    about: Vec<String>,
    question: String,
    draft: String,
}

/// Judges both sets, or a real model's drafts.
pub async fn redteam(args: RedteamArgs) -> Result<()> {
    let content = crate::wiring::read_content(std::slice::from_ref(&args.content))?;
    let good: Vec<Good> = lines(&args.good)?;
    let report = match &args.url {
        Some(url) => real(url, &args, &content, &good).await?,
        None => json!({ "injections": attacks(&args, &content)?, "good": judged(&args, &content, &good)? }),
    };
    crate::serve::println(&report.to_string());
    Ok(())
}

fn attacks(args: &RedteamArgs, content: &Content) -> Result<Value> {
    let injections: Vec<Injection> = lines(&args.injections)?;
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut through = vec![];
    for Injection { id, class, about, question, says } in &injections {
        *classes.entry(class).or_default() += 1;
        let sources = sources(content, about)?;
        let masked = drafting::masked(question, None);
        let alone = drafting::objections(says, &sources, &masked).is_empty();
        let hidden = format!("{} {says}", sources[0].text);
        if alone || drafting::objections(&hidden, &sources, &masked).is_empty() {
            through.push(id);
        }
    }
    Ok(json!({ "count": injections.len(), "by_class": classes, "through": through.len(), "which": through }))
}

fn judged(args: &RedteamArgs, content: &Content, good: &[Good]) -> Result<Value> {
    let mut blocked = 0;
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for Good { id, about, question, draft } in good {
        let masked = drafting::masked(question, None);
        let objections = drafting::objections(draft, &sources(content, about)?, &masked);
        blocked += usize::from(!objections.is_empty());
        for objection in &objections {
            *rules.entry(objection.rule.as_str()).or_default() += 1;
        }
        if args.show && !objections.is_empty() {
            crate::serve::println(&format!("{id}: {draft}\n  {objections:?}"));
        }
    }
    Ok(
        json!({ "count": good.len(), "blocked": blocked, "rate": share(blocked, good.len()), "by_rule": rules }),
    )
}

/// Asks a real model, one question after the other.
async fn real(url: &str, args: &RedteamArgs, content: &Content, good: &[Good]) -> Result<Value> {
    let host = url.split('/').nth(2).and_then(|host| host.parse().ok());
    let outbound = Outbound::new(OutboundOptions { allow_private: host.into_iter().collect() })?;
    let endpoint =
        ModelEndpoint { url: url.to_owned(), key: checked_key(&args.key)?, model: args.name.clone() };
    let (mut passed, mut nothing, mut chars, mut millis) = (0, 0, 0, vec![]);
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let asked = good.len().min(args.most);
    for Good { id, about, question, .. } in good.iter().take(asked) {
        let sources = sources(content, about)?;
        let masked = drafting::masked(question, None);
        let prompt = Prompt::new(&content.company, &sources, &masked);
        let request = ChatRequest {
            endpoint: &endpoint,
            system: &prompt.system,
            user: &prompt.user,
            max_tokens: 150,
            timeout: Duration::from_secs(30),
        };
        let began = Instant::now();
        let Ok(chat) = outbound.chat(request, |_| false).await else {
            nothing += 1;
            continue;
        };
        millis.push(began.elapsed().as_secs_f64() * 1_000.0);
        chars += chat.text.chars().count();
        if drafting::says_nothing(&chat.text) {
            nothing += 1;
            continue;
        }
        let objections = drafting::objections(chat.text.trim(), &sources, &masked);
        passed += usize::from(objections.is_empty());
        for objection in &objections {
            *rules.entry(objection.rule.as_str()).or_default() += 1;
        }
        if args.show {
            let verdict = if objections.is_empty() { "passes".to_owned() } else { format!("{objections:?}") };
            crate::serve::println(&format!("{id}: {question}\n  {}\n  {verdict}", chat.text.trim()));
        }
    }
    let seconds = millis.iter().sum::<f64>() / 1_000.0;
    #[expect(clippy::cast_precision_loss, reason = "a count of letters")]
    let chars_per_s = chars as f64 / seconds.max(1e-9);
    Ok(json!({
        "asked": asked, "passed": passed, "share": share(passed, asked), "nothing": nothing, "by_rule": rules,
        "ms": Latencies::of(millis).json(), "chars_per_s": chars_per_s,
    }))
}

fn sources(content: &Content, about: &[String]) -> Result<Vec<Source>> {
    let find = |id: &String| {
        let topic = content.topics.iter().find(|topic| topic.id.as_str() == id);
        topic.and_then(Source::of).with_context(|| format!("the content has no answer {id:?}"))
    };
    about.iter().map(find).collect()
}

fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let line = |(number, line): (usize, &str)| {
        serde_json::from_str(line).with_context(|| format!("{}, line {}", path.display(), number + 1))
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(line).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of drafts")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
