//! The same suite on both databases. PostgreSQL runs where `RAPPORT_TEST_POSTGRES` holds the address of a
//! server on which the tests may create databases, such as `postgres://postgres@127.0.0.1:5432/postgres`.

/// Runs each of the tests on SQLite and, where there is one, on PostgreSQL.
#[cfg(test)]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::support::Bench::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let Some(bench) = crate::support::Bench::postgres().await else {
                    println!("skipped: RAPPORT_TEST_POSTGRES is not set");
                    return;
                };
                let place = bench.place();
                super::$name(bench).await;
                place.drop_database().await;
            })*
        }
    };
}

#[cfg(test)]
mod backups;
#[cfg(test)]
mod console;
#[cfg(test)]
mod conversations;
#[cfg(test)]
mod customers;
#[cfg(test)]
mod erasure;
#[cfg(test)]
mod help_centre;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod outbox;
#[cfg(test)]
mod projections;
#[cfg(test)]
mod search;
#[cfg(test)]
mod support;
#[cfg(test)]
mod transactions;
#[cfg(test)]
mod turns;
