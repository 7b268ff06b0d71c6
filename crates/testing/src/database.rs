//! The databases that a test runs on: SQLite always, PostgreSQL where the environment names a server.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use sqlx::{Connection, Executor};
use tempfile::TempDir;
use tokio::sync::{Mutex, OnceCell};

use crate::{CountingEntropy, Node, TestDesk};

/// A fresh database.
pub struct Database {
    /// Its address, as the configuration takes it.
    pub url: String,
    /// What it is, for messages.
    pub name: &'static str,
    /// Where its files lie, if it has files.
    pub folder: Option<TempDir>,
}

/// The databases that every test's own is a copy of: published content, an inbox, people. Publishing takes
/// seconds and copying none.
static TEMPLATES: OnceCell<Templates> = OnceCell::const_new();

struct Templates {
    sqlite: Vec<u8>,
    postgres: Option<String>,
}

/// A fresh database of each kind that can be had, with what [`TestDesk`] brings.
///
/// # Panics
/// When a database cannot be made.
pub async fn databases() -> Vec<Database> {
    let templates = TEMPLATES.get_or_init(templates).await;
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("rapport.db");
    std::fs::write(&file, &templates.sqlite).expect("the database can be copied");
    let url = format!("sqlite:{}", file.display());
    let mut all = vec![Database { url, name: "SQLite", folder: Some(folder) }];
    match (std::env::var("RAPPORT_TEST_POSTGRES"), &templates.postgres) {
        (Ok(server), Some(template)) => all.push(postgres(&server, Some(template)).await),
        _ => eprintln!("PostgreSQL is left out: RAPPORT_TEST_POSTGRES names no server"),
    }
    all
}

async fn templates() -> Templates {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("template.db");
    let url = format!("sqlite:{}", file.display());
    let database = Database { url, name: "SQLite", folder: None };
    fill(&database).await;
    let postgres = match std::env::var("RAPPORT_TEST_POSTGRES") {
        Ok(server) => {
            let database = postgres(&server, None).await;
            fill(&database).await;
            database.url.rsplit('/').next().map(str::to_owned)
        }
        Err(_) => None,
    };
    empty_log(&file).await;
    Templates { sqlite: std::fs::read(&file).expect("the template can be read"), postgres }
}

/// Brings what every test begins with into an empty database.
async fn fill(database: &Database) {
    let node = Node { entropy: Arc::new(CountingEntropy::of_templates()), ..Node::default() };
    TestDesk::node(database, node).await.desk.close().await;
}

/// Empties the write-ahead log into the file. Closing does that too, but not before the last connection's thread
/// has ended.
async fn empty_log(file: &std::path::Path) {
    let mut connection = sqlx::SqliteConnection::connect(&format!("sqlite:{}", file.display()))
        .await
        .expect("the template opens");
    let checkpoint = sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)");
    connection.execute(checkpoint).await.expect("the log can be emptied");
    connection.close().await.expect("the template closes");
}

async fn postgres(server: &str, template: Option<&str>) -> Database {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    /// PostgreSQL copies a template only while nobody else does.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
    let count = COUNT.fetch_add(1, Ordering::SeqCst);
    let name = format!("desk_{}_{count}", std::process::id());
    let _turn = ONE_AT_A_TIME.lock().await;
    let mut connection = sqlx::PgConnection::connect(server).await.expect("the test server answers");
    let from = template.map_or_else(String::new, |template| format!(" TEMPLATE {template}"));
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}{from}"));
    connection.execute(sqlx::raw_sql(create)).await.expect("a database can be made");
    let (base, _) = server.rsplit_once('/').expect("the address names a database");
    Database { url: format!("{base}/{name}"), name: "PostgreSQL", folder: None }
}
