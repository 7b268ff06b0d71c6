//! E-mail: how a letter becomes a message on the wire.
//!
//! A [`Letter`] is composed here when it is put into the outbox and sent from there, so it is plain data.

use std::time::{Duration, UNIX_EPOCH};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message as Mail, Tokio1Executor,
    message::{Mailbox, MultiPart, header},
};
use rapport_domain::Timestamp;
use serde::{Deserialize, Serialize};

pub use crate::letters::{
    IncidentReported, Invitation, MissedReplies, MissedReply, PasswordReset, RefusedRelease,
    incident_reported, invitation, missed_replies, password_reset, release_refused,
};

/// How long a mail server may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A letter, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The address it goes to.
    pub to: String,
    /// What its reader is called.
    pub to_name: Option<String>,
    /// The subject.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
    /// Unique among all letters and the same at every attempt; becomes its Message-ID.
    pub id: String,
    /// What it belongs to; letters of one thread are shown together.
    pub thread: Option<String>,
    /// Where its reader says with one click that they want no more of these.
    #[serde(default)]
    pub unsubscribe: Option<String>,
}

/// Why no mail was sent. It never holds an address or what a mail server says, which repeats addresses: errors
/// are logged.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The configuration's mail server address cannot be read.
    #[error("the mail server's address is not of the form smtp://host:port or smtps://user:password@host")]
    Server(#[source] lettre::transport::smtp::Error),
    /// An address is not one.
    #[error("what stands there is not an e-mail address")]
    Address(#[source] lettre::address::AddressError),
    /// The letter cannot be written as a mail.
    #[error("the letter cannot be written as a mail")]
    Compose(#[source] lettre::error::Error),
    /// The mail server refuses this letter for good.
    #[error("the mail server refuses the letter{}", answered(*.code))]
    Refused {
        /// What the server answered, such as 550.
        code: Option<u16>,
    },
    /// The mail server cannot be reached or is busy; trying again later helps.
    #[error("the mail server does not take the letter now{}", answered(*.code))]
    Unavailable {
        /// What the server answered, such as 451; `None` where it cannot be reached.
        code: Option<u16>,
    },
}

fn answered(code: Option<u16>) -> String {
    code.map_or_else(String::new, |code| format!(": it answered {code}"))
}

impl MailError {
    /// Whether trying again is no use.
    pub const fn is_permanent(&self) -> bool {
        !matches!(self, Self::Unavailable { .. })
    }
}

/// Sends letters over SMTP.
#[derive(Debug, Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// A mailer that sends through `server` (`smtp://host:port`, `smtps://user:password@host`,
    /// `smtp://host?tls=required`) in the name of `from` (`Trailfern <care@trailfern.example>`).
    pub fn new(server: &str, from: &str) -> Result<Self, MailError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(server).map_err(MailError::Server)?;
        let from = from.parse().map_err(MailError::Address)?;
        Ok(Self { transport: builder.timeout(Some(TIMEOUT)).build(), from })
    }

    /// Sends `letter`. When this answers, the mail server has taken it.
    pub async fn send(&self, letter: &Letter, now: Timestamp) -> Result<(), MailError> {
        let mail = self.compose(letter, now)?;
        match self.transport.send(mail).await {
            Ok(_) => Ok(()),
            Err(error) => {
                let code = error.status().map(u16::from);
                Err(match error.is_permanent() {
                    true => MailError::Refused { code },
                    false => MailError::Unavailable { code },
                })
            }
        }
    }

    /// Sends the replies that a customer missed; the letter is dated by the last of them.
    pub async fn send_missed_replies(&self, missed: &MissedReplies) -> Result<(), MailError> {
        let at = missed.replies.last().map_or(Timestamp::from_micros(0), |reply| reply.at);
        self.send(&missed_replies(missed), at).await
    }

    fn compose(&self, letter: &Letter, now: Timestamp) -> Result<Mail, MailError> {
        let address: Address = address(&letter.to)?;
        let domain = self.from.email.domain();
        let micros = u64::try_from(now.as_micros()).unwrap_or(0);
        let mut builder = Mail::builder()
            .from(self.from.clone())
            .to(Mailbox::new(letter.to_name.clone(), address))
            .subject(one_line(&letter.subject))
            .date(UNIX_EPOCH + Duration::from_micros(micros))
            .message_id(Some(format!("<{}@{domain}>", letter.id)))
            // Keeps out-of-office notes and other robots from answering (RFC 3834).
            .header(AutoSubmitted);
        if let Some(thread) = &letter.thread {
            let thread = format!("<{thread}@{domain}>");
            builder = builder.in_reply_to(thread.clone()).references(thread);
        }
        if let Some(link) = &letter.unsubscribe {
            builder = builder.header(ListUnsubscribe(format!("<{link}>"))).header(ListUnsubscribePost);
        }
        let body = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
        builder.multipart(body).map_err(MailError::Compose)
    }
}

/// Reads an e-mail address, without a name.
pub fn address(text: &str) -> Result<Address, MailError> {
    text.trim().parse().map_err(MailError::Address)
}

/// The address as it is looked up: trimmed, in small letters; `None` where it is not one that mail can reach.
pub fn normalised(text: &str) -> Option<String> {
    let address = address(text).ok()?.to_string().to_lowercase();
    let reachable =
        address.len() <= 254 && address.rsplit_once('@').is_some_and(|(_, host)| host.contains('.'));
    reachable.then_some(address)
}

