//! The port: what the product can do, as the pages see it. The server implements it; `app` never learns how.

use super::{ApiError, Problem};
use crate::model::{
    Account, Activity, ApiPrompt, ApprovalId, ApprovalList, ApprovalPrompt, AuditEntry, AuditQuery, AutomationId, AutomationList,
    AutomationPrompt, AutomationRecord, AutomationStep, BulkAction, BulkId, BulkPreview, BulkQuery, BulkRecord, BulkRow,
    BulkStep, BulkTarget, CallerPrompt, ChoosePrompt, ComingMonth, CopyPrompt, CreateUser, Criteria, Dashboard, DeletePrompt,
    EditAccount, EditPrompt, EditUser, FactorPrompt, FactorsPrompt, Holiday, HolidayList, HolidayYear, HouseSaved, ImportId,
    ImportRow, ImportStep, ImportView, KnownBrowserId, LinkPrompt, LinkSent, LinkStanding, Locale, MailHold, MailSummary,
    MailTested, MailView, MessageId, MessageQuery, MessageRecord, MessageRow, NewPasswordPrompt, NewPasswordSent, NotMeStanding,
    Organisation, Page, Permission, Place, ProvePrompt, RestoreTemplate, RevokeKey, Role, RunId, RunQuery, RunStep,
    SaveAutomation, SaveHouse, SaveSelection, SaveTemplate, SelectionId, SelectionList, SelectionPreview, SelectionView,
    SendChangeLink, SendNewPassword, SessionId, SetActive, SetUpPrompt, SettingsView, StartBulk, TemplateHistory, TemplateKey,
    TemplateQuery, TemplateRow, TemplateView, TemporaryPrompt, Theme, TimeRange, Tried, TryOver, TryTemplate, Upcoming, UserId,
    UserQuery, UserRecord, UserRow, Viewer,
};
use crate::words::Words;
use async_trait::async_trait;
use std::net::IpAddr;
#[cfg(feature = "ssr")]
use std::sync::Arc;

/// From where a request comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The address, as seen by us or by a proxy that the configuration trusts.
    pub address: IpAddr,
    /// Browser and system in a few words, made from the `User-Agent`.
    pub browser: String,
    /// The language the browser asks for, if Latchkey speaks it.
    pub locale: Option<Locale>,
    /// That somebody was signed in there before, if the browser can show it.
    pub known: Option<KnownBrowser>,
}

/// A browser in which somebody was signed in before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownBrowser {
    /// Who.
    pub user: UserId,
    /// Which, of theirs.
    pub id: KnownBrowserId,
}

impl Client {
    /// Whose tries are counted together: an IPv4 address, or the first 64 bits of an IPv6 address, since whoever has one of
    /// these addresses has all that begin like it (RFC 6177).
    #[must_use]
    pub fn network(&self) -> IpAddr {
        match self.address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
            v4 @ IpAddr::V4(_) => v4,
        }
    }
}

/// Someone who signed in and may act (a session whose scope is full).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub user: UserId,
    /// With which session; the nil UUID for a program, which has none.
    pub session: SessionId,
    /// Their name, for trails and mails.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// The language in which they read.
    pub locale: Locale,
    /// IANA time zone in which they read times.
    pub time_zone: String,
    /// Light or dark pages.
    pub theme: Theme,
    /// From where.
    pub client: Client,
    /// With which credential a program calls, by its name; absent for a person and their session.
    pub credential: Option<String>,
}

impl Caller {
    /// The words in their language.
    #[must_use]
    pub const fn words(&self) -> Words {
        Words::of(self.locale)
    }

    /// Goes on only if the caller's role includes the permission.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`](super::ErrorCode::Forbidden).
    pub fn require(&self, permission: Permission) -> Result<(), ApiError> {
        if self.role.allows(permission) { Ok(()) } else { Err(Problem::Forbidden.into()) }
    }
}

