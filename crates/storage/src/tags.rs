//! Tags: which conversation has which, and which the team uses.
//!
//! A conversation's row holds the names of its tags sealed under its customer's key; here stand the keyed
//! hashes by which conversations are found, and the names under the house key, which the team completes from.

use rapport_domain::{ConversationId, CustomerId, tag::Tag};

use crate::{
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// The kind under which tags are hashed.
const KIND: &str = "tag";
/// Tags that are told at most, the most used first.
const MOST: u32 = 500;

impl Tx {
    /// A conversation has this tag.
    pub(crate) async fn put_tag(&mut self, conversation: ConversationId, tag: &Tag) -> Result<()> {
        self.lock_tags(Lock::ToPutOn).await?;
        let digest = self.keys.digest(KIND, tag.as_str());
        let sealed = self.keys.seal_house(&place(&digest), tag)?;
        let sql = "INSERT INTO tags (digest, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        self.connection.execute(sql, values![&digest, sealed]).await?;
        let sql =
            "INSERT INTO conversation_tags (digest, conversation_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        self.connection.execute(sql, values![digest, conversation]).await.map(drop)
    }

    /// A conversation has this tag no more.
    pub(crate) async fn take_tag_off(&mut self, conversation: ConversationId, tag: &Tag) -> Result<()> {
        let digest = self.keys.digest(KIND, tag.as_str());
        let sql = "DELETE FROM conversation_tags WHERE digest = $1 AND conversation_id = $2";
        self.connection.execute(sql, values![digest, conversation]).await.map(drop)
    }

    /// Makes the tags of a conversation again.
    pub(crate) async fn rebuild_tags(&mut self, conversation: ConversationId, tags: &[Tag]) -> Result<()> {
        let sql = "DELETE FROM conversation_tags WHERE conversation_id = $1";
        self.connection.execute(sql, values![conversation]).await?;
        for tag in tags {
            self.put_tag(conversation, tag).await?;
        }
        Ok(())
    }

    /// Takes all tags off a customer's conversations. Names that only they had may tell who they are, so
    /// those go too.
    pub(crate) async fn erase_tags(&mut self, customer: CustomerId) -> Result<()> {
        self.lock_tags(Lock::ToTakeAway).await?;
        let sql = "DELETE FROM conversation_tags WHERE conversation_id IN \
                   (SELECT id FROM conversations WHERE customer_id = $1)";
        self.connection.execute(sql, values![customer]).await?;
        let sql = "DELETE FROM tags WHERE NOT EXISTS \
                   (SELECT 1 FROM conversation_tags t WHERE t.digest = tags.digest)";
        self.connection.execute(sql, values![]).await.map(drop)
    }

    /// Keeps names from being taken away until the transaction ends, or from being put on while they are: whoever
    /// takes one away does not see who is just putting it on. SQLite has one writer anyway.
    async fn lock_tags(&mut self, lock: Lock) -> Result<()> {
        if !self.connection.is_sqlite() {
            let sql = match lock {
                Lock::ToPutOn => {
                    "SELECT 1::BIGINT AS one FROM (SELECT pg_advisory_xact_lock_shared(7270707)) AS locked"
                }
                Lock::ToTakeAway => {
                    "SELECT 1::BIGINT AS one FROM (SELECT pg_advisory_xact_lock(7270707)) AS locked"
                }
            };
            self.connection.fetch_optional(sql, values![]).await?;
        }
        Ok(())
    }
}

/// What the names of tags are kept for.
enum Lock {
    /// Many may at the same time.
    ToPutOn,
    /// One may, and nobody beside.
    ToTakeAway,
}

impl Reader {
    /// The tags that are in use, each with how many conversations have it, the most used first.
    pub async fn tags(&mut self) -> Result<Vec<(Tag, u64)>> {
        let sql = "SELECT g.digest, g.sealed, COUNT(*) AS total FROM tags g \
                   JOIN conversation_tags t ON t.digest = g.digest \
                   GROUP BY g.digest, g.sealed ORDER BY total DESC, g.digest LIMIT $1";
        let rows = self.connection.fetch_all(sql, values![MOST]).await?;
        rows.iter()
            .map(|row| {
                let tag = self.keys.open_house(&place(&row.text("digest")?), &row.blob("sealed")?)?;
                Ok((tag, row.count("total")?))
            })
            .collect()
    }

    /// The hash by which conversations with a tag are found.
    pub(crate) fn tag_digest(&self, tag: &Tag) -> String {
        self.keys.digest(KIND, tag.as_str())
    }
}

fn place(digest: &str) -> String {
    format!("tags/{digest}")
}
