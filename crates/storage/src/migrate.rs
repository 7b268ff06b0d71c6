//! Bringing a database to the schema that this program knows.

use std::sync::Arc;

use crate::{connection::Connection, error::StorageError, value::values};

/// Every migration, in order. A published one never changes; a change is a new file.
const MIGRATIONS: [(i64, &str); 14] = [
    (1, include_str!("../migrations/0001_first_light.sql")),
    (2, include_str!("../migrations/0002_who_published.sql")),
    (3, include_str!("../migrations/0003_draft.sql")),
    (4, include_str!("../migrations/0004_agents_desk.sql")),
    (5, include_str!("../migrations/0005_search_and_tags.sql")),
    (6, include_str!("../migrations/0006_help_centre.sql")),
    (7, include_str!("../migrations/0007_care.sql")),
    (8, include_str!("../migrations/0008_schedule.sql")),
    (10, include_str!("../migrations/0010_answers_given.sql")),
    (11, include_str!("../migrations/0011_teams.sql")),
    (12, include_str!("../migrations/0012_sla.sql")),
    (13, include_str!("../migrations/0013_statements.sql")),
    (14, include_str!("../migrations/0014_promises.sql")),
    (15, include_str!("../migrations/0015_flow_timers.sql")),
];

/// Runs inside a transaction: the schema arrives as a whole or not at all.
pub(crate) async fn migrate(connection: &mut Connection) -> Result<(), StorageError> {
    connection.lock_schema().await?;
    connection
        .execute(
            "CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT NOT NULL PRIMARY KEY)",
            values![],
        )
        .await?;
    let row = connection
        .fetch_one("SELECT COALESCE(MAX(version), 0) AS version FROM schema_versions", values![])
        .await?;
    let found = row.int("version")?;
    let known = MIGRATIONS[MIGRATIONS.len() - 1].0;
    if found > known {
        return Err(StorageError::TooNew { found, known });
    }
    for (version, sql) in MIGRATIONS.into_iter().filter(|(version, _)| *version > found) {
        connection.script(sql).await.map_err(|source| StorageError::Statement {
            statement: format!("migration {version}"),
            source: Arc::new(source),
        })?;
        connection.execute("INSERT INTO schema_versions (version) VALUES ($1)", values![version]).await?;
    }
    Ok(())
}