/// Whoever sends a request, signed in or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The signed-in caller.
    pub caller: Option<Caller>,
    /// Someone who signed in with a generated or a temporary password, and may choose their own and nothing else.
    pub choosing: Option<Caller>,
    /// Someone who has shown their password and may show or set up a second factor, and nothing else.
    pub proving: Option<Caller>,
    /// From where.
    pub client: Client,
    /// The language of pages for those who are not signed in and whose browser asks for none that Latchkey speaks.
    pub house_locale: Locale,
}

impl Visitor {
    /// The language in which they read: the account's, else the browser's, else the house's.
    #[must_use]
    pub fn locale(&self) -> Locale {
        let account = self.caller.as_ref().or(self.choosing.as_ref()).or(self.proving.as_ref());
        account.map(|caller| caller.locale).or(self.client.locale).unwrap_or(self.house_locale)
    }
}

/// The directory.
#[async_trait]
pub trait People: Send + Sync {
    /// One page of users.
    async fn users(&self, caller: &Caller, query: UserQuery) -> Result<Page<UserRow>, ApiError>;
    /// Every tag in use, in order, at most 200.
    async fn tags(&self, caller: &Caller) -> Result<Vec<String>, ApiError>;
    /// Everything about one user.
    async fn user(&self, caller: &Caller, user: UserId) -> Result<UserRecord, ApiError>;
    /// Switches Is Active; off ends sessions and revokes links.
    async fn set_active(&self, caller: &Caller, request: SetActive) -> Result<(), ApiError>;
    /// What the form starts with: for a new user, or for this one.
    async fn edit_prompt(&self, caller: &Caller, user: Option<UserId>) -> Result<EditPrompt, ApiError>;
    /// Makes a user.
    async fn create_user(&self, caller: &Caller, request: CreateUser) -> Result<UserId, ApiError>;
    /// Changes a user, unless somebody else did meanwhile.
    async fn edit_user(&self, caller: &Caller, request: EditUser) -> Result<(), ApiError>;
    /// Lifts the wait after failed sign-ins.
    async fn unlock(&self, caller: &Caller, user: UserId) -> Result<(), ApiError>;
    /// Ends all sessions of a user; answers how many there were.
    async fn end_sessions(&self, caller: &Caller, user: UserId) -> Result<i64, ApiError>;
    /// Withdraws the links and generated passwords that a user has not used; answers how many there were.
    async fn withdraw(&self, caller: &Caller, user: UserId) -> Result<i64, ApiError>;
    /// What is said before a user is deleted; refused for the same reasons as deleting.
    async fn delete_prompt(&self, caller: &Caller, user: UserId) -> Result<DeletePrompt, ApiError>;
    /// What is said before somebody's second factor is removed; refused for the same reasons as removing it.
    async fn factors_prompt(&self, caller: &Caller, user: UserId) -> Result<FactorsPrompt, ApiError>;
    /// Deletes a user: messages lose their address, the audit trail stays. `typed` must be the user name.
    async fn delete_user(&self, caller: &Caller, user: UserId, typed: &str) -> Result<(), ApiError>;
}

/// Saved selections of users.
#[async_trait]
pub trait Selections: Send + Sync {
    /// All of them.
    async fn selections(&self, caller: &Caller) -> Result<SelectionList, ApiError>;
    /// One of them.
    async fn selection(&self, caller: &Caller, selection: SelectionId) -> Result<SelectionView, ApiError>;
    /// What a form or a prompt starts with that changes one, or makes one; refused where saving would be.
    async fn selection_prompt(&self, caller: &Caller, selection: Option<SelectionId>) -> Result<Option<SelectionView>, ApiError>;
    /// Whom conditions mean now, saved or not.
    async fn preview_selection(&self, caller: &Caller, criteria: Criteria) -> Result<SelectionPreview, ApiError>;
    /// Saves one, unless somebody else did meanwhile.
    async fn save_selection(&self, caller: &Caller, request: SaveSelection) -> Result<SelectionId, ApiError>;
    /// Deletes one; the users it means stay as they are.
    async fn delete_selection(&self, caller: &Caller, selection: SelectionId) -> Result<(), ApiError>;
}

