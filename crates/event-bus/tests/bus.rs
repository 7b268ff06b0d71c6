//! The same suite in one process and over NATS. NATS runs where `RAPPORT_TEST_NATS` names the server's
//! program, such as `/usr/sbin/nats-server`; every test starts one of its own.

#[cfg(test)]
mod suite {
    use std::{
        net::TcpListener,
        process::{Child, Command, Stdio},
        sync::{Mutex, MutexGuard, PoisonError},
        time::Duration,
    };

    use rapport_domain::{AgentId, ConversationId, CustomerId, ReleaseId, Timestamp, message::Author};
    use rapport_event_bus::{Bus, BusError, Heard, Notice, Presence, Seat, Subscription};

    /// A NATS server on a port of its own, gone with the test.
    struct Server {
        program: String,
        port: u16,
        child: Child,
        /// Between a server's end and its return another test's server must not take its port.
        _alone: MutexGuard<'static, ()>,
    }

    static ONE_SERVER: Mutex<()> = Mutex::new(());

    impl Server {
        fn start() -> Option<Self> {
            let program = std::env::var("RAPPORT_TEST_NATS").ok()?;
            let alone = ONE_SERVER.lock().unwrap_or_else(PoisonError::into_inner);
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let child = spawn(&program, port);
            Some(Self { program, port, child, _alone: alone })
        }

        async fn bus(&self) -> Bus {
            let url = format!("nats://127.0.0.1:{}", self.port);
            loop {
                match Bus::nats(&url).await {
                    Ok(bus) => return bus,
                    Err(BusError::Connect { .. }) => tokio::task::yield_now().await,
                    Err(error) => panic!("{error}"),
                }
            }
        }

        fn stop(&mut self) {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
        }

        fn start_again(&mut self) {
            self.child = spawn(&self.program, self.port);
        }
    }

    impl Drop for Server {
        fn drop(&mut self) {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }

