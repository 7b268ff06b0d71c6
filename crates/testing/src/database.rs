//! The databases that a test runs on: SQLite always, PostgreSQL where the environment names a server.

use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{Connection, Executor};
use tempfile::TempDir;

/// A fresh database.
pub struct Database {
    /// Its address, as the configuration takes it.
    pub url: String,
    /// What it is, for messages.
    pub name: &'static str,
    /// Where its files lie, if it has files.
    pub folder: Option<TempDir>,
}

/// A fresh database of each kind that can be had.
///
/// # Panics
/// When a database cannot be made.
pub async fn databases() -> Vec<Database> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let url = format!("sqlite:{}", folder.path().join("rapport.db").display());
    let mut all = vec![Database { url, name: "SQLite", folder: Some(folder) }];
    match std::env::var("RAPPORT_TEST_POSTGRES") {
        Ok(server) => all.push(postgres(&server).await),
        Err(_) => eprintln!("PostgreSQL is left out: RAPPORT_TEST_POSTGRES names no server"),
    }
    all
}

async fn postgres(server: &str) -> Database {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::SeqCst);
    let name = format!("desk_{}_{count}", std::process::id());
    let mut connection = sqlx::PgConnection::connect(server).await.expect("the test server answers");
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    connection.execute(sqlx::raw_sql(create)).await.expect("a database can be made");
    let (base, _) = server.rsplit_once('/').expect("the address names a database");
    Database { url: format!("{base}/{name}"), name: "PostgreSQL", folder: None }
}
