//! `rapport bench pages`: readers of the help centre, each asking for the next page when the last has come.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;
use tokio::task::JoinSet;

use super::{figures::Latencies, node::Node};

/// Options of `rapport bench pages`.
#[derive(Args)]
pub struct PagesArgs {
    /// Readers at the same time.
    #[arg(long, default_value_t = 16)]
    readers: usize,
    /// Seconds to go on.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// What is searched for between pages; without it, pages alone are asked for.
    #[arg(long)]
    search: Option<String>,
}

/// Reads every article once, so that each is rendered, then measures.
pub async fn pages(args: PagesArgs) -> Result<()> {
    let node = Node::fresh(None).await?;
    let client = reqwest::Client::builder().no_proxy().build()?;
    let sitemap =
        client.get(format!("{}/sitemap.xml", node.url)).send().await?.error_for_status()?.text().await?;
    let pages: Vec<String> = sitemap
        .split("<loc>")
        .skip(1)
        .filter_map(|rest| rest.split("</loc>").next())
        .filter(|page| page.contains("/help"))
        .map(str::to_owned)
        .collect();
    if pages.is_empty() {
        bail!("the company has no help centre");
    }
    let mut bytes = vec![];
    for page in &pages {
        bytes.push(client.get(page).send().await?.error_for_status()?.bytes().await?.len());
    }
    let asked = match &args.search {
        Some(words) => Arc::new(vec![format!("{}/help/search?q={}", node.url, words.replace(' ', "+"))]),
        None => Arc::new(pages.clone()),
    };
    let (millis, seconds) = read_on(&args, &client, asked).await?;
    #[expect(clippy::cast_precision_loss, reason = "counts of requests lie far below 2^52")]
    let per_second = millis.len() as f64 / seconds;
    let report = json!({
        "pages": pages.len(), "largest_bytes": bytes.iter().max(), "readers": args.readers, "search": args.search,
        "per_second": per_second, "ms": Latencies::of(millis).json(), "server_bytes": node.resident_bytes(),
    });
    crate::serve::println(&report.to_string());
    node.end().await
}

/// The milliseconds of each page, and the seconds of all.
async fn read_on(
    args: &PagesArgs,
    client: &reqwest::Client,
    pages: Arc<Vec<String>>,
) -> Result<(Vec<f64>, f64)> {
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let until = began + Duration::from_secs(args.seconds);
    let mut readers = JoinSet::new();
    for _ in 0..args.readers {
        let (client, pages, next) = (client.clone(), Arc::clone(&pages), Arc::clone(&next));
        readers.spawn(async move {
            let mut millis = vec![];
            while Instant::now() < until {
                let page = &pages[next.fetch_add(1, Ordering::Relaxed) % pages.len()];
                let asked = Instant::now();
                let answer = client.get(page).send().await.context("a page cannot be reached")?;
                answer.error_for_status()?.bytes().await?;
                millis.push(asked.elapsed().as_secs_f64() * 1_000.0);
            }
            Ok::<_, anyhow::Error>(millis)
        });
    }
    let mut all = vec![];
    while let Some(millis) = readers.join_next().await {
        all.extend(millis??);
    }
    Ok((all, began.elapsed().as_secs_f64()))
}
