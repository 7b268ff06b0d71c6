//! Files that somebody sent, sealed under the customer's key: name, type and bytes.

use rapport_domain::{AttachmentId, ConversationId, CustomerId, Timestamp, message::Attachment};
use serde::{Deserialize, Serialize};

use crate::{
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// A file and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAttachment {
    /// The file.
    pub attachment: Attachment,
    /// The customer whose key seals it: the one who sent it, or to whom an agent sends it.
    pub customer: CustomerId,
    /// The conversation that it is part of, once a message carries it.
    pub conversation: Option<ConversationId>,
    /// When it came.
    pub created_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    name: String,
    media_type: String,
}

impl Tx {
    /// Adds a file.
    pub async fn create_attachment(&mut self, file: &StoredAttachment, bytes: &[u8]) -> Result<()> {
        let key = self.customer_key(file.customer).await?;
        let id = file.attachment.id;
        let sealed =
            Sealed { name: file.attachment.name.clone(), media_type: file.attachment.media_type.clone() };
        let sealed = self.keys.seal(&key, &place(id), &sealed)?;
        let sql = "INSERT INTO attachments (id, customer_id, conversation_id, size_bytes, created_at, sealed) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let given =
            values![id, file.customer, file.conversation, file.attachment.bytes, file.created_at, sealed];
        self.connection.execute(sql, given).await?;
        let content = self.keys.seal_bytes(&key, &content_place(id), bytes);
        let sql = "INSERT INTO attachment_contents (attachment_id, sealed) VALUES ($1, $2)";
        self.connection.execute(sql, values![id, content]).await.map(drop)
    }

    /// Makes a file part of a conversation; answers whether it was the customer's and not yet part of
    /// another one.
    pub async fn attach(
        &mut self,
        id: AttachmentId,
        customer: CustomerId,
        conversation: ConversationId,
    ) -> Result<bool> {
        let sql = "UPDATE attachments SET conversation_id = $3 WHERE id = $1 AND customer_id = $2 \
                   AND (conversation_id IS NULL OR conversation_id = $3)";
        Ok(self.connection.execute(sql, values![id, customer, conversation]).await? > 0)
    }
}

impl Reader {
    /// A file without its bytes; `None` also once its customer was erased.
    pub async fn attachment(&mut self, id: AttachmentId) -> Result<Option<StoredAttachment>> {
        let sql = "SELECT a.*, k.wrapped FROM attachments a \
                   LEFT JOIN customer_keys k ON k.customer_id = a.customer_id WHERE a.id = $1";
        let Some(row) = self.connection.fetch_optional(sql, values![id]).await? else { return Ok(None) };
        let Some(key) = crate::conversations::row_key(&self.keys, &row)? else { return Ok(None) };
        let sealed: Sealed = key.open(&place(id), &row.blob("sealed")?)?;
        let attachment = Attachment {
            id,
            name: sealed.name,
            media_type: sealed.media_type,
            bytes: row.count("size_bytes")?,
        };
        Ok(Some(StoredAttachment {
            attachment,
            customer: row.parsed("customer_id")?,
            conversation: row.opt_parsed("conversation_id")?,
            created_at: row.time("created_at")?,
        }))
    }

    /// The bytes of a file.
    pub async fn attachment_bytes(&mut self, id: AttachmentId) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT a.customer_id, k.wrapped, b.sealed FROM attachments a \
                   JOIN attachment_contents b ON b.attachment_id = a.id \
                   LEFT JOIN customer_keys k ON k.customer_id = a.customer_id WHERE a.id = $1";
        let Some(row) = self.connection.fetch_optional(sql, values![id]).await? else { return Ok(None) };
        let Some(key) = crate::conversations::row_key(&self.keys, &row)? else { return Ok(None) };
        key.open_bytes(&content_place(id), &row.blob("sealed")?).map(Some)
    }
}

fn place(id: AttachmentId) -> String {
    format!("attachments/{id}")
}

fn content_place(id: AttachmentId) -> String {
    format!("attachment_contents/{id}")
}
