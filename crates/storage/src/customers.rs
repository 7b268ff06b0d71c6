//! Customers: sealed profiles, and keyed hashes to find them by.

use rapport_domain::{CustomerId, Timestamp, customer::Customer};
use serde::{Deserialize, Serialize};

use crate::{
    error::StorageError,
    sealing::Key,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// What is sealed of a customer.
#[derive(Serialize, Deserialize)]
struct Profile {
    name: Option<String>,
    email: Option<String>,
    external_id: Option<String>,
    locale: String,
    #[serde(default)]
    mail_declined: bool,
}

impl Tx {
    /// Adds a customer, with a fresh key of their own.
    pub async fn create_customer(&mut self, customer: &Customer) -> Result<()> {
        let (key, wrapped) = self.keys.mint(customer.id);
        let sealed = self.seal_profile(&key, customer)?;
        let sql = "INSERT INTO customers (id, verified, created_at, sealed) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT DO NOTHING";
        let given = values![customer.id, customer.verified, customer.created_at, sealed];
        if self.connection.execute(sql, given).await? == 0 {
            return Err(StorageError::Taken("the customer's id"));
        }
        let sql = "INSERT INTO customer_keys (customer_id, wrapped) VALUES ($1, $2)";
        self.connection.execute(sql, values![customer.id, wrapped]).await?;
        self.write_lookups(customer).await
    }

    /// Changes what is known of a customer. Refused when the shop's id belongs to somebody else.
    pub async fn update_customer(&mut self, customer: &Customer) -> Result<()> {
        let key = self.customer_key(customer.id).await?;
        let sealed = self.seal_profile(&key, customer)?;
        let sql = "UPDATE customers SET verified = $2, sealed = $3, version = version + 1 WHERE id = $1";
        self.connection.execute(sql, values![customer.id, customer.verified, sealed]).await?;
        self.connection
            .execute("DELETE FROM customer_lookups WHERE customer_id = $1", values![customer.id])
            .await?;
        self.write_lookups(customer).await
    }

    fn seal_profile(&self, key: &Key, customer: &Customer) -> Result<Vec<u8>> {
        let profile = Profile {
            name: customer.name.clone(),
            email: customer.email.clone(),
            external_id: customer.external_id.clone(),
            locale: customer.locale.clone(),
            mail_declined: customer.mail_declined,
        };
        self.keys.seal(key, &place(customer.id), &profile)
    }

    async fn write_lookups(&mut self, customer: &Customer) -> Result<()> {
        let mut lookups = Vec::new();
        lookups.extend(customer.email.iter().map(|email| ("email", email.trim().to_lowercase())));
        lookups.extend(customer.external_id.iter().map(|id| ("external_id", id.clone())));
        lookups.extend(customer.name.iter().flat_map(|name| words(name)).map(|word| ("name_word", word)));
        for (kind, value) in lookups {
            let digest = self.keys.digest(kind, &value);
            let sql = "INSERT INTO customer_lookups (kind, digest, customer_id) VALUES ($1, $2, $3) \
                       ON CONFLICT DO NOTHING";
            let stored = self.connection.execute(sql, values![kind, digest, customer.id]).await?;
            if stored == 0 && kind == "external_id" {
                return Err(StorageError::Taken("the customer's external id"));
            }
        }
        Ok(())
    }
}

impl Reader {
    /// A customer; `None` when there is none, or when they were erased.
    pub async fn customer(&mut self, id: CustomerId) -> Result<Option<Customer>> {
        let sql = "SELECT u.id AS customer_id, u.verified, u.created_at, u.sealed, k.wrapped FROM customers u \
                   JOIN customer_keys k ON k.customer_id = u.id WHERE u.id = $1";
        let Some(row) = self.connection.fetch_optional(sql, values![id]).await? else { return Ok(None) };
        let Some(key) = crate::conversations::row_key(&self.keys, &row)? else { return Ok(None) };
        let profile = open_profile(&key, id, &row.blob("sealed")?)?;
        Ok(Some(Customer { verified: row.flag("verified")?, created_at: row.time("created_at")?, ..profile }))
    }

    /// The customer whom the shop knows under this id.
    pub async fn customer_by_external_id(&mut self, external_id: &str) -> Result<Option<Customer>> {
        let found = self.customers_by("external_id", external_id).await?;
        match found.first() {
            Some(id) => self.customer(*id).await,
            None => Ok(None),
        }
    }

    /// The customers who gave this address, oldest first. Anybody can type any address, so having the same
    /// one does not make two customers one.
    pub async fn customers_by_email(&mut self, email: &str) -> Result<Vec<Customer>> {
        let mut found = Vec::new();
        for id in self.customers_by("email", &email.trim().to_lowercase()).await? {
            found.extend(self.customer(id).await?);
        }
        Ok(found)
    }

    async fn customers_by(&mut self, kind: &str, value: &str) -> Result<Vec<CustomerId>> {
        let digest = self.keys.digest(kind, value);
        let sql = "SELECT customer_id FROM customer_lookups WHERE kind = $1 AND digest = $2 \
                   ORDER BY customer_id LIMIT 100";
        let rows = self.connection.fetch_all(sql, values![kind, digest]).await?;
        rows.iter().map(|row| row.parsed("customer_id")).collect()
    }

    /// The key of a customer.
    pub(crate) async fn customer_key(&mut self, id: CustomerId) -> Result<Key> {
        let sql = "SELECT u.id AS customer_id, k.wrapped FROM customers u \
                   LEFT JOIN customer_keys k ON k.customer_id = u.id WHERE u.id = $1";
        let row = self.connection.fetch_optional(sql, values![id]).await?;
        let row = row.ok_or(StorageError::NoSuchCustomer(id))?;
        crate::conversations::row_key(&self.keys, &row)?.ok_or(StorageError::Erased(id))
    }

    /// The digests that a search for a text may match: an address, a shop's id, or every word of a name.
    pub(crate) fn search_digests(&self, text: &str) -> (Vec<String>, Vec<String>) {
        let text = text.trim();
        let whole =
            vec![self.keys.digest("email", &text.to_lowercase()), self.keys.digest("external_id", text)];
        let words =
            words(text).into_iter().take(6).map(|word| self.keys.digest("name_word", &word)).collect();
        (whole, words)
    }
}

/// A profile; `verified` and `created_at` stand in columns of their own and are for the caller to fill in.
pub(crate) fn open_profile(key: &Key, id: CustomerId, sealed: &[u8]) -> Result<Customer> {
    let profile: Profile = key.open(&place(id), sealed)?;
    Ok(Customer {
        id,
        name: profile.name,
        email: profile.email,
        mail_declined: profile.mail_declined,
        verified: false,
        external_id: profile.external_id,
        locale: profile.locale,
        created_at: Timestamp::default(),
    })
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.sort();
    words.dedup();
    words
}

fn place(id: CustomerId) -> String {
    format!("customers/{id}")
}
