//! A NATS server for a test, where the environment names its program.

use std::{
    net::{Ipv4Addr, TcpListener},
    process::{Child, Command, Stdio},
};

use rapport_event_bus::{Bus, BusError};

/// A NATS server of its own, gone with the test.
pub struct Nats {
    child: Child,
    url: String,
}

impl Nats {
    /// Starts one with the program that `RAPPORT_TEST_NATS` names, such as `/usr/sbin/nats-server`.
    ///
    /// # Panics
    /// When the program cannot be started.
    pub fn start() -> Option<Self> {
        let Ok(program) = std::env::var("RAPPORT_TEST_NATS") else {
            eprintln!("NATS is left out: RAPPORT_TEST_NATS names no program");
            return None;
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        drop(listener);
        let child = Command::new(program)
            .args(["-a", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the NATS server can be started");
        Some(Self { child, url: format!("nats://127.0.0.1:{port}") })
    }

    /// A node's own connection to it.
    ///
    /// # Panics
    /// When the server has ended, or refuses.
    pub async fn bus(&mut self) -> Bus {
        loop {
            match Bus::nats(&self.url).await {
                Ok(bus) => return bus,
                Err(BusError::Connect { .. }) => {
                    let ended = self.child.try_wait().expect("its state can be asked");
                    assert!(ended.is_none(), "the NATS server has ended: {ended:?}");
                    tokio::task::yield_now().await;
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        // Nothing can be done where it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
