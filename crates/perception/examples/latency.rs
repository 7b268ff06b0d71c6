//! How long a message takes and how many a second two threads read:
//! `cargo run --release -p rapport-perception --example latency`.

use std::sync::Arc;
use std::time::Instant;

use rapport_perception::{Reader, Weights};

const ROUNDS: usize = 400;
const TEXTS: [(&str, &str); 3] = [
    ("8 words", "what are your opening hours on sunday please"),
    ("20 tokens", "I have been waiting for my parcel since Monday and nobody can tell me where it is now."),
    (
        "60 tokens",
        "Hello, I ordered a washing machine three weeks ago and the delivery has been moved four times now. \
         Each time I took the day off and each time nobody came. I have rung your hotline twice and was told \
         that somebody would call me back, which has not happened. Please tell me when it will come.",
    ),
];

#[expect(clippy::print_stdout, reason = "a program that prints its measurements")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let reader = Arc::new(Reader::load(&Weights::embedded())?);
    println!("load {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    for (name, text) in TEXTS {
        println!(
            "{name}: full p50 {:.2} ms p99 {:.2} ms",
            percentile(&reader, text, 50),
            percentile(&reader, text, 99)
        );
        let start = Instant::now();
        (0..ROUNDS).for_each(|_| drop(std::hint::black_box(reader.read_fast(text, &[]))));
        println!("{name}: fast mean {:.3} ms", start.elapsed().as_secs_f64() * 1e3 / ROUNDS as f64);
    }
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope
                .spawn(|| (0..ROUNDS).for_each(|_| drop(std::hint::black_box(reader.read(TEXTS[1].1, &[])))));
        }
    });
    println!("two threads: {:.0} messages/s", 2.0 * ROUNDS as f64 / start.elapsed().as_secs_f64());
    Ok(())
}

fn percentile(reader: &Reader, text: &str, percent: usize) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            drop(std::hint::black_box(reader.read(text, &[])));
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS * percent / 100]
}
