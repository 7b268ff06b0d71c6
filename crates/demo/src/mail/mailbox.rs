//! The mails that were received, a file each, so that they survive a restart.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use mail_parser::{Address, MessageParser};
use rapport_domain::{Clock, Timestamp};

/// How many mails are kept; older ones make room.
const KEPT_MAILS: usize = 200;

/// A mail, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail {
    /// When it was received; its name among the mails.
    pub at: Timestamp,
    /// Who wrote it.
    pub from: String,
    /// Whom it is for.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// Its text as HTML, if it brought one.
    pub html: Option<String>,
    /// The names of the files that it brought.
    pub files: Vec<String>,
}

/// All the mails.
pub(crate) struct Mailbox {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    // Oldest first.
    mails: Mutex<Vec<Mail>>,
}

impl Mailbox {
    /// Opens the mails in `folder`, or begins with none.
    pub(crate) fn open(folder: PathBuf, clock: Arc<dyn Clock>) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        let mut mails = Vec::new();
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if let Some(at) = received_at(&path) {
                mails.push(decode(at, &fs::read(&path)?));
            }
        }
        mails.sort_by_key(|mail| mail.at);
        Ok(Self { folder, clock, mails: Mutex::new(mails) })
    }

    /// Keeps a mail as it came over the wire. It is on disk when this returns.
    pub(crate) fn keep(&self, raw: &[u8]) -> io::Result<()> {
        let mut mails = self.locked();
        let latest = mails.last().map_or(0, |mail| mail.at.as_micros());
        // Two mails of one microsecond need two names.
        let at = Timestamp::from_micros(self.clock.now().as_micros().max(latest + 1));
        let file = fs::File::create(self.path(at))?;
        io::Write::write_all(&mut &file, raw)?;
        file.sync_all()?;
        mails.push(decode(at, raw));
        while mails.len() > KEPT_MAILS {
            let oldest = mails.remove(0);
            fs::remove_file(self.path(oldest.at))?;
        }
        Ok(())
    }

    /// All mails, newest first.
    pub(crate) fn all(&self) -> Vec<Mail> {
        self.locked().iter().rev().cloned().collect()
    }

    /// The mail of that name.
    pub(crate) fn find(&self, at: Timestamp) -> Option<Mail> {
        self.locked().iter().find(|mail| mail.at == at).cloned()
    }

    fn path(&self, at: Timestamp) -> PathBuf {
        self.folder.join(format!("{}.eml", at.as_micros()))
    }

    fn locked(&self) -> MutexGuard<'_, Vec<Mail>> {
        // A panic while holding the lock leaves a list that is whole, only shorter.
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn received_at(path: &Path) -> Option<Timestamp> {
    let is_mail = path.extension().is_some_and(|extension| extension == "eml");
    let micros = path.file_stem()?.to_str()?.parse().ok()?;
    is_mail.then(|| Timestamp::from_micros(micros))
}

fn decode(at: Timestamp, raw: &[u8]) -> Mail {
    let Some(message) = MessageParser::default().parse(raw) else {
        let text = String::from_utf8_lossy(raw).into_owned();
        let (from, to, subject) = (String::new(), String::new(), "(unreadable)".to_owned());
        return Mail { at, from, to, subject, text, html: None, files: Vec::new() };
    };
    let has_html = message.html_part(0).is_some_and(mail_parser::MessagePart::is_text_html);
    Mail {
        at,
        from: people(message.from()),
        to: people(message.to()),
        subject: message.subject().unwrap_or("(no subject)").to_owned(),
        text: message.body_text(0).map(std::borrow::Cow::into_owned).unwrap_or_default(),
        html: message.body_html(0).filter(|_| has_html).map(std::borrow::Cow::into_owned),
        files: message
            .attachments()
            .map(|part| mail_parser::MimeHeaders::attachment_name(part).unwrap_or("file").to_owned())
            .collect(),
    }
}

fn people(address: Option<&Address<'_>>) -> String {
    let one = |person: &mail_parser::Addr<'_>| match (person.name(), person.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    };
    address.map(|all| all.iter().map(one).collect::<Vec<_>>().join(", ")).unwrap_or_default()
}