/// The same done for many users.
#[async_trait]
pub trait Bulk: Send + Sync {
    /// What is said before a job is started.
    async fn preview_bulk(&self, caller: &Caller, action: BulkAction, target: BulkTarget) -> Result<BulkPreview, ApiError>;
    /// Starts a job.
    async fn start_bulk(&self, caller: &Caller, request: StartBulk) -> Result<BulkId, ApiError>;
    /// All jobs, the latest first.
    async fn bulk_jobs(&self, caller: &Caller, place: Option<Place>) -> Result<Page<BulkRow>, ApiError>;
    /// A job and a stretch of its ledger.
    async fn bulk_job(&self, caller: &Caller, job: BulkId, query: BulkQuery) -> Result<BulkRecord, ApiError>;
    /// Pauses, resumes, cancels or undoes a job.
    async fn step_bulk(&self, caller: &Caller, job: BulkId, step: BulkStep) -> Result<(), ApiError>;
}

/// Files of users. They arrive beside this port, in pieces.
#[async_trait]
pub trait Imports: Send + Sync {
    /// The last imports, latest first, at most 20.
    async fn imports(&self, caller: &Caller) -> Result<Vec<ImportRow>, ApiError>;
    /// How one stands, with the stretch `page` (from 1) of its problems.
    async fn import(&self, caller: &Caller, import: ImportId, page: i64) -> Result<ImportView, ApiError>;
    /// Takes it a step on.
    async fn import_step(&self, caller: &Caller, import: ImportId, step: ImportStep) -> Result<(), ApiError>;
}

/// The reader's own affairs.
#[async_trait]
pub trait Own: Send + Sync {
    /// The reader, for the frame around the pages.
    async fn viewer(&self, caller: &Caller) -> Result<Viewer, ApiError>;
    /// The reader's own account.
    async fn account(&self, caller: &Caller) -> Result<Account, ApiError>;
    /// Changes it.
    async fn edit_account(&self, caller: &Caller, request: EditAccount) -> Result<(), ApiError>;
    /// Light or dark pages.
    async fn set_theme(&self, caller: &Caller, theme: Theme) -> Result<(), ApiError>;
    /// Whether the reader must type their own password before what an unattended desk must not be able to do.
    async fn confirm_prompt(&self, caller: &Caller) -> Result<bool, ApiError>;
    /// Ends one of one's own sessions, or all but this one.
    async fn end_own_sessions(&self, caller: &Caller, session: Option<SessionId>) -> Result<(), ApiError>;
}

/// What was sent to whom.
#[async_trait]
pub trait Messages: Send + Sync {
    /// One page of messages, latest first.
    async fn messages(&self, caller: &Caller, query: MessageQuery) -> Result<Page<MessageRow>, ApiError>;
    /// Everything about one.
    async fn message(&self, caller: &Caller, message: MessageId) -> Result<MessageRecord, ApiError>;
    /// Queues it once more, as a new message.
    async fn resend(&self, caller: &Caller, message: MessageId) -> Result<MessageId, ApiError>;
    /// Withdraws it before it is sent.
    async fn cancel_message(&self, caller: &Caller, message: MessageId) -> Result<(), ApiError>;
    /// That mails are held, if they are.
    async fn mail_hold(&self, caller: &Caller) -> Result<Option<MailHold>, ApiError>;
}

/// The house: settings, audit trail, start page.
#[async_trait]
pub trait House: Send + Sync {
    /// The house's name and contact.
    async fn organisation(&self) -> Result<Organisation, ApiError>;
    /// The start page.
    async fn dashboard(&self, caller: &Caller) -> Result<Dashboard, ApiError>;
    /// What its charts show.
    async fn activity(&self, caller: &Caller, range: TimeRange) -> Result<Activity, ApiError>;
    /// The settings.
    async fn settings(&self, caller: &Caller) -> Result<SettingsView, ApiError>;
    /// Changes them, unless somebody else did meanwhile.
    async fn save_settings(&self, caller: &Caller, request: SaveHouse) -> Result<HouseSaved, ApiError>;
    /// Sends a test mail to the caller's own address, now, and reports the mail server's words.
    async fn test_mail(&self, caller: &Caller) -> Result<MailTested, ApiError>;
    /// Lets mails go on that are held.
    async fn resume_mail(&self, caller: &Caller) -> Result<(), ApiError>;
    /// One page of the audit trail, latest first.
    async fn audit(&self, caller: &Caller, query: AuditQuery) -> Result<Page<AuditEntry>, ApiError>;
    /// How far the trail is sealed.
    async fn audit_chain(&self, caller: &Caller) -> Result<crate::model::AuditChain, ApiError>;
}