/// A line end in a subject would begin another header.
fn one_line(subject: &str) -> String {
    subject.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Where mailboxes show "unsubscribe" (RFC 2369). Written as it stands: a link that is folded or encoded
/// leads nowhere.
#[derive(Clone)]
struct ListUnsubscribe(String);

impl header::Header for ListUnsubscribe {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), self.0.clone())
    }
}

/// That a mailbox may do it with one click, by a POST of its own (RFC 8058).
#[derive(Clone)]
struct ListUnsubscribePost;

impl header::Header for ListUnsubscribePost {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
        net::TcpListener,
    };

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

    fn letter() -> Letter {
        Letter {
            to: "mia@shop.example".into(),
            to_name: Some("Mia Keller".into()),
            subject: "Your tent\r\nBcc: everybody@x.example".into(),
            text: "Hello Mia,\nit ships tomorrow.".into(),
            html: "<p>Hello Mia</p>".into(),
            id: "dlv_1".into(),
            thread: Some("cnv_1".into()),
            unsubscribe: Some(format!("https://care.example/mail/stop/{}", "a".repeat(64))),
        }
    }

    /// A mail server for one letter: says `answer` after the letter, gives what it got.
    async fn server(answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let served = tokio::spawn(async move {
            let (socket, _) = listener.accept().await.unwrap();
            let (read, mut write) = socket.into_split();
            let mut lines = BufReader::new(read).lines();
            write.write_all(b"220 test\r\n").await.unwrap();
            let (mut got, mut in_letter) = (String::new(), false);
            while let Ok(Some(line)) = lines.next_line().await {
                got.push_str(&line);
                got.push('\n');
                let reply = match line.as_str() {
                    "." => {
                        in_letter = false;
                        answer
                    }
                    _ if in_letter => continue,
                    "DATA" => {
                        in_letter = true;
                        "354 go on"
                    }
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                };
                write.write_all(format!("{reply}\r\n").as_bytes()).await.unwrap();
                if reply == answer {
                    break;
                }
            }
            got
        });
        (url, served)
    }

    #[tokio::test]
    async fn a_letter_arrives_with_both_texts_and_its_thread() {
        let (url, served) = server("250 taken").await;
        let mailer = Mailer::new(&url, "Trailfern <care@trailfern.example>").unwrap();
        mailer.send(&letter(), NOW).await.unwrap();
        let got = served.await.unwrap();
        for part in [
            "From: Trailfern <care@trailfern.example>",
            "To: \"Mia Keller\" <mia@shop.example>",
            "Message-ID: <dlv_1@trailfern.example>",
            "In-Reply-To: <cnv_1@trailfern.example>",
            "References: <cnv_1@trailfern.example>",
            "Auto-Submitted: auto-generated",
            &format!("List-Unsubscribe: <https://care.example/mail/stop/{}>", "a".repeat(64)),
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "multipart/alternative",
            "it ships tomorrow.",
            "<p>Hello Mia</p>",
            "Date: ",
        ] {
            assert!(got.contains(part), "{part} is missing in {got}");
        }
        assert!(!got.lines().any(|line| line.starts_with("Bcc:")), "{got}");
    }

    #[tokio::test]
    async fn refusals_are_told_from_delays() {
        let (url, _served) = server("550 no such mailbox <mia@shop.example>").await;
        let mailer = Mailer::new(&url, "care@trailfern.example").unwrap();
        let error = mailer.send(&letter(), NOW).await.unwrap_err();
        assert!(matches!(error, MailError::Refused { code: Some(550) }) && error.is_permanent());
        assert_eq!(rendered(&error), "the mail server refuses the letter: it answered 550");

        let (url, _served) = server("451 later").await;
        let mailer = Mailer::new(&url, "care@trailfern.example").unwrap();
        assert!(!mailer.send(&letter(), NOW).await.unwrap_err().is_permanent());
    }

    /// An error as logs show it, with all its causes.
    fn rendered(error: &dyn std::error::Error) -> String {
        let causes = std::iter::successors(error.source(), |cause| cause.source());
        causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
    }

    #[tokio::test]
    async fn no_error_tells_an_address() {
        for text in ["mia@", "mia keller@shop.example", "mia@shop@example", "@shop.example"] {
            let error = address(text).unwrap_err();
            for told in [rendered(&error), format!("{error:?}")] {
                assert!(!told.contains('@') && !told.contains("mia"), "{told}");
            }
        }
        let mailer = Mailer::new("smtp://127.0.0.1:1", "care@trailfern.example").unwrap();
        let error = mailer.send(&letter(), NOW).await.unwrap_err();
        assert!(!error.is_permanent() && !rendered(&error).contains('@'), "{error:?}");
    }

    #[test]
    fn addresses_are_checked_and_made_alike() {
        assert_eq!(normalised(" Mia@Shop.Example ").as_deref(), Some("mia@shop.example"));
        for text in
            ["", "mia", "mia@", "mia@localhost", "a b@shop.example", "mia@shop.example\r\nBcc: x@y.example"]
        {
            assert_eq!(normalised(text), None, "{text:?}");
        }
        assert!(
            Mailer::new("http://x", "a@b.example").is_err() && Mailer::new("smtp://x", "nobody").is_err()
        );
    }
}
