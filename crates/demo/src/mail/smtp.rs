//! Accepts mail: as much of RFC 5321 as a sender needs, on loopback, without relaying anything.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::mailbox::Mailbox;

const MAX_MAIL_BYTES: usize = 15 * 1024 * 1024;
const MAX_LINE_BYTES: u64 = 4_096;
const MAX_RECIPIENTS: usize = 100;
const MAX_CONNECTIONS: usize = 32;
/// RFC 5321 asks a server to wait at least five minutes for the next command.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(300);

/// Accepts mail until `stop`.
pub(crate) async fn serve(listener: TcpListener, mailbox: Arc<Mailbox>, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else { continue };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        let (mailbox, stop) = (Arc::clone(&mailbox), stop.clone());
        tokio::spawn(async move {
            let _place = place;
            let ended = tokio::select! {
                () = stop.cancelled() => Ok(()),
                ended = converse(stream, &mailbox) => ended,
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "a mail connection ended early");
            }
        });
    }
}

async fn converse(mut stream: TcpStream, mailbox: &Mailbox) -> io::Result<()> {
    let (reader, writer) = stream.split();
    let mut session = Session { reader: BufReader::new(reader), writer, envelope: Envelope::default() };
    session.say("220 localhost demo mail").await?;
    while let Some(line) = session.line().await? {
        if !session.obey(&line, mailbox).await? {
            break;
        }
    }
    Ok(())
}

#[derive(Default)]
struct Envelope {
    sender: bool,
    recipients: usize,
}

struct Session<R, W> {
    reader: R,
    writer: W,
    envelope: Envelope,
}

impl<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin> Session<R, W> {
    async fn say(&mut self, reply: &str) -> io::Result<()> {
        self.writer.write_all(format!("{reply}\r\n").as_bytes()).await?;
        self.writer.flush().await
    }

    /// The next line without its end, or `None` when the sender has gone.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut limited = (&mut self.reader).take(MAX_LINE_BYTES);
        let read = timeout(COMMAND_TIMEOUT, limited.read_until(b'\n', &mut line)).await;
        if read.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?? == 0 {
            return Ok(None);
        }
        if line.last() != Some(&b'\n') {
            self.say("500 that line is too long").await?;
            return Ok(None);
        }
        while matches!(line.last(), Some(b'\r' | b'\n')) {
            line.pop();
        }
        Ok(Some(line))
    }

    /// Obeys one command; `false` ends the session.
    async fn obey(&mut self, line: &[u8], mailbox: &Mailbox) -> io::Result<bool> {
        let line = String::from_utf8_lossy(line).to_ascii_uppercase();
        let verb = line.split([' ', ':']).next().unwrap_or_default();
        let reply = match verb {
            "EHLO" => {
                self.envelope = Envelope::default();
                return self.greet().await.map(|()| true);
            }
            "HELO" | "RSET" => {
                self.envelope = Envelope::default();
                "250 localhost"
            }
            "MAIL" if self.envelope.sender => "503 there is a sender already",
            "MAIL" if announced_bytes(&line) > MAX_MAIL_BYTES => "552 that mail is too large",
            "MAIL" if line.starts_with("MAIL FROM:") => {
                self.envelope.sender = true;
                "250 sender noted"
            }
            "RCPT" if !self.envelope.sender => "503 who is the sender?",
            "RCPT" if self.envelope.recipients >= MAX_RECIPIENTS => "452 too many recipients",
            "RCPT" if line.starts_with("RCPT TO:") => {
                self.envelope.recipients += 1;
                "250 recipient noted"
            }
            "DATA" if self.envelope.recipients == 0 => "503 who is it for?",
            "DATA" => return self.receive(mailbox).await,
            "NOOP" => "250 still here",
            "VRFY" => "252 send it and see",
            "QUIT" => {
                self.say("221 goodbye").await?;
                return Ok(false);
            }
            "MAIL" | "RCPT" => "501 an address in angle brackets is missing",
            _ => "502 that command is not known here",
        };
        self.say(reply).await?;
        Ok(true)
    }

    async fn greet(&mut self) -> io::Result<()> {
        self.say(&format!("250-localhost\r\n250-SIZE {MAX_MAIL_BYTES}\r\n250-8BITMIME\r\n250 SMTPUTF8")).await
    }

    async fn receive(&mut self, mailbox: &Mailbox) -> io::Result<bool> {
        self.say("354 go on, end with a line of one dot").await?;
        let mut raw = Vec::new();
        let mut is_too_large = false;
        loop {
            let Some(line) = self.line().await? else { return Ok(false) };
            if line == b"." {
                break;
            }
            let line = line.strip_prefix(b".").unwrap_or(&line);
            is_too_large |= raw.len() + line.len() > MAX_MAIL_BYTES;
            if !is_too_large {
                raw.extend_from_slice(line);
                raw.extend_from_slice(b"\r\n");
            }
        }
        self.envelope = Envelope::default();
        let reply = if is_too_large {
            "552 that mail is too large"
        } else if let Err(error) = mailbox.keep(&raw) {
            tracing::error!(%error, "a demo mail could not be kept");
            "451 it could not be kept; try again"
        } else {
            "250 kept"
        };
        self.say(reply).await?;
        Ok(true)
    }
}