/// The house's holidays. Calendar files arrive beside this port.
#[async_trait]
pub trait DaysOff: Send + Sync {
    /// All of them, by year.
    async fn holidays(&self, caller: &Caller) -> Result<HolidayList, ApiError>;
    /// What a prompt starts with that removes a year, or imports a file; refused where doing so would be.
    async fn holiday_prompt(&self, caller: &Caller, year: Option<i64>) -> Result<Option<HolidayYear>, ApiError>;
    /// Adds one; answers all of them.
    async fn add_holiday(&self, caller: &Caller, holiday: Holiday) -> Result<HolidayList, ApiError>;
    /// Removes the one on this day ("2026-12-25"); answers those that are left.
    async fn remove_holiday(&self, caller: &Caller, date: &str) -> Result<HolidayList, ApiError>;
    /// Removes all of a year; answers how many there were.
    async fn remove_holiday_year(&self, caller: &Caller, year: i64) -> Result<i64, ApiError>;
}

/// The mails' templates.
#[async_trait]
pub trait Templates: Send + Sync {
    /// Every template, and how it stands.
    async fn templates(&self, caller: &Caller) -> Result<Vec<TemplateRow>, ApiError>;
    /// Everything about one in one language.
    async fn template(&self, caller: &Caller, key: TemplateKey, language: Locale) -> Result<TemplateView, ApiError>;
    /// Saves a text as the next version, unless somebody else saved meanwhile; answers the version.
    async fn save_template(&self, caller: &Caller, request: SaveTemplate) -> Result<i64, ApiError>;
    /// Makes an earlier text, or the built-in one, the next version; answers the version.
    async fn restore_template(&self, caller: &Caller, request: RestoreTemplate) -> Result<i64, ApiError>;
    /// The versions, and two of them compared.
    async fn template_history(&self, caller: &Caller, query: TemplateQuery) -> Result<TemplateHistory, ApiError>;
    /// Sends a text with sample values to the caller's own address, now, and reports the mail server's words.
    async fn try_template(&self, caller: &Caller, request: TryTemplate) -> Result<MailTested, ApiError>;
}

/// Ways back in.
#[async_trait]
pub trait Resets: Send + Sync {
    /// What the prompt says before a password change link is sent; refused for the same reasons as sending.
    async fn link_prompt(&self, caller: &Caller, user: UserId) -> Result<LinkPrompt, ApiError>;
    /// Puts a password change link's mail into the outbox.
    async fn send_change_link(&self, caller: &Caller, request: SendChangeLink) -> Result<LinkSent, ApiError>;
    /// How a link stands, found by its code, for a reader of this language. Changes nothing that matters, however often it
    /// is asked.
    async fn link_standing(&self, code: &str, locale: Locale) -> Result<LinkStanding, ApiError>;
    /// How the link of a notice stands with which its reader can say "this wasn't me". Changes nothing.
    async fn not_me_standing(&self, code: &str, locale: Locale) -> Result<NotMeStanding, ApiError>;
    /// What the page of the one-time set-up link says: whether it still works, and what the password must be like.
    async fn set_up_prompt(&self, code: &str) -> Result<SetUpPrompt, ApiError>;
}

