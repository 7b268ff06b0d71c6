//! `rapport demo`: the demo company, whole: server, shop, order service, mailbox, logins.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use rapport_demo::DemoOptions;
use rapport_desk::{Desk, NewInbox, TeamChange};
use rapport_domain::{
    agent::Role,
    conversation::Channel,
    sla::{SlaRule, SlaRules},
};

use crate::{
    clock::{SystemClock, SystemEntropy},
    config::Config,
    serve::{self, println},
    wiring,
};

/// The key of the demo's inbox.
const INBOX_KEY: &str = "tarn-and-fell";
/// What protects the demo's logins: nothing, since it listens on loopback alone.
const PASSWORD: &str = "rapport-demo-2026";

/// The people of the demo company.
const PEOPLE: [(&str, &str, Role); 6] = [
    ("ana@tarnandfell.example", "Ana Reyes", Role::Agent),
    ("ben@tarnandfell.example", "Ben Okafor", Role::Agent),
    ("dana@tarnandfell.example", "Dana Whitlock", Role::Designer),
    ("lee@tarnandfell.example", "Lee Hartley", Role::Leader),
    ("amir@tarnandfell.example", "Amir Shah", Role::Admin),
    ("nora@tarnandfell.example", "Nora Lind", Role::Reader),
];

/// Its teams, each with the first names of its members.
const TEAMS: [(&str, &[&str]); 2] = [("Orders", &["Ana", "Lee"]), ("Returns", &["Ben", "Dana"])];

/// Options of `rapport demo`.
#[derive(Args)]
pub struct DemoArgs {
    /// Forget the conversations and start over.
    #[arg(long)]
    fresh: bool,
    /// Port of the console and the API.
    #[arg(long, default_value_t = 7070)]
    port: u16,
    /// Port of the shop, the order service and the mailbox page.
    #[arg(long, default_value_t = 7071)]
    shop_port: u16,
    /// Port of the mail server.
    #[arg(long, default_value_t = 7072)]
    smtp_port: u16,
    /// Where the demo keeps its data.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// A PostgreSQL server instead of the embedded database: `postgres://user@host/database`.
    #[arg(long)]
    database: Option<String>,
    /// A NATS server, with PostgreSQL: `nats://host:port`.
    #[arg(long)]
    nats: Option<String>,
    /// The demo's content.
    #[arg(long, default_value = "content/demo")]
    content: PathBuf,
    /// Further settings, as the environment would give them: `RAPPORT_ASSISTANT_WORKERS=4`.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,
}

/// Starts the demo and serves until the process is asked to end.
pub async fn demo(args: DemoArgs) -> Result<()> {
    if args.fresh && args.data.exists() {
        forget(&args.data)?;
    }
    if args.fresh && args.database.is_some() {
        bail!("--fresh forgets the embedded database only; give a new PostgreSQL database instead");
    }
    fs::create_dir_all(&args.data).with_context(|| format!("cannot make {}", args.data.display()))?;
    let secret = action_secret(&args.data)?;
    let config = config(&args, &secret)?;
    let telemetry = crate::telemetry::start(&config.telemetry)?;
    let desk = wiring::desk(&config).await?;
    let identity_secret = people_the_company(&desk, args.shop_port).await?;
    let company = desk.release().await?.release().content.company.name.clone();
    let shop = rapport_demo::start(DemoOptions {
        shop_port: args.shop_port,
        smtp_port: args.smtp_port,
        server_url: config.server.public_url.clone(),
        inbox_key: INBOX_KEY.to_owned(),
        identity_secret,
        action_secret: secret,
        data_dir: args.data.clone(),
        company,
        clock: Arc::new(SystemClock),
    })
    .await?;
    print_addresses(&config.server.public_url, &shop.shop_url);
    serve::run(&config, desk, telemetry, serve::ended()).await?;
    shop.stop().await;
    Ok(())
}

