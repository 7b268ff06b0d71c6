//! Releases: immutable published content, and which of them is in force.

use rapport_domain::{ReleaseId, Timestamp, content::Release};
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// A release without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseRow {
    /// Its id.
    pub id: ReleaseId,
    /// 1, 2, 3…
    pub number: u32,
    /// The hash of its content, as the publisher computed it.
    pub digest: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// Who published it.
    pub published_by: String,
    /// Why it was published although tests failed, if that is so.
    pub despite: Option<String>,
    /// Whether it is in force.
    pub current: bool,
}

impl Tx {
    /// Adds a release and puts it in force, `despite` its failing tests where there is a reason. Refused when its
    /// number is taken.
    pub async fn publish_release(
        &mut self,
        release: &Release,
        digest: &str,
        despite: Option<&str>,
    ) -> Result<()> {
        let published_by = release.published_by.clone();
        let sealed = match despite.map(str::to_owned) {
            None => Sealed::Publisher(published_by),
            Some(despite) => Sealed::Despite { published_by, despite },
        };
        let sealed = self.keys.seal_house(&place(release.id), &sealed)?;
        // The content stands there in clear; a person's name does not.
        let nameless = Release { published_by: String::new(), ..release.clone() };
        let content = serde_json::to_string(&nameless).map_err(|source| StorageError::Encode { source })?;
        let sql = "INSERT INTO releases (id, number, digest, published_at, content, sealed) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
        let given = values![release.id, release.number, digest, release.published_at, content, sealed];
        if self.connection.execute(sql, given).await? == 0 {
            return Err(StorageError::Taken("the release's number"));
        }
        self.put_release_in_force(release.id).await.map(drop)
    }

    /// Puts a release in force; answers whether there is one with this id.
    pub async fn put_release_in_force(&mut self, id: ReleaseId) -> Result<bool> {
        let sql = "INSERT INTO settings (name, value) SELECT 'current_release', id FROM releases WHERE id = $1 \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        Ok(self.connection.execute(sql, values![id]).await? > 0)
    }

    /// Keeps the examples' vectors that a model gave for a release, so that a start computes none.
    pub async fn put_release_vectors(&mut self, id: ReleaseId, model: &str, vectors: Vec<u8>) -> Result<()> {
        let sql = "INSERT INTO release_vectors (release_id, model, vectors) VALUES ($1, $2, $3) \
                   ON CONFLICT (release_id, model) DO UPDATE SET vectors = excluded.vectors";
        self.connection.execute(sql, values![id, model, vectors]).await.map(drop)
    }
}

impl Reader {
    /// A release.
    pub async fn release(&mut self, id: ReleaseId) -> Result<Option<Release>> {
        let sql = "SELECT id, content, sealed FROM releases WHERE id = $1";
        self.connection.fetch_optional(sql, values![id]).await?.map(|row| self.whole(&row)).transpose()
    }

    /// The release in force.
    pub async fn current_release(&mut self) -> Result<Option<Release>> {
        let sql = "SELECT r.id, r.content, r.sealed FROM releases r JOIN settings s ON s.value = r.id \
                   WHERE s.name = 'current_release'";
        self.connection.fetch_optional(sql, values![]).await?.map(|row| self.whole(&row)).transpose()
    }

    /// Which release is in force.
    pub async fn current_release_id(&mut self) -> Result<Option<ReleaseId>> {
        let sql = "SELECT value FROM settings WHERE name = 'current_release'";
        self.connection.fetch_optional(sql, values![]).await?.map(|row| row.parsed("value")).transpose()
    }

    /// All releases, newest first, without their content.
    pub async fn releases(&mut self) -> Result<Vec<ReleaseRow>> {
        let sql = "SELECT r.id, r.number, r.digest, r.published_at, r.sealed, \
                   CASE WHEN r.sealed IS NULL THEN r.content END AS content, \
                   CAST(CASE WHEN s.value IS NULL THEN 0 ELSE 1 END AS BIGINT) AS in_force FROM releases r \
                   LEFT JOIN settings s ON s.name = 'current_release' AND s.value = r.id ORDER BY r.number DESC";
        let rows = self.connection.fetch_all(sql, values![]).await?;
        rows.iter()
            .map(|row| {
                let (published_by, despite) = self.publisher(row)?;
                Ok(ReleaseRow {
                    id: row.parsed("id")?,
                    number: u32::try_from(row.count("number")?).unwrap_or(u32::MAX),
                    digest: row.text("digest")?,
                    published_at: row.time("published_at")?,
                    published_by,
                    despite,
                    current: row.flag("in_force")?,
                })
            })
            .collect()
    }

    /// The examples' vectors that a model gave for a release.
    pub async fn release_vectors(&mut self, id: ReleaseId, model: &str) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT vectors FROM release_vectors WHERE release_id = $1 AND model = $2";
        let row = self.connection.fetch_optional(sql, values![id, model]).await?;
        row.map(|row| row.blob("vectors")).transpose()
    }

    /// A release from its row, with the name of who published it.
    fn whole(&self, row: &Row) -> Result<Release> {
        let release: Release = row.json("content")?;
        match row.opt_blob("sealed")? {
            Some(sealed) => {
                let sealed: Sealed = self.keys.open_house(&place(release.id), &sealed)?;
                Ok(Release { published_by: sealed.apart().0, ..release })
            }
            None => Ok(release),
        }
    }

    /// Who published the release of a row, and why although tests failed.
    fn publisher(&self, row: &Row) -> Result<(String, Option<String>)> {
        match row.opt_blob("sealed")? {
            Some(sealed) => {
                let id: ReleaseId = row.parsed("id")?;
                Ok(self.keys.open_house::<Sealed>(&place(id), &sealed)?.apart())
            }
            None => Ok((row.json::<Publisher>("content")?.published_by, None)),
        }
    }
}

/// What is sealed of a release: who published it, alone where nothing spoke against it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Sealed {
    Publisher(String),
    Despite { published_by: String, despite: String },
}

impl Sealed {
    fn apart(self) -> (String, Option<String>) {
        match self {
            Self::Publisher(published_by) => (published_by, None),
            Self::Despite { published_by, despite } => (published_by, Some(despite)),
        }
    }
}

/// What the content of an early release tells of its publisher.
#[derive(Deserialize)]
struct Publisher {
    published_by: String,
}

fn place(id: ReleaseId) -> String {
    format!("releases/{id}")
}