/// Passwords that Latchkey makes.
#[async_trait]
pub trait NewPasswords: Send + Sync {
    /// What the prompt says before a generated password is mailed; refused for the same reasons as mailing.
    async fn new_password_prompt(&self, caller: &Caller, user: UserId) -> Result<NewPasswordPrompt, ApiError>;
    /// Puts the mail with a generated password into the outbox.
    async fn send_new_password(&self, caller: &Caller, request: SendNewPassword) -> Result<NewPasswordSent, ApiError>;
    /// What the page of a temporary password starts with; refused for the same reasons as setting one.
    async fn temporary_prompt(&self, caller: &Caller, user: UserId) -> Result<TemporaryPrompt, ApiError>;
    /// What the page says on which a link can be copied; refused for the same reasons as copying it.
    async fn copy_prompt(&self, caller: &Caller, user: UserId) -> Result<CopyPrompt, ApiError>;
    /// How it stands with somebody on the telephone; refused for the same reasons as setting a temporary password.
    async fn caller_prompt(&self, caller: &Caller, user: UserId) -> Result<CallerPrompt, ApiError>;
    /// What someone is told who has to choose their own password.
    async fn choose_prompt(&self, choosing: &Caller) -> Result<ChoosePrompt, ApiError>;
}

/// Second factors.
#[async_trait]
pub trait SecondFactor: Send + Sync {
    /// What the page shows on which one's own is set up. `is_pending` says that the session can do nothing else.
    async fn factor_prompt(&self, caller: &Caller, is_pending: bool) -> Result<FactorPrompt, ApiError>;
    /// What the page shows that asks for one after the password.
    async fn prove_prompt(&self, proving: &Caller) -> Result<ProvePrompt, ApiError>;
}

/// Access of programs.
#[async_trait]
pub trait Programs: Send + Sync {
    /// What the pages say on which an API password or a key is made; refused for the same reasons as making one.
    async fn api_prompt(&self, caller: &Caller, user: UserId) -> Result<ApiPrompt, ApiError>;
    /// Withdraws a key: calls with it are refused from now on.
    async fn revoke_key(&self, caller: &Caller, request: RevokeKey) -> Result<(), ApiError>;
}

/// What waits for a second administrator.
#[async_trait]
pub trait Approvals: Send + Sync {
    /// Those that wait, and what became of the latest others.
    async fn approvals(&self, caller: &Caller) -> Result<ApprovalList, ApiError>;
    /// What the page of one says; refused where it is over.
    async fn approval_prompt(&self, caller: &Caller, approval: ApprovalId) -> Result<ApprovalPrompt, ApiError>;
}

/// The demo's mailbox; everything answers "not found" elsewhere.
#[async_trait]
pub trait Mailbox: Send + Sync {
    /// The newest mails, latest first, at most 200, for a reader of this language.
    async fn mails(&self, locale: Locale) -> Result<Vec<MailSummary>, ApiError>;
    /// One mail, for a reader of this language.
    async fn mail(&self, id: &str, locale: Locale) -> Result<MailView, ApiError>;
}

/// Automations.
#[async_trait]
pub trait Automations: Send + Sync {
    /// All of them.
    async fn automations(&self, caller: &Caller) -> Result<AutomationList, ApiError>;
    /// One, and a stretch of its ledger.
    async fn automation(&self, caller: &Caller, automation: AutomationId, query: RunQuery) -> Result<AutomationRecord, ApiError>;
    /// What the windows are filled in with, for one that is there or for a new one.
    async fn automation_prompt(&self, caller: &Caller, automation: Option<AutomationId>) -> Result<AutomationPrompt, ApiError>;
    /// Saves windows, unless somebody else saved meanwhile.
    async fn save_automation(&self, caller: &Caller, request: SaveAutomation) -> Result<AutomationId, ApiError>;
    /// The same as a page does it: what takes effect at once is refused until `seen` is the mark that the refusal bears, which
    /// says that the reader was shown what it would do.
    async fn save_window(&self, caller: &Caller, request: SaveAutomation, seen: Option<&str>) -> Result<AutomationId, ApiError>;
    /// What it would have done with a window saved so. Nothing is saved or sent.
    async fn try_window(&self, caller: &Caller, request: SaveAutomation) -> Result<Tried, ApiError>;
    /// Activates, pauses, resumes or deactivates it. Whoever activates it owns it: it acts for them, with the rights that they
    /// have when it acts.
    async fn step_automation(&self, caller: &Caller, automation: AutomationId, step: AutomationStep) -> Result<(), ApiError>;
    /// Deletes it and its ledger.
    async fn delete_automation(&self, caller: &Caller, automation: AutomationId) -> Result<(), ApiError>;
    /// What it would have done over past events. Nothing is sent.
    async fn try_automation(&self, caller: &Caller, automation: AutomationId, over: TryOver) -> Result<Tried, ApiError>;
    /// What comes next, of all automations, the soonest first: runs that wait, and times that the clock will bring.
    async fn upcoming_runs(&self, caller: &Caller, place: Option<Place>) -> Result<Upcoming, ApiError>;
    /// The same as a calendar: what each day of a month ("2026-11") brings, from this month on to a year ahead; this month when
    /// it is none of these.
    async fn coming_month(&self, caller: &Caller, month: Option<String>) -> Result<ComingMonth, ApiError>;
    /// Cancels a run, has it happen now, or tries it again.
    async fn step_run(&self, caller: &Caller, run: RunId, step: RunStep) -> Result<(), ApiError>;
    /// The one switch: stops all automations, or lets them go on.
    async fn stop_all_automations(&self, caller: &Caller, stopped: bool) -> Result<(), ApiError>;
}

