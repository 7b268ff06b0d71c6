//! The configuration: a commented default compiled in, a file over it, the environment over both.
//!
//! Unknown keys are refused with the nearest known one, so that a misspelt key cannot go unnoticed.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use toml::{Table, Value};

/// The commented default, also printed by `rapport config`.
pub const DEFAULT: &str = include_str!("../rapport.default.toml");

/// Names in the environment that are no keys.
const OTHER_NAMES: &[&str] =
    &["RAPPORT_TEST_POSTGRES", "RAPPORT_TEST_NATS", "RAPPORT_URL", "RAPPORT_SHOP_URL", "RAPPORT_KILL_AT"];

/// Everything that can be configured; see `rapport.default.toml` for what each key means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub bus: Bus,
    pub content: Content,
    pub assistant: Assistant,
    pub perception: Perception,
    pub actions: Actions,
    pub model: Model,
    pub mail: Mail,
    pub limits: Limits,
    pub telemetry: Telemetry,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: std::net::SocketAddr,
    pub public_url: String,
    pub trusted_proxies: Vec<std::net::IpAddr>,
    pub stop_timeout_s: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    pub url: String,
    pub master_key_file: std::path::PathBuf,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bus {
    pub nats_url: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    pub folder: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assistant {
    pub pause_ms: i64,
    pub long_pause_ms: i64,
    pub workers: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Perception {
    pub threads: usize,
    pub queue: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actions {
    pub base_url: String,
    pub secret: String,
    pub allow_private: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    pub url: String,
    pub key: String,
    pub name: String,
    pub draft: bool,
    pub suggest: bool,
    pub timeout_ms: u32,
    pub reply_tokens: u32,
    pub conversation_tokens: u64,
    pub day_tokens: u64,
    pub failures: u32,
    pub rest_s: u32,
}

/// The key stays out of logs.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("url", &self.url).field("name", &self.name).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub smtp_url: String,
    pub from: String,
    pub unseen_after_s: i64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub visitor_messages_per_minute: u32,
    pub address_requests_per_minute: u32,
    pub sign_in_attempts: u32,
    pub attachment_bytes: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    pub log: String,
    pub log_format: String,
    pub otlp_endpoint: String,
    pub metrics_token: String,
}

impl Config {
    /// The default, `file` over it, the environment over both.
    pub fn load(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Self> {
        let mut table: Table = DEFAULT.parse().context("the built-in configuration is broken")?;
        if let Some(path) = file {
            let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            let own: Table = text.parse().with_context(|| format!("{} is not valid TOML", path.display()))?;
            merge(&mut table, own).with_context(|| format!("in {}", path.display()))?;
        }
        apply_environment(&mut table, environment)?;
        let config: Self = Value::Table(table).try_into().context("a key has a value of the wrong kind")?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        if !(50..=700).contains(&self.assistant.pause_ms) {
            bail!("assistant.pause_ms is {}; it must be between 50 and 700", self.assistant.pause_ms);
        }
        if !(self.assistant.pause_ms..=2_000).contains(&self.assistant.long_pause_ms) {
            bail!("assistant.long_pause_ms must be between assistant.pause_ms and 2000");
        }
        if self.assistant.workers == 0 {
            bail!("assistant.workers must be at least 1");
        }
        if !["text", "json"].contains(&self.telemetry.log_format.as_str()) {
            bail!("telemetry.log_format is {:?}; it must be text or json", self.telemetry.log_format);
        }
        let url = &self.server.public_url;
        if !(url.starts_with("http://") || url.starts_with("https://")) || url.ends_with('/') {
            bail!("server.public_url is {url:?}; it must begin with http:// or https:// and not end with /");
        }
        self.model.check()?;
        if self.bus.nats_url.is_empty() || self.database.url.starts_with("postgres") {
            return Ok(());
        }
        bail!("bus.nats_url is set, but database.url is SQLite: several nodes need PostgreSQL")
    }
}

impl Model {
    fn check(&self) -> Result<()> {
        if self.url.is_empty() {
            let asked = [("draft", self.draft), ("suggest", self.suggest)];
            if let Some((name, _)) = asked.into_iter().find(|(_, on)| *on) {
                bail!("model.{name} is on, but model.url is empty: say where the language model is");
            }
            return Ok(());
        }
        if self.name.is_empty() {
            bail!("model.url is set, but model.name is empty: say what the endpoint calls the model");
        }
        if !self.draft && !self.suggest {
            bail!("model.url is set, but the model may do nothing: turn on model.draft or model.suggest");
        }
        if !(200..=30_000).contains(&self.timeout_ms) {
            bail!("model.timeout_ms is {}; it must be between 200 and 30000", self.timeout_ms);
        }
        if !(32..=1_000).contains(&self.reply_tokens) {
            bail!("model.reply_tokens is {}; it must be between 32 and 1000", self.reply_tokens);
        }
        if self.failures == 0 {
            bail!("model.failures must be at least 1");
        }
        Ok(())
    }
}

fn merge(known: &mut Table, own: Table) -> Result<()> {
    for (section, values) in own {
        let Some(Value::Table(known_values)) = known.get_mut(&section) else {
            bail!("unknown section [{section}]; did you mean [{}]?", nearest(&section, known.keys()));
        };
        let Value::Table(values) = values else { bail!("{section} must be a section: [{section}]") };
        for (key, value) in values {
            if !known_values.contains_key(&key) {
                let near = nearest(&key, known_values.keys());
                bail!("unknown key {section}.{key}; did you mean {section}.{near}?");
            }
            known_values.insert(key, value);
        }
    }
    Ok(())
}

fn apply_environment(table: &mut Table, environment: impl Iterator<Item = (String, String)>) -> Result<()> {
    let names: BTreeSet<String> = table
        .iter()
        .filter_map(|(section, values)| Some((section, values.as_table()?)))
        .flat_map(|(section, values)| values.keys().map(move |key| variable(section, key)))
        .collect();
    for (name, text) in environment.filter(|(name, _)| name.starts_with("RAPPORT_")) {
        if OTHER_NAMES.contains(&name.as_str()) {
            continue;
        }
        if !names.contains(&name) {
            bail!("unknown variable {name}; did you mean {}?", nearest(&name, names.iter()));
        }
        let target = table
            .iter_mut()
            .filter_map(|(section, values)| Some((section.clone(), values.as_table_mut()?)))
            .find_map(|(section, values)| {
                let key = values.keys().find(|key| variable(&section, key) == name)?.clone();
                values.get_mut(&key)
            });
        if let Some(target) = target {
            *target = read_as(target, &name, &text)?;
        }
    }
    Ok(())
}

fn variable(section: &str, key: &str) -> String {
    format!("RAPPORT_{}_{}", section.to_uppercase(), key.to_uppercase())
}

/// `text` as a value of the same kind as the default.
fn read_as(default: &Value, name: &str, text: &str) -> Result<Value> {
    Ok(match default {
        Value::Integer(_) => {
            Value::Integer(text.parse().with_context(|| format!("{name} must be a whole number"))?)
        }
        Value::Boolean(_) => {
            Value::Boolean(text.parse().with_context(|| format!("{name} must be true or false"))?)
        }
        Value::Array(_) => Value::Array(
            text.split(',')
                .map(str::trim)
                .filter(|s| !s.is_empty())
                .map(|s| Value::String(s.into()))
                .collect(),
        ),
        _ => Value::String(text.to_owned()),
    })
}

fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a String>) -> String {
    known.max_by(|a, b| closeness(word, a).total_cmp(&closeness(word, b))).cloned().unwrap_or_default()
}

fn closeness(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_env(pairs: &[(&str, &str)]) -> Result<Config> {
        Config::load(None, pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    fn from_file(text: &str) -> Result<Config> {
        let file = tempfile::NamedTempFile::new()?;
        fs::write(file.path(), text)?;
        Config::load(Some(file.path()), std::iter::empty())
    }

    #[track_caller]
    fn refused(result: Result<Config>, words: &str) {
        let error = format!("{:#}", result.unwrap_err());
        assert!(error.contains(words), "{error}");
    }

    #[test]
    fn zero_configuration_is_valid() {
        assert_eq!(from_env(&[]).unwrap().assistant.pause_ms, 350);
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "[assistant]\npause_ms = 200\nworkers = 2\n").unwrap();
        let env = [("RAPPORT_ASSISTANT_PAUSE_MS".to_owned(), "250".to_owned())];
        let config = Config::load(Some(file.path()), env.into_iter()).unwrap();
        assert_eq!((config.assistant.pause_ms, config.assistant.workers), (250, 2));
    }

    #[test]
    fn unknown_keys_are_refused_with_the_nearest_known() {
        refused(from_file("[server]\nlisen = \"x\"\n"), "did you mean server.listen?");
        refused(from_file("[databas]\nurl = \"x\"\n"), "did you mean [database]?");
        refused(from_env(&[("RAPPORT_SERVER_LISTN", "x")]), "did you mean RAPPORT_SERVER_LISTEN?");
    }

    #[test]
    fn wrong_values_are_refused_plainly() {
        refused(from_env(&[("RAPPORT_ASSISTANT_PAUSE_MS", "soon")]), "must be a whole number");
        refused(from_env(&[("RAPPORT_ASSISTANT_PAUSE_MS", "5000")]), "between 50 and 700");
        refused(from_env(&[("RAPPORT_SERVER_PUBLIC_URL", "shop.example")]), "must begin with http");
        refused(from_env(&[("RAPPORT_BUS_NATS_URL", "nats://a")]), "need PostgreSQL");
        refused(from_env(&[("RAPPORT_MODEL_DRAFT", "true")]), "model.url is empty");
        let url = ("RAPPORT_MODEL_URL", "https://models.example/v1");
        refused(from_env(&[url]), "model.name is empty");
        refused(from_env(&[url, ("RAPPORT_MODEL_NAME", "m")]), "may do nothing");
        refused(from_file("[server\n"), "is not valid TOML");
    }
}