fn config(args: &DemoArgs, secret: &str) -> Result<Config> {
    let data = args.data.display();
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let database = args.database.clone().unwrap_or_else(|| format!("sqlite:{data}/rapport.db"));
    let own = [
        ("RAPPORT_SERVER_LISTEN", listen.to_string()),
        ("RAPPORT_SERVER_PUBLIC_URL", format!("http://{listen}")),
        ("RAPPORT_DATABASE_URL", database),
        ("RAPPORT_DATABASE_MASTER_KEY_FILE", format!("{data}/master.key")),
        ("RAPPORT_BUS_NATS_URL", args.nats.clone().unwrap_or_default()),
        ("RAPPORT_CONTENT_FOLDER", args.content.display().to_string()),
        ("RAPPORT_ACTIONS_BASE_URL", format!("http://127.0.0.1:{}", args.shop_port)),
        ("RAPPORT_ACTIONS_SECRET", secret.to_owned()),
        ("RAPPORT_ACTIONS_ALLOW_PRIVATE", format!("127.0.0.1:{}", args.shop_port)),
        ("RAPPORT_MAIL_SMTP_URL", format!("smtp://127.0.0.1:{}", args.smtp_port)),
        ("RAPPORT_MAIL_FROM", "Tarn & Fell <hello@tarnandfell.example>".to_owned()),
        // Short, so that one sees the mail arrive while trying it out.
        ("RAPPORT_MAIL_UNSEEN_AFTER_S", "20".to_owned()),
        ("RAPPORT_TELEMETRY_LOG", "warn".to_owned()),
    ];
    let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
    let set = args.set.iter().filter_map(|pair| pair.split_once('='));
    let set = set.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Config::load(None, own.chain(std::env::vars()).chain(set))
}

/// Makes the inbox and the logins on the first start; answers the inbox's identity secret.
async fn people_the_company(desk: &Desk, shop_port: u16) -> Result<String> {
    let known = desk.agents().await?;
    for (email, name, role) in PEOPLE {
        if !known.iter().any(|agent| agent.email == email) {
            desk.add_agent(email, name, role, Some(PASSWORD)).await?;
        }
    }
    if desk.teams().await?.is_empty() {
        let people = desk.agents().await?;
        for (name, first_names) in TEAMS {
            let is_in = |name: &str| first_names.iter().any(|first| name.starts_with(first));
            let members = people.iter().filter(|agent| is_in(&agent.name)).map(|agent| agent.id).collect();
            let team =
                TeamChange { name: Some(name.to_owned()), members: Some(members), ..TeamChange::default() };
            desk.add_team("system", team).await?;
        }
    }
    if known.is_empty() {
        set_response_times(desk).await?;
    }
    let origins = vec![format!("http://127.0.0.1:{shop_port}"), format!("http://localhost:{shop_port}")];
    let inbox = match desk.inbox_by_key(INBOX_KEY).await? {
        Some(inbox) => inbox,
        None => {
            let new = NewInbox {
                name: "Shop".to_owned(),
                channel: Channel::Widget,
                allowed_origins: origins,
                public_key: Some(INBOX_KEY.to_owned()),
            };
            desk.add_inbox(None, new).await?
        }
    };
    inbox.identity_secret.context("the demo's inbox has no identity secret")
}

/// Half an hour to the first reply and a day of business hours to the resolution; urgent ones sooner.
async fn set_response_times(desk: &Desk) -> Result<()> {
    let agents = desk.agents().await?;
    let admin = agents.iter().find(|agent| agent.role == Role::Admin).context("the demo has an admin")?;
    let rule = |urgent, first_reply_min, resolution_min| SlaRule {
        channel: None,
        urgent,
        first_reply_min: Some(first_reply_min),
        resolution_min: Some(resolution_min),
    };
    desk.set_sla_rules(admin, SlaRules(vec![rule(false, 30, 480), rule(true, 10, 240)])).await?;
    Ok(())
}

/// The secret between Rapport and the order service, kept beside the data.
fn action_secret(data: &Path) -> Result<String> {
    let path = data.join("actions.secret");
    if !path.exists() {
        fs::write(&path, rapport_outbound::Secret::mint(&SystemEntropy).reveal())?;
    }
    Ok(fs::read_to_string(&path)?.trim().to_owned())
}

/// Removes what a demo leaves, and nothing else: the folder may be anybody's.
fn forget(data: &Path) -> Result<()> {
    if fs::read_dir(data)?.next().is_some() && !data.join("actions.secret").exists() {
        bail!("{} holds something that is not a demo's data; give another folder", data.display());
    }
    fs::remove_dir_all(data).with_context(|| format!("cannot remove {}", data.display()))
}

fn print_addresses(server: &str, shop: &str) {
    let shop = shop.trim_end_matches('/');
    println(&format!("\n  Shop (you are the customer)   {shop}/"));
    println(&format!("  Help centre                   {server}/help"));
    println(&format!("  Mails to customers            {shop}/mail"));
    println(&format!("  Console (you are the team)    {server}/"));
    println(&format!("  API documentation             {server}/docs\n"));
    for (email, name, role) in PEOPLE {
        println(&format!("  {:9} {email:26} {PASSWORD}   ({name})", role.as_str()));
    }
    println("\n  Ctrl+C stops it; the data stays. `cargo xtask run --fresh` starts over.\n");
}
