//! Reads texts from standard input, one a line, and prints what is perceived, best two feelings first:
//! `cargo run --release -p rapport-perception --example read [FOLDER] < TEXTS`, FOLDER holding other weights.

use std::path::Path;

use rapport_domain::feeling::Feeling;
use rapport_perception::{Reader, Weights};

#[expect(clippy::print_stdout, reason = "a program that prints what it reads")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let weights = match std::env::args().nth(1) {
        Some(folder) => Weights::from_folder(Path::new(&folder))?,
        None => Weights::embedded(),
    };
    let reader = Reader::load(&weights)?;
    for line in std::io::stdin().lines() {
        let line = line?;
        let seen = reader.read(&line, &[]).perception;
        let mut order = Feeling::ALL;
        order.sort_by(|a, b| seen.feelings[b.index()].total_cmp(&seen.feelings[a.index()]));
        let name = seen.feeling.map_or("unclear", Feeling::as_str);
        let [first, second, ..] = order.map(|feeling| (feeling.as_str(), seen.feelings[feeling.index()]));
        println!(
            "{name:<12} {} {:.2}  {} {:.2}  v {:+.2} i {:.2} c {:.2} h {:.2}  {line}",
            first.0,
            first.1,
            second.0,
            second.1,
            seen.valence,
            seen.intensity,
            seen.complaint,
            seen.hostility.score
        );
    }
    Ok(())
}
