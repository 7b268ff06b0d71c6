//! A PostgreSQL and a NATS server for the tests: own data folders, free ports, loopback only.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::process::{self, Background};

/// A running PostgreSQL server.
pub struct Postgres {
    server: Background,
    folder: PathBuf,
    /// Where it listens, as tests take it.
    pub url: String,
}

/// A running NATS server.
pub struct Nats {
    _server: Background,
    /// Where it listens.
    pub url: String,
}

/// A port that is free now.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Starts PostgreSQL in a fresh folder.
pub fn postgres() -> Result<Postgres> {
    let programs = postgres_programs()?;
    let port = free_port()?;
    let folder = std::env::temp_dir().join(format!("rapport-postgres-{port}"));
    fs::create_dir_all(&folder)?;
    let data = folder.join("data");
    let root = process::output_of("id", &["-u"]).as_deref() == Some("0");
    if root {
        // initdb and postgres refuse root; Debian's package brings this user.
        process::run("chown", &["-R", "postgres", &folder.to_string_lossy()])?;
    }
    let as_user = |program: &Path| {
        if root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        }
    };
    let status = as_user(&programs.join("initdb"))
        .args(["--auth=trust", "--username=rapport", "--encoding=UTF8", "--locale=C", "--pgdata"])
        .arg(&data)
        .current_dir(&folder)
        .stdout(Stdio::null())
        .status()?;
    if !status.success() {
        bail!("initdb failed ({status})");
    }
    let mut command = as_user(&programs.join("postgres"));
    command
        .arg("-D")
        .arg(&data)
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"])
        .arg("-c")
        .arg(format!("unix_socket_directories={}", folder.display()))
        .current_dir(&folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut server = Background::start("PostgreSQL", &mut command)?;
    wait_for_port(port, &mut server)?;
    Ok(Postgres { server, folder, url: format!("postgres://rapport@127.0.0.1:{port}/postgres") })
}

impl Postgres {
    /// Ends the server and removes its folder.
    pub fn stop(self) -> Result<()> {
        self.server.stop()?;
        fs::remove_dir_all(&self.folder).context("the database's folder could not be removed")
    }
}

/// Starts NATS.
pub fn nats() -> Result<Nats> {
    let port = free_port()?;
    let mut command = Command::new(nats_program());
    command.args(["-a", "127.0.0.1", "-p", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut server = Background::start("NATS", &mut command)?;
    wait_for_port(port, &mut server)?;
    Ok(Nats { _server: server, url: format!("nats://127.0.0.1:{port}") })
}

/// The NATS server's program.
pub fn nats_program() -> &'static str {
    let known = ["/usr/sbin/nats-server", "/usr/bin/nats-server"];
    known.into_iter().find(|path| Path::new(path).exists()).unwrap_or("nats-server")
}

/// Waits until something listens on `port`, at most two minutes.
pub fn wait_for_port(port: u16, server: &mut Background) -> Result<()> {
    for _ in 0..1_200 {
        server.still_running()?;
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(100));
    }
    bail!("nothing listens on port {port} after two minutes")
}

fn postgres_programs() -> Result<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .context("PostgreSQL is not installed (Debian package postgresql)")?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|path| path.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop().context("PostgreSQL's initdb is missing (Debian package postgresql)")
}