/// What `SIZE=` announces; without it nothing is known yet.
fn announced_bytes(line: &str) -> usize {
    line.split(' ')
        .find_map(|word| word.strip_prefix("SIZE="))
        .and_then(|size| size.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use lettre::{
        AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
        message::{MultiPart, header::ContentType},
    };
    use rapport_domain::{Clock, Timestamp};

    use super::*;

    struct Stopped;

    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            Timestamp::from_micros(1_795_000_000_000_000)
        }
    }

    async fn sink() -> (tempfile::TempDir, Arc<Mailbox>, u16, CancellationToken) {
        let folder = tempfile::tempdir().expect("a folder");
        let mailbox = Mailbox::open(folder.path().to_owned(), Arc::new(Stopped)).expect("a mailbox");
        let mailbox = Arc::new(mailbox);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let stop = CancellationToken::new();
        tokio::spawn(serve(listener, Arc::clone(&mailbox), stop.clone()));
        (folder, mailbox, port, stop)
    }

    fn mail(text: &str) -> Message {
        Message::builder()
            .from("Häuser & Söhne <care@shop.example>".parse().expect("an address"))
            .to("Zoë <zoe@example.com>".parse().expect("an address"))
            .subject("Ihre Frage – „Zelt“")
            .multipart(MultiPart::alternative_plain_html(text.to_owned(), format!("<p>{text}</p>")))
            .expect("a mail")
    }

    #[tokio::test]
    async fn mails_are_decoded_and_survive_a_restart() {
        let (folder, mailbox, port, stop) = sink().await;
        let transport =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1").port(port).build();
        let text = format!(".a dot first\n{}\nü", "long ".repeat(300));
        for _ in 0..2 {
            transport.send(mail(&text)).await.expect("accepted");
        }
        let plain = Message::builder()
            .from("a@example.com".parse().expect("an address"))
            .to("b@example.com".parse().expect("an address"))
            .header(ContentType::TEXT_PLAIN)
            .body("only text".to_owned())
            .expect("a mail");
        transport.send(plain).await.expect("accepted");
        stop.cancel();

        let mails = mailbox.all();
        assert_eq!(mails.len(), 3);
        assert_eq!((mails[0].text.trim(), &mails[0].html), ("only text", &None));
        assert_eq!(mails[2].subject, "Ihre Frage – „Zelt“");
        assert_eq!(mails[2].to, "Zoë <zoe@example.com>");
        assert_eq!(mails[2].text.replace("\r\n", "\n").trim_end(), text);
        assert!(mails[2].html.as_deref().is_some_and(|html| html.starts_with("<p>.a dot")));

        let reopened = Mailbox::open(folder.path().to_owned(), Arc::new(Stopped)).expect("the mailbox");
        assert_eq!(reopened.all(), mails);
    }

    #[tokio::test]
    async fn commands_out_of_order_and_long_lines_are_refused() {
        let (_folder, mailbox, port, _stop) = sink().await;
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
        let long = format!("NOOP {}\r\n", "x".repeat(10_000));
        let commands =
            ["DATA\r\n", "RCPT TO:<a@b>\r\n", "MAIL FROM:<a@b> SIZE=99999999\r\n", "FLY\r\n", &long];
        for command in commands {
            stream.write_all(command.as_bytes()).await.expect("sent");
        }
        let mut answers = Vec::new();
        // The sink hangs up on the long line, which may reach us as a reset.
        let _ = stream.read_to_end(&mut answers).await;
        let answers = String::from_utf8_lossy(&answers);
        let codes: Vec<_> = answers.lines().map(|line| &line[..3]).collect();
        assert_eq!(codes, ["220", "503", "503", "552", "502", "500"]);
        assert!(mailbox.all().is_empty());
    }
}