    fn spawn(program: &str, port: u16) -> Child {
        Command::new(program)
            .args(["--addr", "127.0.0.1", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn changed(seq: u64) -> Notice {
        Notice::ConversationChanged {
            conversation: ConversationId::from_bytes([1; 16]),
            customer: CustomerId::from_bytes([2; 16]),
            seq,
        }
    }

    /// Fails rather than waits for ever.
    async fn hear(subscription: &mut Subscription) -> Heard {
        let heard = tokio::time::timeout(Duration::from_secs(60), subscription.next()).await;
        heard.expect("something is heard").expect("the bus is there")
    }

    async fn hear_notice(subscription: &mut Subscription) -> Notice {
        loop {
            if let Heard::Notice(notice) = hear(subscription).await {
                return notice;
            }
        }
    }

    async fn everybody_hears_in_order(one: Bus, other: Bus) {
        let (mut here, mut there) = (one.subscribe(), other.subscribe());
        for seq in 1..=500 {
            one.publish(&changed(seq)).await.unwrap();
        }
        for seq in 1..=500 {
            assert_eq!(hear(&mut here).await, Heard::Notice(changed(seq)));
            assert_eq!(hear(&mut there).await, Heard::Notice(changed(seq)));
        }
        // Nobody hears anything twice.
        other.publish(&changed(501)).await.unwrap();
        assert_eq!(hear(&mut here).await, Heard::Notice(changed(501)));
        assert_eq!(hear(&mut there).await, Heard::Notice(changed(501)));
    }

    async fn a_slow_listener_is_told(bus: Bus) {
        let mut slow = bus.subscribe();
        for seq in 1..=10_000 {
            bus.publish(&changed(seq)).await.unwrap();
        }
        assert_eq!(hear(&mut slow).await, Heard::Lagged);
        let next = hear(&mut slow).await;
        assert!(
            matches!(next, Heard::Notice(Notice::ConversationChanged { seq, .. }) if seq > 1),
            "{next:?}"
        );
    }

    #[tokio::test]
    async fn in_process() {
        let bus = Bus::in_process();
        everybody_hears_in_order(bus.clone(), bus.clone()).await;
        a_slow_listener_is_told(bus.clone()).await;
        assert!(bus.is_connected());
        let mut last = bus.subscribe();
        drop(bus);
        assert_eq!(last.next().await, None);
    }

    #[tokio::test]
    async fn every_notice_is_small_json_that_reads_back() {
        let at = Timestamp::from_micros(5);
        let conversation = ConversationId::from_bytes([1; 16]);
        let agent = AgentId::from_bytes([3; 16]);
        for notice in [
            changed(7),
            Notice::Typing { conversation, who: Author::Agent { id: agent }, until: at },
            Notice::Typing { conversation, who: Author::Customer, until: at },
            Notice::Presence {
                conversation,
                seat: Seat { agent, window: u64::MAX },
                what: Presence::Writing,
                until: at,
            },
            Notice::SlaChanged {},
            Notice::ReleasePublished { release: ReleaseId::from_bytes([4; 16]) },
            Notice::AgentChanged { agent },
            Notice::CustomerErased { customer: CustomerId::from_bytes([2; 16]) },
        ] {
            let json = serde_json::to_string(&notice).unwrap();
            assert!(json.len() < 250, "{json}");
            assert_eq!(serde_json::from_str::<Notice>(&json).unwrap(), notice);
        }
    }

    #[tokio::test]
    async fn over_nats() {
        let Some(server) = Server::start() else {
            println!("skipped: RAPPORT_TEST_NATS is not set");
            return;
        };
        everybody_hears_in_order(server.bus().await, server.bus().await).await;
        a_slow_listener_is_told(server.bus().await).await;
    }

    #[tokio::test]
    async fn a_lost_server_is_found_again_and_everybody_reads_again() {
        let Some(mut server) = Server::start() else {
            println!("skipped: RAPPORT_TEST_NATS is not set");
            return;
        };
        let (one, other) = (server.bus().await, server.bus().await);
        let (mut here, mut there) = (one.subscribe(), other.subscribe());
        server.stop();
        while one.is_connected() {
            tokio::task::yield_now().await;
        }
        // This node hears itself without NATS; the others will be told that they missed something.
        assert!(matches!(one.publish(&changed(1)).await, Err(BusError::CutOff)));
        assert_eq!(hear(&mut here).await, Heard::Notice(changed(1)));
        server.start_again();
        assert_eq!(hear(&mut here).await, Heard::Lagged);
        // Once when the line is back, and again when notices are sure to be heard.
        assert_eq!(hear(&mut there).await, Heard::Lagged);
        assert_eq!(hear(&mut there).await, Heard::Lagged);
        while !(one.is_connected() && other.is_connected()) {
            tokio::task::yield_now().await;
        }
        one.publish(&changed(2)).await.unwrap();
        assert_eq!(hear_notice(&mut there).await, changed(2));
        assert_eq!(hear_notice(&mut here).await, changed(2));
    }

    /// A node that alone is cut off cannot tell; when it is back, the others must know.
    #[tokio::test]
    async fn a_node_that_was_cut_off_tells_the_others() {
        let Some(server) = Server::start() else {
            println!("skipped: RAPPORT_TEST_NATS is not set");
            return;
        };
        let bystander = server.bus().await;
        let mut there = bystander.subscribe();
        let (gate, address) = gate(server.port).await;
        let cut_off = Bus::nats(&format!("nats://{address}")).await.unwrap();
        cut_off.publish(&changed(1)).await.unwrap();
        assert_eq!(hear(&mut there).await, Heard::Notice(changed(1)));
        // The line breaks, and the node comes back over a new one.
        gate.notify_waiters();
        assert_eq!(hear(&mut there).await, Heard::Lagged);
    }

    /// A line to the server that can be cut.
    async fn gate(port: u16) -> (std::sync::Arc<tokio::sync::Notify>, std::net::SocketAddr) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let cut = std::sync::Arc::new(tokio::sync::Notify::new());
        let scissors = cut.clone();
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let scissors = scissors.clone();
                tokio::spawn(async move {
                    let mut far = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                        () = scissors.notified() => {}
                    }
                });
            }
        });
        (cut, address)
    }
}
