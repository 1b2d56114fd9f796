//! The data both sides share. Everything here may cross the wire, so no secret lives here; the one exception is
//! [`TypedPassword`], what a person types, which serialises and shows nothing in `Debug`.

#[macro_use]
mod text_enum;

mod api_access;
mod approval;
mod audit;
mod automation;
mod automation_ahead;
mod automation_file;
mod bulk;
mod caller_code;
mod dashboard;
mod event;
mod factor;
mod holidays;
mod ids;
mod impact;
mod import;
mod link;
mod locale;
mod mailbox;
mod message;
mod new_password;
mod not_me;
mod page;
mod page_state;
mod passkey;
mod run;
mod safety;
mod secret;
mod selection;
mod settings;
mod template;
mod time;
mod time_frame;
mod timeline;
mod user;
mod user_form;
mod viewer;

pub use api_access::{ApiAccess, ApiKey, ApiPrompt, ApiScope, ApiUse, KeyLife, LastCall, RevokeKey};
pub use approval::{Approval, ApprovalDecision, ApprovalList, ApprovalNews, ApprovalPrompt, HeldDeed};
pub use audit::{AuditChain, AuditEntry, AuditQuery, HeadKind, Outcome};
pub use automation::{
    AutomationDraft, AutomationList, AutomationNames, AutomationPrompt, AutomationRecord, AutomationRow, AutomationStatus,
    AutomationStep, AutomationWarning, AutomationWindow, DraftPart, EventFilter, Job, JobKind, PauseReason, SaveAutomation,
    TextOperator, Tried, TriedLine, TryOver, WatchedEvent,
};
pub use automation_ahead::{Coming, ComingDay, ComingMonth, PlannedRun, Upcoming};
pub use automation_file::{AutomationFile, FileNames};
pub use bulk::{
    BulkAction, BulkCaller, BulkCounts, BulkImpact, BulkLine, BulkOrder, BulkOutcome, BulkPreview, BulkQuery, BulkRecord,
    BulkRow, BulkSkip, BulkSkipped, BulkState, BulkStep, BulkTarget, StartBulk, kinds_taking_part,
};
pub use caller_code::{CallerCheck, CallerNeed, CallerPrompt, CallerWay, MailedCode};
pub use dashboard::{
    Activity, ActivitySlot, Attention, AwaitedApproval, Dashboard, Hour, LinkRunningOut, LockedOut, Reported, ResetKind,
    TimeRange,
};
pub use event::{EventFacts, EventField, EventKind, PasswordWay, SignInWay};
pub use factor::{FactorChange, FactorFacts, FactorPrompt, FactorWay, Factors, ProvePrompt};
pub use holidays::{HolidayList, HolidayRow, HolidayYear, HolidaysImported};
pub use ids::{
    ActorId, ApiKeyId, ApprovalId, AuditId, AutomationId, BulkId, CallerCodeId, ImportId, KnownBrowserId, LinkId, MessageId,
    PasskeyId, PendingId, RunId, SelectionId, SessionId, UserId,
};
pub use impact::{Fate, MessageImpact, OpenAccess};
pub use import::{
    ImportColumn, ImportField, ImportOptions, ImportProblem, ImportRow, ImportState, ImportStep, ImportTally, ImportView,
};
pub use link::{
    ChangePrompt, CopyPrompt, LinkLife, LinkPrompt, LinkPurpose, LinkSent, LinkStanding, Opener, SendChangeLink, SetUpPrompt,
};
pub use locale::{Locale, Theme};
pub use mailbox::{MailSummary, MailView};
pub use message::{
    Attempt, LastReply, MailHold, MailQueue, MessageKind, MessageQuery, MessageRecord, MessageRow, MessageState, ReplyMeaning,
    UnsentPassword,
};
pub use new_password::{
    ChoosePrompt, NewPasswordEffect, NewPasswordPrompt, NewPasswordSent, SendNewPassword, TemporaryLook, TemporaryPrompt,
};
pub use not_me::{NewFactor, NotMePrompt, NotMeStanding};
pub use page::{Count, Page, Place};
pub use page_state::{Flash, FormState, PageState, Tone};
pub use passkey::{MOST_PASSKEYS, Passkey};
pub use run::{LeftOut, RunDay, RunLine, RunQuery, RunState, RunStep, RunTally, SkipReason};
pub use safety::Safety;
pub use secret::TypedPassword;
pub use selection::{
    Criteria, Criterion, CriterionKind, PasswordState, SaveSelection, SelectionDraft, SelectionList, SelectionPreview,
    SelectionView,
};
pub use settings::{AccessPolicy, HouseSaved, HouseSettings, MailServer, MailTested, Retention, SaveHouse, SettingsView};
pub use template::{
    Breakage, Comparison, LineChange, PreviewLook, RestoreTemplate, SaveTemplate, TemplateHistory, TemplateKey, TemplateQuery,
    TemplateRow, TemplateState, TemplateText, TemplateVersion, TemplateView, TryTemplate, VersionOrigin,
};
pub use text_enum::UnknownName;
pub use time::{Moment, Span, Timestamp};
pub use time_frame::{Delay, DelayUnit, Every, Holiday, HolidayCalendar, Holidays, Schedule, TimeFrame, Weekday};
pub use timeline::{Step, TimelineEntry};
pub use user::{
    Kind, PasswordFacts, RecoveryBadge, Role, SessionFact, SetActive, UserFilter, UserMark, UserQuery, UserRecord, UserRow,
    UserSort,
};
pub use user_form::{CreateUser, DeletePrompt, EditPrompt, EditUser, FactorsPrompt, UserDraft};
pub use viewer::{Account, EditAccount, Organisation, Permission, Restored, Viewer};
