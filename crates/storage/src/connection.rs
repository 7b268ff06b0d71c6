//! One connection, whichever database it leads to: statements with typed values in, typed rows out.
//!
//! Two pools behind an enum rather than `sqlx::Any`, which passes no pragmas and no cache sizes on and
//! cannot tell an empty text from a missing one of another type.

use std::{str::FromStr, sync::Arc};

use rapport_domain::Timestamp;
use sqlx::{
    Executor as _, Postgres, Row as _, SqlSafeStr, Sqlite,
    pool::PoolConnection,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteConnection, SqliteRow},
};

use crate::{error::StorageError, value::Value};

type Result<T> = std::result::Result<T, StorageError>;

/// One connection. After a statement failed, every further one is refused until the transaction ends, on
/// SQLite as PostgreSQL does by itself, so that code behaves alike on both.
pub(crate) struct Connection {
    pub(crate) link: Link,
    /// Whether a statement failed since the transaction or savepoint began.
    pub(crate) doomed: bool,
}

/// Where a connection leads.
pub(crate) enum Link {
    /// The writer's own connection.
    SqliteWriter(Box<SqliteConnection>),
    /// One of the reading connections.
    SqliteReader(PoolConnection<Sqlite>),
    /// A pooled connection outside a transaction.
    Postgres(PoolConnection<Postgres>),
    /// A transaction, rolled back when dropped.
    PostgresTransaction(sqlx::Transaction<'static, Postgres>),
}

macro_rules! on_link {
    ($self:ident, $sql:ident, $values:ident, $query:ident => $sqlite:expr, $postgres:expr) => {
        match &mut $self.link {
            Link::SqliteWriter(link) => {
                let $query = sqlx::query_with::<Sqlite, _>($sql, sqlite_arguments($values));
                let link = &mut **link;
                $sqlite(link, $query).await
            }
            Link::SqliteReader(link) => {
                let $query = sqlx::query_with::<Sqlite, _>($sql, sqlite_arguments($values));
                let link = &mut **link;
                $sqlite(link, $query).await
            }
            Link::Postgres(link) => {
                let $query = sqlx::query_with::<Postgres, _>($sql, postgres_arguments($values));
                let link = &mut **link;
                $postgres(link, $query).await
            }
            Link::PostgresTransaction(link) => {
                let $query = sqlx::query_with::<Postgres, _>($sql, postgres_arguments($values));
                let link = &mut **link;
                $postgres(link, $query).await
            }
        }
    };
}

impl Connection {
    pub(crate) const fn new(link: Link) -> Self {
        Self { link, doomed: false }
    }

    /// Runs a statement; answers how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64> {
        let sql = sql.into_sql_str();
        let text = sql.clone();
        self.check_alive()?;
        let outcome = on_link!(self, sql, values, query =>
            async |link: &mut SqliteConnection, query| link.execute(query).await.map(|done| done.rows_affected()),
            async |link: &mut sqlx::PgConnection, query| link.execute(query).await.map(|done| done.rows_affected()));
        outcome.map_err(|source| self.doom(text.as_str(), source))
    }

