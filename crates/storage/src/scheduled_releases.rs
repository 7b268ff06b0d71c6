//! Releases that are prepared and wait for their moment.

use rapport_domain::{AgentId, ReleaseId, ScheduledReleaseId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// A release that is prepared and waits for its moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledRelease {
    /// Its id.
    pub id: ScheduledReleaseId,
    /// When it is to be published.
    pub due_at: Timestamp,
    /// The release over which it was prepared.
    pub over: ReleaseId,
    /// What it is and who prepared it.
    pub prepared: PreparedRelease,
    /// Why it was not published when its moment came, if that is so.
    pub refused: Option<String>,
}

/// What a scheduled release holds, and who prepared it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedRelease {
    /// The files that it changes: path and text, without a text where the file is taken away.
    pub files: Vec<(String, Option<String>)>,
    /// How many tests, flows and demands of sameness failed when it was prepared.
    pub failing: u32,
    /// Who prepared it.
    pub by: String,
    /// The agent who did, where it was one.
    pub agent: Option<AgentId>,
    /// When.
    pub at: Timestamp,
    /// Why it is to be published although tests fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    prepared: PreparedRelease,
    refused: Option<String>,
}

impl Tx {
    /// Lets a release wait for its moment.
    pub async fn schedule_release(&mut self, release: &ScheduledRelease) -> Result<()> {
        let sealed = self.seal_scheduled(release)?;
        let sql = "INSERT INTO scheduled_releases (id, due_at, over_release, refused, claimed_until, sealed) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let given = values![
            release.id,
            release.due_at,
            release.over,
            release.refused.is_some(),
            None::<Timestamp>,
            sealed
        ];
        self.connection.execute(sql, given).await.map(drop)
    }

    /// Takes a due release for this node until a moment; answers whether it got it. A node that dies leaves it to
    /// the next.
    pub async fn claim_scheduled_release(
        &mut self,
        id: ScheduledReleaseId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool> {
        let sql = "UPDATE scheduled_releases SET claimed_until = $3 \
                   WHERE id = $1 AND refused = 0 AND (claimed_until IS NULL OR claimed_until <= $2)";
        Ok(self.connection.execute(sql, values![id, now, until]).await? > 0)
    }

    /// Takes a release that waits away, to publish it or because it was cancelled; answers whether it was there.
    /// Of several who take it, one gets it.
    pub async fn take_scheduled_release(&mut self, id: ScheduledReleaseId) -> Result<bool> {
        let sql = "DELETE FROM scheduled_releases WHERE id = $1 AND refused = 0";
        Ok(self.connection.execute(sql, values![id]).await? > 0)
    }

    /// Keeps a release whose moment came and that was not published, with why; answers whether it waited still.
    pub async fn refuse_scheduled_release(&mut self, release: &ScheduledRelease) -> Result<bool> {
        let sealed = self.seal_scheduled(release)?;
        let sql = "UPDATE scheduled_releases SET refused = 1, claimed_until = NULL, sealed = $2 \
                   WHERE id = $1 AND refused = 0";
        Ok(self.connection.execute(sql, values![release.id, sealed]).await? > 0)
    }

    /// Forgets a release that was not published, once somebody has seen why; answers whether it was there.
    pub async fn forget_refused_release(&mut self, id: ScheduledReleaseId) -> Result<bool> {
        let sql = "DELETE FROM scheduled_releases WHERE id = $1 AND refused = 1";
        Ok(self.connection.execute(sql, values![id]).await? > 0)
    }

    fn seal_scheduled(&self, release: &ScheduledRelease) -> Result<Vec<u8>> {
        let sealed = Sealed { prepared: release.prepared.clone(), refused: release.refused.clone() };
        self.keys.seal_house(&place(release.id), &sealed)
    }
}

impl Reader {
    /// The releases that wait for their moment or were not published then, by their moment.
    pub async fn scheduled_releases(&mut self) -> Result<Vec<ScheduledRelease>> {
        let sql = "SELECT id, due_at, over_release, sealed FROM scheduled_releases ORDER BY due_at, id";
        let rows = self.connection.fetch_all(sql, values![]).await?;
        rows.iter().map(|row| self.read_scheduled(row)).collect()
    }

    /// When there is something to do for a release that waits: its moment, or the end of a dead node's claim.
    pub async fn next_scheduled_release_due(&mut self) -> Result<Option<Timestamp>> {
        let sql = "SELECT MIN(CASE WHEN claimed_until > due_at THEN claimed_until ELSE due_at END) AS at \
                   FROM scheduled_releases WHERE refused = 0";
        self.connection.fetch_one(sql, values![]).await?.opt_time("at")
    }

    fn read_scheduled(&self, row: &Row) -> Result<ScheduledRelease> {
        let id = row.parsed("id")?;
        let Sealed { prepared, refused } = self.keys.open_house(&place(id), &row.blob("sealed")?)?;
        Ok(ScheduledRelease {
            id,
            due_at: row.time("due_at")?,
            over: row.parsed("over_release")?,
            prepared,
            refused,
        })
    }
}

fn place(id: ScheduledReleaseId) -> String {
    format!("scheduled_releases/{id}")
}
