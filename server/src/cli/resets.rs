//! Ways back in: `reset-link`, `new-password`, `temporary-password`, and `admin create` for when nobody can get in.

use super::{operator::Operator, output::Output};
use crate::service::{GenerateTemporary, SaveTemporary};
use app::{
    api::{ApiError, NewPasswords as _, People as _, Problem, Resets as _},
    model::{
        CreateUser, Kind, LinkLife, NewPasswordEffect, Role, SendChangeLink, SendNewPassword, TemporaryLook, TypedPassword,
        UserDraft, UserId,
    },
};
use clap::{Args, Subcommand};
use serde_json::json;

/// Sends a password change link.
#[derive(Debug, Args)]
pub(super) struct ResetLink {
    /// Their user name, or their e-mail where it is theirs alone.
    user: String,
    /// For how many minutes it works, 5 to 1440; the settings' choice when absent.
    #[arg(long)]
    minutes: Option<i64>,
    /// Show the link here instead of mailing it. Whoever has it can choose the password.
    #[arg(long)]
    show: bool,
}

/// Has a new password made and mailed.
#[derive(Debug, Args)]
pub(super) struct NewPassword {
    /// Their user name, or their e-mail where it is theirs alone.
    user: String,
    /// When the old password stops: on-acceptance (when the mail server has taken the mail), first-use or at-once.
    #[arg(long, default_value = "on-acceptance")]
    effect: NewPasswordEffect,
}

/// Sets a temporary password.
#[derive(Debug, Args)]
pub(super) struct TemporaryPassword {
    /// Their user name, or their e-mail where it is theirs alone.
    user: String,
    /// Send e-mail with access info to the user.
    #[arg(long)]
    send_access_info: bool,
    /// characters or words; the settings' choice when absent.
    #[arg(long)]
    look: Option<TemporaryLook>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Admin {
    /// Make an administrator and show the link with which they choose their password. Needs no mail. An account that is there
    /// already stays as it is, with its second factor.
    Create {
        /// What they sign in with.
        user_name: String,
        /// Where mail reaches them.
        #[arg(long)]
        email: String,
        /// The name people call them by; the user name when absent.
        #[arg(long)]
        name: Option<String>,
    },
    /// Remove the second factor of somebody who has lost it and whom no administrator can help. They are told by mail, and the
    /// audit trail has it.
    RemoveSecondFactor {
        /// Their user name, or their e-mail where it is theirs alone.
        user: String,
    },
}

impl ResetLink {
    pub(super) async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        let user = operator.find(&self.user).await?;
        if self.show {
            let life = self.minutes.map_or(Some(LinkLife::DEFAULT), LinkLife::from_minutes);
            let life = life.ok_or_else(|| ApiError::field("life_minutes", Problem::LinkLife))?;
            return show_link(operator, output, user, life).await;
        }
        let life_minutes = match self.minutes {
            Some(minutes) => minutes,
            None => operator.desk.link_prompt(&operator.caller, user).await?.default_minutes,
        };
        let sent = operator.desk.send_change_link(&operator.caller, SendChangeLink { user, life_minutes }).await?;
        output.answer(&sent, || {
            format!("A password change link for {} is in the outbox; the running Latchkey sends it.", sent.email)
        })
    }
}

/// Said with a link of somebody who needs more than a password.
const FACTOR_STAYS: &str =
    "\nSigning in asks for their second factor, too. If they have lost it: latchkey admin remove-second-factor";

async fn show_link(operator: &Operator, output: Output, user: UserId, life: LinkLife) -> anyhow::Result<()> {
    let link = operator.desk.hand_out_link(&operator.caller, user, life).await?;
    let has_factor = operator.desk.user(&operator.caller, user).await?.second_factor.factors.any();
    let answer = json!({ "link": link.expose(), "life_minutes": life.minutes(), "second_factor": has_factor });
    output.answer(&answer, || {
        let factor = if has_factor { FACTOR_STAYS } else { "" };
        format!("{}\n\nIt works for {} minutes, once. It is not shown again.{factor}", link.expose(), life.minutes())
    })
}

impl NewPassword {
    pub(super) async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        let user = operator.find(&self.user).await?;
        let request = SendNewPassword { user, effect: self.effect };
        let sent = operator.desk.send_new_password(&operator.caller, request).await?;
        output.answer(&sent, || {
            format!(
                "A mail with a new password for {} is in the outbox; the running Latchkey sends it.\nTicket number {}",
                sent.email, sent.ticket
            )
        })
    }
}

impl TemporaryPassword {
    pub(super) async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        let user = operator.find(&self.user).await?;
        let prompt = operator.desk.temporary_prompt(&operator.caller, user).await?;
        let generate = GenerateTemporary { look: self.look.unwrap_or(prompt.look), password: TypedPassword::default() };
        let shown = operator.desk.generate_temporary(&operator.caller, user, &generate).await?;
        let save = SaveTemporary { draft: shown.draft().to_owned(), send_access_info: self.send_access_info };
        let ticket = operator.desk.save_temporary(&operator.caller, user, &save).await?;
        let answer = json!({ "password": shown.expose(), "ticket": ticket, "life_minutes": prompt.life_minutes });
        output.answer(&answer, || {
            format!(
                "{}\n\nIt works for {} hours and must be changed at the next sign-in. It is not shown again.\nTicket number {ticket}",
                shown.expose(),
                prompt.life_minutes / 60
            )
        })
    }
}

impl Admin {
    pub(super) async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Create { user_name, email, name } => create(operator, output, user_name, email, name).await,
            Self::RemoveSecondFactor { user } => {
                let user = operator.find(&user).await?;
                operator.desk.remove_factors_of(&operator.caller, user).await?;
                let told = "The second factor is removed. The password alone lets them in now; they are told by mail.";
                output.answer(&json!({ "removed": true }), || told.to_owned())
            }
        }
    }
}

async fn create(
    operator: &Operator,
    output: Output,
    user_name: String,
    email: String,
    name: Option<String>,
) -> anyhow::Result<()> {
    let blank = operator.desk.edit_prompt(&operator.caller, None).await?.draft;
    let draft = UserDraft {
        kind: Kind::Human,
        role: Role::Administrator,
        display_name: name.unwrap_or_else(|| user_name.clone()),
        user_name,
        email,
        ..blank
    };
    let user = operator.desk.create_user(&operator.caller, CreateUser { draft, send_link: false }).await?;
    show_link(operator, output, user, LinkLife::DEFAULT).await
}
