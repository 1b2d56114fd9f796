//! A proxy as it stands before several servers: each connection goes to the next one that says it can work.

use crate::place;
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::sleep,
};

/// How often each server is asked whether it can work.
const EVERY: Duration = Duration::from_millis(100);

/// It is gone when this is dropped.
pub(crate) struct Proxy {
    _tasks: JoinSet<()>,
}

struct Server {
    address: SocketAddr,
    is_ready: AtomicBool,
}

impl Proxy {
    /// Listens here, and passes on to these.
    pub(crate) async fn start(here: SocketAddr, to: &[SocketAddr]) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(here).await?;
        let servers: Vec<_> =
            to.iter().map(|address| Arc::new(Server { address: *address, is_ready: AtomicBool::new(true) })).collect();
        let mut tasks = JoinSet::new();
        for server in &servers {
            tasks.spawn(look_after(Arc::clone(server)));
        }
        tasks.spawn(listen(listener, servers));
        Ok(Self { _tasks: tasks })
    }
}

async fn look_after(server: Arc<Server>) {
    loop {
        server.is_ready.store(place::is_ready(server.address).await, Ordering::Relaxed);
        sleep(EVERY).await;
    }
}

async fn listen(listener: TcpListener, mut servers: Vec<Arc<Server>>) {
    while let Ok((client, _)) = listener.accept().await {
        servers.rotate_left(1);
        tokio::spawn(pass(client, servers.clone()));
    }
}

/// Passes a connection on to the first of these that takes it. One that does not has heard nothing.
async fn pass(mut client: TcpStream, servers: Vec<Arc<Server>>) {
    for server in servers.iter().filter(|server| server.is_ready.load(Ordering::Relaxed)) {
        if let Ok(mut connection) = TcpStream::connect(server.address).await {
            // How it ends, the client sees.
            let _over = copy_bidirectional(&mut client, &mut connection).await;
            return;
        }
    }
}