/// All of it.
pub trait Backend:
    People
    + Selections
    + Bulk
    + Imports
    + Automations
    + Own
    + Resets
    + NewPasswords
    + SecondFactor
    + Messages
    + House
    + DaysOff
    + Templates
    + Programs
    + Approvals
    + Mailbox
{
}

impl<T> Backend for T where
    T: People
        + Selections
        + Bulk
        + Imports
        + Automations
        + Own
        + Resets
        + NewPasswords
        + SecondFactor
        + Messages
        + House
        + DaysOff
        + Templates
        + Programs
        + Approvals
        + Mailbox
{
}

/// The backend of this request, for what needs no sign-in.
///
/// # Errors
/// [`ErrorCode::Internal`](super::ErrorCode::Internal) when the server forgot to provide it.
#[cfg(feature = "ssr")]
pub fn backend() -> Result<Arc<dyn Backend>, ApiError> {
    leptos::prelude::use_context().ok_or_else(|| Problem::Internal.into())
}

/// The language in which this request's reader reads, signed in or not.
#[cfg(feature = "ssr")]
#[must_use]
pub fn reading_in() -> Locale {
    leptos::prelude::use_context::<Visitor>().map_or_else(Locale::default, |visitor| visitor.locale())
}

/// The way into every use case that needs a signed-in caller.
///
/// # Errors
/// [`ErrorCode::SignInRequired`](super::ErrorCode::SignInRequired) when nobody is signed in.
#[cfg(feature = "ssr")]
pub fn enter() -> Result<(Arc<dyn Backend>, Caller), ApiError> {
    let visitor: Option<Visitor> = leptos::prelude::use_context();
    let caller = visitor.and_then(|visitor| visitor.caller).ok_or(Problem::SignInRequired)?;
    Ok((backend()?, caller))
}

/// Whoever has to choose a password of their own before anything else.
///
/// # Errors
/// [`ErrorCode::SignInRequired`](super::ErrorCode::SignInRequired) when nobody does.
#[cfg(feature = "ssr")]
pub(super) fn choosing() -> Result<Caller, ApiError> {
    let visitor: Option<Visitor> = leptos::prelude::use_context();
    visitor.and_then(|visitor| visitor.choosing).ok_or_else(|| Problem::SignInRequired.into())
}

/// Whoever has shown their password and has to show a second factor, or to set one up.
///
/// # Errors
/// [`ErrorCode::SignInRequired`](super::ErrorCode::SignInRequired) when nobody does.
#[cfg(feature = "ssr")]
pub(super) fn proving() -> Result<Caller, ApiError> {
    let visitor: Option<Visitor> = leptos::prelude::use_context();
    visitor.and_then(|visitor| visitor.proving).ok_or_else(|| Problem::SignInRequired.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_from_one_network_are_counted_together() {
        let network = |address: &str| {
            Client { address: address.parse().unwrap(), browser: String::new(), locale: None, known: None }.network()
        };
        assert_eq!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2:bbbb::2"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
    }
}
