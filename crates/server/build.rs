//! Writes the list of the starter library's files, so that the binary carries them.

use std::{env, fmt::Write as _, fs, io, path::Path};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/starter");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut list = String::from(
        "/// Paths below the library's folder, and texts.\npub const FILES: &[(&str, &str)] = &[\n",
    );
    add(&root, &root, &mut list)?;
    list.push_str("];\n");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("starter.rs"), list)
}

fn add(root: &Path, folder: &Path, list: &mut String) -> io::Result<()> {
    let mut paths: Vec<_> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            add(root, &path, list)?;
        } else {
            let name = path.strip_prefix(root).map_err(io::Error::other)?.display().to_string();
            let _ = writeln!(list, "    ({name:?}, include_str!({:?})),", path.display().to_string());
        }
    }
    Ok(())
}
