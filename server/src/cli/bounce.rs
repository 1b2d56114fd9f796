//! `latchkey bounce`

use super::{operator::Operator, output::Output};
use crate::service::{MOST_RETURNED, Returned};
use clap::Args;
use std::io::Read;

#[derive(Debug, Args)]
pub(super) struct Bounce {
    /// To whom the mail came, where the mail server says so: the address with the plus sign.
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
}

impl Bounce {
    /// Reads the mail from standard input. One that is not about a mail of ours is no failure: a mail server would send it back.
    pub(super) async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        let raw = tokio::task::spawn_blocking(read).await??;
        let returned = operator.desk.take_returned(&raw, self.recipient.as_deref()).await?;
        output.answer(&returned, || {
            match returned {
                Returned::Bounced => "The message is marked as come back.",
                Returned::Delayed => "It is noted that the message is late.",
                Returned::NotOurs => "This is not about a message that was sent lately.",
            }
            .to_owned()
        })
    }
}

fn read() -> std::io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    std::io::stdin().lock().take(MOST_RETURNED as u64 + 1).read_to_end(&mut raw)?;
    // The rest is read and left, so that the mail server's pipe does not break.
    std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink())?;
    Ok(raw)
}
