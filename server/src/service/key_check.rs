//! One secret key for all processes over one database: what one of them seals, another one must be able to open.

use super::Desk;
use crate::{
    security::{from_hex, hex},
    store::{Db, settings},
};
use anyhow::ensure;

/// Where something sealed is left for the others.
const KEY: &str = "sealed";
const PURPOSE: &str = "the same key";

impl Desk {
    /// Makes sure that this process can open what the others seal. Each leaves something for the next, so that a key that is
    /// used no more need not be kept for this.
    ///
    /// # Errors
    /// A sentence for the operator when the key is another one; otherwise when the database fails.
    pub async fn agree_on_the_key(&self) -> anyhow::Result<()> {
        let sealed = hex(&self.sealer.seal(PURPOSE, b"latchkey")?);
        let mut tx = self.db.write().await?;
        let left: String = settings::hold(&mut tx, KEY, &sealed, self.now()).await?;
        ensure!(
            from_hex(&left).is_some_and(|left| self.sealer.open(PURPOSE, &left).is_some()),
            "The secret key file holds another key than the one that this database is used with. All processes need the same: copy \
             the file, or name it in LATCHKEY_SECRET_KEY_FILE. If that key is lost, `latchkey forget-key` lets this one take its \
             place."
        );
        settings::set(&mut tx, KEY, &sealed, self.now()).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Lets the next process that starts say which key it is from now on.
///
/// # Errors
/// When the database fails.
pub async fn forget_key(db: &Db) -> anyhow::Result<()> {
    let mut tx = db.write().await?;
    settings::remove(&mut tx, KEY).await?;
    tx.commit().await?;
    Ok(())
}
