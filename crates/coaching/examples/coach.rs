//! How long the rules take over one draft, hints and match included:
//! `cargo run --release -p rapport-coaching --example coach`.

use std::time::Instant;

use rapport_coaching::{Exchange, coach_draft, warm_up};

const ROUNDS: usize = 2_000;
const CUSTOMER: &str = "I have been waiting for my parcel since Monday and nobody can tell me where it is now. This is \
                        ridiculous, I need it on Friday!";
const DRAFTS: [(&str, &str); 3] = [
    ("4 words", "I know how you feel"),
    (
        "17 words",
        "Please calm down. As I said, our policy clearly states that delivery takes five working days.",
    ),
    (
        "60 words",
        "Dear customer, we are very sorry to hear about the inconvenience. We are extremely busy at the moment, so \
         please allow three to five working days. Unfortunately there is nothing more that we can do. You have been \
         waiting since Monday, and that is too long. I'm asking the courier now and write to you within the hour. \
         Have a great day!",
    ),
];

#[expect(clippy::print_stdout, reason = "a program that prints its measurements")]
fn main() {
    let begun = Instant::now();
    warm_up();
    println!("patterns compiled in {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
    for (name, draft) in DRAFTS {
        let mut times: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let begun = Instant::now();
                std::hint::black_box(coach_draft(&Exchange::new(CUSTOMER, draft), &[]));
                begun.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("{name}: p50 {:.2} ms p99 {:.2} ms", times[ROUNDS / 2], times[ROUNDS * 99 / 100]);
    }
}
