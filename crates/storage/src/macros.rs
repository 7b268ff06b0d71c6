//! Macros that agents have at hand, each sealed under the house key.

use rapport_domain::{AgentId, MacroId, Timestamp, macros::MacroAct};
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// A macro that agents have at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Macro {
    /// Its id.
    pub id: MacroId,
    /// Whose it is; `None` is the whole team's.
    pub owner: Option<AgentId>,
    /// By which it is found.
    pub title: String,
    /// What is written to the customer; empty where nothing is.
    pub text: String,
    /// What is done besides, in this order.
    pub acts: Vec<MacroAct>,
    /// When it was made.
    pub created_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    title: String,
    text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    acts: Vec<MacroAct>,
}

impl Tx {
    /// Keeps a macro at hand, or what it has become.
    pub async fn save_macro(&mut self, one: &Macro) -> Result<()> {
        let sealed = Sealed { title: one.title.clone(), text: one.text.clone(), acts: one.acts.clone() };
        let sealed = self.keys.seal_house(&place(one.id), &sealed)?;
        let sql = "INSERT INTO macros (id, agent_id, created_at, sealed) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (id) DO UPDATE SET agent_id = excluded.agent_id, sealed = excluded.sealed";
        self.connection.execute(sql, values![one.id, one.owner, one.created_at, sealed]).await.map(drop)
    }

    /// Forgets a macro.
    pub async fn delete_macro(&mut self, id: MacroId) -> Result<()> {
        self.connection.execute("DELETE FROM macros WHERE id = $1", values![id]).await.map(drop)
    }
}

impl Reader {
    /// A macro.
    pub async fn find_macro(&mut self, id: MacroId) -> Result<Option<Macro>> {
        let sql = "SELECT * FROM macros WHERE id = $1";
        let row = self.connection.fetch_optional(sql, values![id]).await?;
        row.map(|row| self.read_macro(&row)).transpose()
    }

    /// The macros that an agent has at hand: their own and the team's, oldest first.
    pub async fn macros(&mut self, agent: AgentId) -> Result<Vec<Macro>> {
        let sql = "SELECT * FROM macros WHERE agent_id = $1 OR agent_id IS NULL ORDER BY created_at, id";
        let rows = self.connection.fetch_all(sql, values![agent]).await?;
        rows.iter().map(|row| self.read_macro(row)).collect()
    }

    fn read_macro(&self, row: &Row) -> Result<Macro> {
        let id = row.parsed("id")?;
        let sealed: Sealed = self.keys.open_house(&place(id), &row.blob("sealed")?)?;
        Ok(Macro {
            id,
            owner: row.opt_parsed("agent_id")?,
            title: sealed.title,
            text: sealed.text,
            acts: sealed.acts,
            created_at: row.time("created_at")?,
        })
    }
}

/// Sealed to the place where it lay as a canned reply: a seal cannot be moved without the key, which a migration
/// does not have.
fn place(id: MacroId) -> String {
    format!("canned_replies/{id}")
}
