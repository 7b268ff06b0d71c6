//! Figures of one data set: `cargo run --release -p rapport-perception --example evaluate NAME FOLDER [WEIGHTS]`;
//! WEIGHTS is a folder laid out as `models/` is and replaces those in the binary.

use std::io::{BufRead, BufReader};
use std::path::Path;

use rapport_perception::eval::{Set, evaluate};
use rapport_perception::{Reader, Weights};

#[expect(clippy::print_stdout, reason = "a program that prints its measurements")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(name), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("evaluate NAME FOLDER [WEIGHTS]".into());
    };
    let weights = match arguments.next() {
        Some(folder) => Weights::from_folder(Path::new(&folder))?,
        None => Weights::embedded(),
    };
    let set: Set = name.parse()?;
    let lines = BufReader::new(std::fs::File::open(Path::new(&folder).join(set.file()))?).lines();
    let reader = Reader::load(&weights)?;
    let figures = evaluate(&reader, set, lines.map_while(Result::ok))?;
    println!("{name}: {} rows", figures.rows);
    for (figure, value) in figures.figures {
        println!("  {figure} {value:.3}");
    }
    Ok(())
}
