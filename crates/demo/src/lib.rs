//! The demo company's surroundings: an outdoor shop, its order service and a mailbox, on loopback.
//!
//! Nothing in here knows Rapport's inside. The shop embeds the widget by the same snippet that any shop
//! would use, the order service checks the same signatures that any order service would, and the mailbox
//! receives what Rapport sends by SMTP.

mod mail;
mod orders;
mod shop;
mod signature;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use axum::Router;
use rapport_domain::Clock;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

pub use orders::{book::BookError, order_service::ORDER_ACTIONS};
pub use signature::SecretError;

/// Where the demo listens and whom it speaks for.
pub struct DemoOptions {
    /// Port of the shop, the order service and the mail page; 0 takes a free one.
    pub shop_port: u16,
    /// Port of the SMTP sink; 0 takes a free one.
    pub smtp_port: u16,
    /// Address of the Rapport server, such as `http://127.0.0.1:7070`.
    pub server_url: String,
    /// The widget inbox's public key.
    pub inbox_key: String,
    /// The secret under which the shop signs who its customers are.
    pub identity_secret: String,
    /// The secret under which Rapport signs its calls of the order service: `whsec_…`.
    pub action_secret: String,
    /// Where orders and mails are kept.
    pub data_dir: PathBuf,
    /// The company's name, as in the content.
    pub company: String,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Why the demo could not start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A port is taken.
    #[error("cannot listen on {address}; is another demo running?")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The signing secret cannot be read.
    #[error("the action secret is unusable")]
    Secret(#[source] SecretError),
    /// The orders cannot be read or written.
    #[error("the demo's orders are unusable")]
    Orders(#[source] BookError),
    /// The mails cannot be read or written.
    #[error("the demo's mail folder {path} is unusable")]
    Mail {
        /// Which folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// A running demo.
pub struct RunningDemo {
    /// The shop: `http://127.0.0.1:7071/`; the mails are at `/mail` below it.
    pub shop_url: String,
    /// What the paths of the actions are relative to.
    pub actions_url: String,
    /// Where mail is accepted.
    pub smtp: SocketAddr,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl RunningDemo {
    /// Stops listening and waits until open requests are answered.
    pub async fn stop(self) {
        self.stop.cancel();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::warn!(%error, "a part of the demo ended badly");
            }
        }
    }
}

/// Starts the shop with its order service and mail page, and the SMTP sink.
pub async fn start(options: DemoOptions) -> Result<RunningDemo, DemoError> {
    let secret = signature::Secret::parse(&options.action_secret).map_err(DemoError::Secret)?;
    let book =
        orders::book::OrderBook::open(options.data_dir.join("orders.json")).map_err(DemoError::Orders)?;
    let mail_dir = options.data_dir.join("mail");
    let mailbox = mail::mailbox::Mailbox::open(mail_dir.clone(), Arc::clone(&options.clock))
        .map_err(|source| DemoError::Mail { path: mail_dir, source })?;
    let (book, mailbox) = (Arc::new(book), Arc::new(mailbox));

    let web = listen(options.shop_port).await?;
    let smtp = listen(options.smtp_port).await?;
    let (web_address, smtp_address) = (address_of(&web)?, address_of(&smtp)?);
    let shop = shop::Shop {
        company: options.company,
        server_url: options.server_url.trim_end_matches('/').to_owned(),
        inbox_key: options.inbox_key,
        identity_secret: options.identity_secret,
        book: Arc::clone(&book),
        clock: Arc::clone(&options.clock),
    };
    let company = shop.company.clone();
    let router = Router::new()
        .merge(orders::order_service::routes(book, secret, options.clock))
        .merge(mail::page::routes(Arc::clone(&mailbox), company))
        .merge(shop::routes(shop));

    let stop = CancellationToken::new();
    let web_task = tokio::spawn(serve(web, router, stop.clone()));
    let smtp_task = tokio::spawn(mail::smtp::serve(smtp, mailbox, stop.clone()));
    Ok(RunningDemo {
        shop_url: format!("http://{web_address}/"),
        actions_url: format!("http://{web_address}"),
        smtp: smtp_address,
        stop,
        tasks: vec![web_task, smtp_task],
    })
}

async fn listen(port: u16) -> Result<TcpListener, DemoError> {
    let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    TcpListener::bind(address).await.map_err(|source| DemoError::Listen { address, source })
}

fn address_of(listener: &TcpListener) -> Result<SocketAddr, DemoError> {
    let unknown = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
    listener.local_addr().map_err(|source| DemoError::Listen { address: unknown, source })
}

async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) {
    let served = axum::serve(listener, router).with_graceful_shutdown(async move { stop.cancelled().await });
    if let Err(error) = served.await {
        tracing::warn!(%error, "the demo shop ended badly");
    }
}
