//! Files that customers and agents send: known by their content, sealed at rest.

use rapport_channels::file_name;
use rapport_domain::{AttachmentId, CustomerId, message::Attachment};

use crate::{Desk, DeskError, error::invalid};

pub use rapport_storage::StoredAttachment;

/// What can be sent.
pub const ACCEPTED_MEDIA_TYPES: [&str; 5] =
    ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"];

/// A file that somebody sends.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The name that the sender gives it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Desk {
    /// Keeps a file for a customer: one that they send, or that an agent sends to them.
    pub async fn add_attachment(
        &self,
        customer: CustomerId,
        upload: Upload,
    ) -> Result<Attachment, DeskError> {
        let size = upload.bytes.len() as u64;
        let limit = self.settings().attachment_bytes;
        if size > limit {
            return Err(DeskError::FileTooLarge { bytes: size, limit });
        }
        if size == 0 {
            return Err(invalid("file", "The file is empty."));
        }
        let media_type = media_type(&upload.bytes).ok_or(DeskError::FileKind)?;
        let now = self.now();
        let attachment = Attachment {
            id: AttachmentId::mint(now, self.entropy()),
            name: file_name::clean(&upload.name),
            media_type: media_type.to_owned(),
            bytes: size,
        };
        let stored = StoredAttachment {
            attachment: attachment.clone(),
            customer,
            conversation: None,
            created_at: now,
        };
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.create_attachment(&stored, &upload.bytes).await.map_err(DeskError::from)
                })
            })
            .await?;
        Ok(attachment)
    }

    /// A file and its bytes.
    pub async fn attachment(&self, id: AttachmentId) -> Result<(StoredAttachment, Vec<u8>), DeskError> {
        let mut reader = self.store().read().await?;
        let stored = reader.attachment(id).await?.ok_or(DeskError::NotFound("attachment"))?;
        let bytes = reader.attachment_bytes(id).await?.ok_or(DeskError::NotFound("attachment"))?;
        Ok((stored, bytes))
    }
}

/// What the bytes are, if it is something that can be sent. Files that are two kinds at once begin like one
/// of them only; they are served with this type and never sniffed again.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let kind = infer::get(bytes)?.mime_type();
    ACCEPTED_MEDIA_TYPES.into_iter().find(|accepted| *accepted == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_content() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("image/png"));
        assert_eq!(media_type(b"%PDF-1.7\n"), Some("application/pdf"));
        for other in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'>"[..],
            b"<html>",
            b"MZ\x90",
            b"PK\x03\x04",
            b"",
            b"hello",
        ] {
            assert_eq!(media_type(other), None);
        }
    }
}