    /// Runs a query; answers all rows.
    pub(crate) async fn fetch_all(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Vec<Row>> {
        let sql = sql.into_sql_str();
        let text = sql.clone();
        self.check_alive()?;
        let outcome = on_link!(self, sql, values, query =>
        async |link: &mut SqliteConnection, query| {
            link.fetch_all(query).await.map(|rows| rows.into_iter().map(Row::Sqlite).collect())
        },
        async |link: &mut sqlx::PgConnection, query| {
            link.fetch_all(query).await.map(|rows| rows.into_iter().map(Row::Postgres).collect())
        });
        outcome.map_err(|source| self.doom(text.as_str(), source))
    }

    /// Runs a query; answers its first row.
    pub(crate) async fn fetch_optional(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<Option<Row>> {
        let sql = sql.into_sql_str();
        let text = sql.clone();
        self.check_alive()?;
        let outcome = on_link!(self, sql, values, query =>
        async |link: &mut SqliteConnection, query| {
            link.fetch_optional(query).await.map(|row| row.map(Row::Sqlite))
        },
        async |link: &mut sqlx::PgConnection, query| {
            link.fetch_optional(query).await.map(|row| row.map(Row::Postgres))
        });
        outcome.map_err(|source| self.doom(text.as_str(), source))
    }

    /// Runs a query that always has one row.
    pub(crate) async fn fetch_one(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Row> {
        let sql = sql.into_sql_str();
        let text = sql.as_str().to_owned();
        match self.fetch_optional(sql, values).await? {
            Some(row) => Ok(row),
            None => Err(self.doom(&text, sqlx::Error::RowNotFound)),
        }
    }

    fn check_alive(&self) -> Result<()> {
        if self.doomed { Err(StorageError::Doomed) } else { Ok(()) }
    }

    fn doom(&mut self, statement: &str, source: sqlx::Error) -> StorageError {
        self.doomed = true;
        let statement = statement.split_whitespace().collect::<Vec<_>>().join(" ");
        StorageError::Statement { statement, source: Arc::new(source) }
    }
}

fn sqlite_arguments(values: Vec<Value>) -> SqliteArguments {
    use sqlx::Arguments as _;
    let mut arguments = SqliteArguments::default();
    for value in values {
        let added = match value {
            Value::Int(value) => arguments.add(value),
            Value::Real(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Blob(value) => arguments.add(value),
        };
        added.expect("numbers, texts and bytes always encode");
    }
    arguments
}

fn postgres_arguments(values: Vec<Value>) -> PgArguments {
    use sqlx::Arguments as _;
    let mut arguments = PgArguments::default();
    for value in values {
        let added = match value {
            Value::Int(value) => arguments.add(value),
            Value::Real(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Blob(value) => arguments.add(value),
        };
        added.expect("numbers, texts and bytes always encode");
    }
    arguments
}

/// One row of an answer.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    fn get<T>(&self, column: &str) -> Result<T>
    where
        T: for<'r> sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite>,
        T: for<'r> sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres>,
    {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
        .map_err(|source| corrupt(column, source))
    }

    pub(crate) fn int(&self, column: &str) -> Result<i64> {
        self.get(column)
    }

    pub(crate) fn opt_int(&self, column: &str) -> Result<Option<i64>> {
        self.get(column)
    }

    /// A number that is never negative: a sequence number, a count.
    pub(crate) fn count(&self, column: &str) -> Result<u64> {
        u64::try_from(self.int(column)?).map_err(|source| corrupt(column, source))
    }

    pub(crate) fn flag(&self, column: &str) -> Result<bool> {
        Ok(self.int(column)? != 0)
    }

    pub(crate) fn time(&self, column: &str) -> Result<Timestamp> {
        self.int(column).map(Timestamp::from_micros)
    }

    pub(crate) fn opt_time(&self, column: &str) -> Result<Option<Timestamp>> {
        Ok(self.opt_int(column)?.map(Timestamp::from_micros))
    }

    pub(crate) fn real(&self, column: &str) -> Result<f64> {
        self.get(column)
    }

    pub(crate) fn opt_real(&self, column: &str) -> Result<Option<f64>> {
        self.get(column)
    }

    pub(crate) fn text(&self, column: &str) -> Result<String> {
        self.get(column)
    }

    pub(crate) fn opt_text(&self, column: &str) -> Result<Option<String>> {
        self.get(column)
    }

    pub(crate) fn blob(&self, column: &str) -> Result<Vec<u8>> {
        self.get(column)
    }

    pub(crate) fn opt_blob(&self, column: &str) -> Result<Option<Vec<u8>>> {
        self.get(column)
    }

    /// An id or a label, from its text.
    pub(crate) fn parsed<T>(&self, column: &str) -> Result<T>
    where
        T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
    {
        self.text(column)?.parse().map_err(|source| corrupt(column, source))
    }

    pub(crate) fn opt_parsed<T>(&self, column: &str) -> Result<Option<T>>
    where
        T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
    {
        self.opt_text(column)?.map(|text| text.parse().map_err(|source| corrupt(column, source))).transpose()
    }

    /// A value that is stored as JSON text.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T> {
        serde_json::from_str(&self.text(column)?).map_err(|source| corrupt(column, source))
    }

    /// A label of an enumeration, such as `open`.
    pub(crate) fn label<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T> {
        crate::value::from_label(&self.text(column)?).map_err(|source| corrupt(column, source))
    }

    pub(crate) fn opt_label<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<Option<T>> {
        self.opt_text(column)?
            .map(|text| crate::value::from_label(&text).map_err(|source| corrupt(column, source)))
            .transpose()
    }
}

fn corrupt(column: &str, source: impl std::error::Error + Send + Sync + 'static) -> StorageError {
    StorageError::Corrupt { column: column.to_owned(), source: Box::new(source) }
}
