//! A customer's data: handed out whole, or erased for good with a receipt.

use rapport_domain::{CustomerId, ReceiptId};
use rapport_event_bus::Notice;
use rapport_storage::Erasure;

use crate::{Desk, DeskError};

pub use rapport_storage::ErasureReceipt;

impl Desk {
    /// Everything that is kept about a customer. `by` is an agent's or token's id, for the audit log.
    pub async fn export_customer(&self, by: &str, id: CustomerId) -> Result<serde_json::Value, DeskError> {
        let exported = self.store().read().await?.export_customer(id).await?;
        let exported = exported.ok_or(DeskError::NotFound("customer"))?;
        let (now, by) = (self.now(), by.to_owned());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.audit(&by, "customer_exported", &id.to_string(), now).await.map_err(DeskError::from)
                })
            })
            .await?;
        Ok(exported)
    }

    /// Erases a customer everywhere.
    pub async fn erase_customer(&self, by: &str, id: CustomerId) -> Result<ErasureReceipt, DeskError> {
        let now = self.now();
        let receipt = ReceiptId::mint(now, self.entropy());
        let erasure = Erasure { customer: id, receipt, erased_by: by.to_owned() };
        let receipt =
            self.store().erase_customer(erasure, now).await?.ok_or(DeskError::NotFound("customer"))?;
        self.publish_to_bus(Notice::CustomerErased { customer: id }).await;
        Ok(receipt)
    }
}
