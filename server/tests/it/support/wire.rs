//! The way to a PostgreSQL, which a test can cut.

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Carries connections to the server until it is cut; from then on each is closed as soon as it is there.
pub(crate) struct Wire {
    /// The database's address by this way.
    pub(crate) url: String,
    is_cut: watch::Sender<bool>,
    listener: JoinHandle<()>,
}

impl Wire {
    /// A way to the database of this address.
    pub(crate) async fn to(url: &str) -> Self {
        let (before, after) = url.rsplit_once('@').expect("a user in the address");
        let (server, name) = after.split_once('/').expect("a database in the address");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("{before}@{}/{name}", listener.local_addr().expect("a bound port"));
        let is_cut = watch::Sender::new(false);
        let listener = tokio::spawn(carry(listener, server.to_owned(), is_cut.subscribe()));
        Self { url, is_cut, listener }
    }

    pub(crate) fn cut(&self) {
        self.is_cut.send_replace(true);
    }

    pub(crate) fn mend(&self) {
        self.is_cut.send_replace(false);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.cut();
        self.listener.abort();
    }
}

async fn carry(listener: TcpListener, server: String, is_cut: watch::Receiver<bool>) {
    while let Ok((mut near, _)) = listener.accept().await {
        let (server, mut is_cut) = (server.clone(), is_cut.clone());
        tokio::spawn(async move {
            let cut = async { drop(is_cut.wait_for(|is_cut| *is_cut).await) };
            let carried = async {
                if let Ok(mut far) = TcpStream::connect(server).await {
                    drop(copy_bidirectional(&mut near, &mut far).await);
                }
            };
            tokio::select! {
                biased;
                () = cut => {}
                () = carried => {}
            }
        });
    }
}
