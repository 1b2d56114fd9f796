//! The public pages of password change links.

mod choose;
mod code;
mod outcome;

pub use code::EnterCode;

use super::public::{PublicLoading, unread};
use crate::api::{ApiError, house::organisation, resets::link_standing, resource};
use crate::model::{FormState, LinkStanding, Organisation};
use crate::ui::{PageTitle, take_done, take_form};
use crate::words::use_words;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/change-password/{code}`.
#[component]
pub fn ChangePassword() -> impl IntoView {
    let code = use_params_map().with_untracked(|params| params.get("code").unwrap_or_default());
    let action = format!("/change-password/{code}");
    let (form, done) = (take_form(), take_done());
    let facts = resource(move || code.clone(), move |code| read(code, done));
    let title = use_words().change_password.title();
    view! {
        <Suspense fallback=PublicLoading>
            {move || {
                let (action, form) = (action.clone(), form.clone());
                Suspend::new(async move {
                    match facts.await {
                        Ok((house, None)) => outcome::done(house),
                        Ok((house, Some(standing))) => standing_page(house, standing, action, form),
                        Err(error) => {
                            view! {
                                <PageTitle text=title />
                                {unread(title, error, facts)}
                            }
                                .into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
}

/// The house and how the link stands; once the password is changed that no longer matters.
async fn read(code: String, done: bool) -> Result<(Organisation, Option<LinkStanding>), ApiError> {
    let house = organisation().await?;
    let standing = if done { None } else { Some(link_standing(code).await?) };
    Ok((house, standing))
}

fn standing_page(house: Organisation, standing: LinkStanding, action: String, form: Option<FormState>) -> AnyView {
    match standing {
        LinkStanding::Open(prompt) => choose::open(house, prompt, action, form),
        closed => outcome::closed(house, closed, &action),
    }
}
