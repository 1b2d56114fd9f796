//! Forms that somebody else saved meanwhile: what was entered stays, and goes on with the version that there is now.

use crate::api::{ApiError, Problem};
use crate::model::FormState;
use crate::pages::address;
use crate::rules::meanwhile::SHOWN;
use leptos::{prelude::*, task::spawn_local};
use serde::Serialize;

fn is_meanwhile(error: &ApiError) -> bool {
    matches!(error.problem, Problem::ChangedMeanwhile(..))
}

/// The version that a form carries: the one that was entered into, until its reader has been told what others changed.
pub(super) fn version(form: Option<&FormState>, current: i64) -> i64 {
    let entered = form.filter(|form| !is_meanwhile(&form.error)).and_then(|form| form.value("version")?.parse().ok());
    entered.unwrap_or(current)
}

/// How something stood when its reader was last told: its version, and what it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Base {
    version: i64,
    /// As JSON.
    shown: String,
}

impl Base {
    pub(super) fn of(version: i64, content: &impl Serialize) -> Self {
        Self { version, shown: serde_json::to_string(content).unwrap_or_default() }
    }

    /// What a form carries: how the thing stood when it was entered into, until its reader has been told what others changed.
    pub(super) fn carried(form: Option<&FormState>, current: Self) -> Self {
        let entered = form.filter(|form| !is_meanwhile(&form.error)).and_then(|form| form.value(SHOWN));
        let shown = entered.map_or(current.shown, str::to_owned);
        Self { version: version(form, current.version), shown }
    }

    /// What a form starts with whose fields can be shown anew without scripts: the address carries it then.
    pub(super) fn start(form: Option<&FormState>, search: &str, current: Self) -> Self {
        if form.is_some() {
            return Self::carried(form, current);
        }
        let pairs = address::pairs(search);
        let value = |name: &str| pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
        match (value("version").and_then(|version| version.parse().ok()), value(SHOWN)) {
            (Some(version), Some(shown)) => Self { version, shown: shown.to_owned() },
            _ => current,
        }
    }

    /// The version alone.
    pub(super) const fn version(&self) -> i64 {
        self.version
    }

    /// The fields that carry it.
    pub(super) fn fields(&self) -> AnyView {
        view! {
            <input type="hidden" name="version" value=self.version.to_string() />
            <input type="hidden" name=SHOWN value=self.shown.clone() />
        }
        .into_any()
    }
}

/// Reads again how things stand once a form was refused because somebody else had saved. In the browser only.
pub(super) fn follow<T: 'static, Reading>(
    error: Signal<Option<ApiError>>,
    read: impl Fn() -> Reading + 'static,
    take: impl Fn(T) + Copy + 'static,
) where
    Reading: Future<Output = Result<T, ApiError>> + 'static,
{
    Effect::new(move |_| {
        if error.with(|error| error.as_ref().is_some_and(is_meanwhile)) {
            let reading = read();
            spawn_local(async move {
                if let Ok(now) = reading.await {
                    take(now);
                }
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(problem: Problem) -> FormState {
        FormState { values: [("version".to_owned(), "3".to_owned())].into(), error: problem.into() }
    }

    #[test]
    fn a_refused_form_keeps_its_version_until_its_reader_knows_of_the_others() {
        assert_eq!(version(None, 5), 5);
        assert_eq!(version(Some(&refused(Problem::TimeZone)), 5), 3);
        assert_eq!(version(Some(&refused(Problem::ChangedMeanwhile(None, Vec::new()))), 5), 5);
    }

    #[test]
    fn what_was_shown_is_carried_with_its_version() {
        let mut form = refused(Problem::TimeZone);
        form.values.insert(SHOWN.to_owned(), "\"then\"".to_owned());
        let now = || Base::of(5, &"now");
        assert_eq!(Base::carried(Some(&form), now()), Base { version: 3, shown: "\"then\"".to_owned() });
        form.error = Problem::ChangedMeanwhile(None, Vec::new()).into();
        assert_eq!(Base::carried(Some(&form), now()), now());
        assert_eq!(Base::carried(None, now()), now());
    }

    #[test]
    fn fields_that_are_shown_anew_do_not_make_a_form_newer() {
        let now = || Base::of(5, &"now");
        let then = Base { version: 3, shown: "[7]".to_owned() };
        assert_eq!(Base::start(None, "name=Staff&version=3&shown=%5B7%5D&do=add", now()), then);
        assert_eq!(Base::start(None, "name=Staff&do=add", now()), now());
        let told = refused(Problem::ChangedMeanwhile(None, Vec::new()));
        assert_eq!(Base::start(Some(&told), "version=3&shown=%5B7%5D", now()), now());
    }
}
