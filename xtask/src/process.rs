//! Running other programs, and where the workspace is.

use std::{
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// The folder of the workspace's `Cargo.toml`.
pub fn workspace_root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.clone(), PathBuf::from)
}

/// Runs a command line, shows it and fails when it fails.
pub fn run(program: &str, arguments: &[&str]) -> Result<()> {
    run_in(".", program, arguments)
}

/// Like [`run`], in another folder.
pub fn run_in(folder: &str, program: &str, arguments: &[&str]) -> Result<()> {
    run_with(folder, program, arguments, &[])
}

/// Like [`run_in`], with environment variables.
pub fn run_with(folder: &str, program: &str, arguments: &[&str], env: &[(&str, &str)]) -> Result<()> {
    eprintln!("• {program} {}", arguments.join(" "));
    let status = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .envs(env.iter().copied())
        .status()
        .with_context(|| format!("{program} could not be started; is it installed?"))?;
    if !status.success() {
        bail!("`{program} {}` failed ({status})", arguments.join(" "));
    }
    Ok(())
}

/// What a command prints, or `None` when it fails or is not there.
pub fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A program that runs beside us and ends with us.
pub struct Background {
    child: Child,
    name: String,
}

impl Background {
    /// Starts `command`.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        let child = command.spawn().with_context(|| format!("{name} could not be started"))?;
        Ok(Self { child, name: name.to_owned() })
    }

    /// Fails when the program has ended already.
    pub fn still_running(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            Some(status) => bail!("{} ended early ({status})", self.name),
            None => Ok(()),
        }
    }

    /// Asks the program to end and waits for it.
    pub fn stop(mut self) -> Result<()> {
        self.terminate();
        self.child.wait()?;
        Ok(())
    }

    fn terminate(&self) {
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.terminate();
            let _ = self.child.wait();
        }
    }
}
