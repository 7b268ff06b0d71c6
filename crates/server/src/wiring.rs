//! Builds a node from its configuration.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use rapport_channels::email::Mailer;
use rapport_desk::{ActionService, Desk, DeskParts, ModelSettings, Pauses, Settings, Step};
use rapport_dialogue::{content, rehearse::is_test};
use rapport_domain::{Entropy, content::Content};
use rapport_event_bus::Bus;
use rapport_outbound::{ModelEndpoint, Outbound, OutboundOptions, Secret, checked_key};
use rapport_perception::{Pool, PoolSettings, Reader, Weights};
use rapport_storage::{Store, StoreOptions};

use crate::{
    clock::{SystemClock, SystemEntropy},
    config::Config,
    crash::CrashPoint,
};

/// The database, opened with its master key.
pub async fn store(config: &Config) -> Result<Store> {
    Store::open(store_options(config)?).await.with_context(|| "the database cannot be opened")
}

/// What the database is opened with.
pub fn store_options(config: &Config) -> Result<StoreOptions> {
    if let Some(path) = config.database.url.strip_prefix("sqlite:") {
        make_folder_of(Path::new(path))?;
    }
    Ok(StoreOptions {
        url: config.database.url.clone(),
        master_key: master_key(&config.database.master_key_file)?,
        entropy: Arc::new(SystemEntropy),
    })
}

/// A node, with nothing running yet.
pub async fn desk(config: &Config) -> Result<Desk> {
    let store = store(config).await?;
    let bus = match config.bus.nats_url.as_str() {
        "" => Bus::in_process(),
        url => Bus::nats(url).await.with_context(|| format!("the bus at {url} cannot be reached"))?,
    };
    let mailer = match config.mail.smtp_url.as_str() {
        "" => None,
        url => Some(Mailer::new(url, &config.mail.from).context("mail.smtp_url or mail.from")?),
    };
    let crash = CrashPoint::from_environment()?;
    let outbound = outbound(config)?;
    let desk = Desk::new(DeskParts {
        store,
        bus,
        readers: readers(config)?,
        settings: settings(config, &outbound)?,
        outbound,
        mailer,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        observe: Arc::new(move |step: Step| crash.reached(step)),
    });
    // The rules' patterns are compiled now, so that the first customer does not wait for it.
    tokio::task::spawn_blocking(rapport_coaching::warm_up);
    publish_first_release(&desk, &config.content.folder).await?;
    Ok(desk)
}

/// The threads that read messages.
pub fn readers(config: &Config) -> Result<Pool> {
    let reader = Arc::new(Reader::load(&Weights::embedded()).context("the models are unusable")?);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = if config.perception.threads == 0 { cores } else { config.perception.threads };
    let settings = PoolSettings { threads, queue: config.perception.queue, fast_when_full: true };
    Pool::start(reader, settings).context("perception cannot start")
}

fn outbound(config: &Config) -> Result<Outbound> {
    let allow_private = config.actions.allow_private.iter().map(|text| {
        text.parse().with_context(|| format!("actions.allow_private: {text:?} is not of the form host:port"))
    });
    let options = OutboundOptions { allow_private: allow_private.collect::<Result<_>>()? };
    Outbound::new(options).context("the HTTP client cannot be made")
}

/// The language model, whose address is looked at now and not when the first customer needs it.
fn model(config: &Config, outbound: &Outbound) -> Result<Option<ModelSettings>> {
    let model = &config.model;
    if model.url.is_empty() {
        return Ok(None);
    }
    outbound.check_url(&model.url).context(
        "model.url cannot be called; if the model runs on this machine or in your network, name its host:port in \
         actions.allow_private",
    )?;
    Ok(Some(ModelSettings {
        endpoint: ModelEndpoint {
            url: model.url.clone(),
            key: checked_key(&model.key).context("model.key")?,
            model: model.name.clone(),
        },
        draft: model.draft,
        suggest: model.suggest,
        timeout_ms: model.timeout_ms,
        reply_tokens: model.reply_tokens,
        conversation_tokens: model.conversation_tokens,
        day_tokens: model.day_tokens,
        failures: model.failures,
        rest_s: model.rest_s,
    }))
}

fn settings(config: &Config, outbound: &Outbound) -> Result<Settings> {
    let actions = match config.actions.base_url.as_str() {
        "" => None,
        base_url => {
            let secret = Secret::parse(&config.actions.secret).context("actions.secret")?;
            Some(ActionService { base_url: base_url.trim_end_matches('/').to_owned(), secret })
        }
    };
    Ok(Settings {
        pauses: Pauses {
            complete_ms: config.assistant.pause_ms,
            unfinished_ms: config.assistant.long_pause_ms,
        },
        workers: config.assistant.workers,
        actions,
        model: model(config, outbound)?,
        unseen_after_ms: config.mail.unseen_after_s * 1_000,
        attachment_bytes: config.limits.attachment_bytes,
        sign_in_attempts: config.limits.sign_in_attempts,
        public_url: config.server.public_url.clone(),
    })
}

async fn publish_first_release(desk: &Desk, folder: &str) -> Result<()> {
    if desk.has_release().await? {
        return Ok(());
    }
    let (content, tests) = match folder {
        "" => (starter()?, vec![]),
        folder => {
            let mut tests = content_files(Path::new(folder))?;
            tests.retain(|(path, _)| is_test(path));
            (read_content(&[PathBuf::from(folder)])?, tests)
        }
    };
    desk.publish_first(content, tests).await.context("the first release cannot be published")?;
    Ok(())
}

/// The starter library, which the binary carries.
pub fn starter() -> Result<Content> {
    let files = crate::starter::FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    parse_content(&files.collect::<Vec<_>>())
}

/// Content from folders, with the starter library's statements where they bring none of their own.
pub fn read_content(folders: &[PathBuf]) -> Result<Content> {
    let mut files = vec![];
    for folder in folders {
        collect(folder, folder, &mut files)?;
    }
    files.retain(|(path, _)| !is_test(path));
    if files.is_empty() {
        bail!("{folders:?} hold no content (*.yaml, *.md)");
    }
    if !content::brings_statements(&files) {
        let statements = crate::starter::FILES.iter().filter(|(path, _)| path.starts_with("statements/"));
        files.extend(statements.map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    }
    parse_content(&files)
}

fn parse_content(files: &[(String, String)]) -> Result<Content> {
    content::load(files).map_err(|findings| {
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("the content cannot be read:\n{}", lines.join("\n"))
    })
}

/// The files of a content folder, with its conversation tests: pairs of path and text.
pub fn content_files(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut files = vec![];
    collect(folder, folder, &mut files)?;
    Ok(files)
}

/// Pairs of path below `root` and text, of all files that hold content or conversation tests.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "md") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.push((name, text));
        }
    }
    Ok(())
}

/// The master key from its file, which is made on the first start.
fn master_key(path: &Path) -> Result<[u8; 32]> {
    if !path.exists() {
        let mut key = [0; 32];
        SystemEntropy.fill(&mut key);
        write_secret(path, &hex::encode(key))?;
        tracing::info!(path = %path.display(), "made a new master key; keep a copy apart from the backups");
    }
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read the master key {}", path.display()))?;
    let bytes = hex::decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.with_context(|| format!("{} does not hold 64 hexadecimal digits", path.display()))
}

/// Writes a file that only its owner may read.
fn write_secret(path: &Path, text: &str) -> Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    make_folder_of(path)?;
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = file.with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

fn make_folder_of(path: &Path) -> Result<()> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => {
            fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))
        }
        None => Ok(()),
    }
}
