//! What the longer forms send, as requests: read alike by the browser and, without scripts, by the server.

use crate::{
    errors::{ApiError, Problem},
    model::{
        AccessPolicy, EditAccount, HouseSettings, Locale, RestoreTemplate, Retention, Safety, SaveHouse, SaveTemplate,
        TemplateKey, TemplateText, TryTemplate,
    },
    rules::{meanwhile, templates::tidy},
};

/// The field in which the reader's own password is typed once more.
pub const OWN_PASSWORD: &str = "password";

/// The settings as they stand in a form: its fields' names and values.
#[must_use]
pub fn house_fields(house: &HouseSettings) -> [(&'static str, String); 22] {
    let (policy, kept, safety) = (&house.policy, &house.retention, &house.safety);
    [
        ("organisation", house.organisation.clone()),
        ("support_contact", house.support_contact.clone()),
        ("language", house.language.tag().to_owned()),
        ("time_zone", house.time_zone.clone()),
        ("password_min_length", house.password_min_length.to_string()),
        ("link_minutes", house.link_minutes.to_string()),
        ("shared_emails", house.shared_emails.to_string()),
        ("blocklist", policy.blocklist.to_string()),
        ("remembered_passwords", policy.remembered_passwords.to_string()),
        ("generated_look", policy.generated_look.to_string()),
        ("longest_link_minutes", policy.longest_link_minutes.to_string()),
        ("self_service_minutes", policy.self_service_minutes.to_string()),
        ("new_password_hours", policy.new_password_hours.to_string()),
        ("temporary_password_hours", policy.temporary_password_hours.to_string()),
        ("message_days", kept.message_days.to_string()),
        ("history_days", kept.history_days.to_string()),
        ("audit_days", kept.audit_days.to_string()),
        ("import_days", kept.import_days.to_string()),
        ("answer_hours", kept.answer_hours.to_string()),
        ("second_factor_for_staff", safety.second_factor_for_staff.to_string()),
        ("four_eyes", safety.four_eyes.to_string()),
        ("caller_codes", safety.caller_codes.to_string()),
    ]
}

/// The settings that a form with these values asks for. What is no number counts as -1, which the service refuses together
/// with whatever else is wrong.
///
/// # Errors
/// When the form is not the page's.
pub fn save_house(value: impl Fn(&str) -> String) -> Result<SaveHouse, ApiError> {
    let number = |field| value(field).trim().parse().unwrap_or(-1);
    Ok(SaveHouse {
        version: version(&value)?,
        shown: meanwhile::shown(&value(meanwhile::SHOWN)),
        house: HouseSettings {
            organisation: value("organisation"),
            support_contact: value("support_contact"),
            language: language(&value)?,
            time_zone: value("time_zone"),
            password_min_length: number("password_min_length"),
            link_minutes: number("link_minutes"),
            shared_emails: value("shared_emails") == "true",
            policy: AccessPolicy {
                blocklist: value("blocklist") == "true",
                remembered_passwords: number("remembered_passwords"),
                generated_look: value("generated_look").parse().map_err(|_| unreadable())?,
                longest_link_minutes: number("longest_link_minutes"),
                self_service_minutes: number("self_service_minutes"),
                new_password_hours: number("new_password_hours"),
                temporary_password_hours: number("temporary_password_hours"),
            },
            retention: Retention {
                message_days: number("message_days"),
                history_days: number("history_days"),
                audit_days: number("audit_days"),
                import_days: number("import_days"),
                answer_hours: number("answer_hours"),
            },
            safety: Safety {
                second_factor_for_staff: value("second_factor_for_staff") == "true",
                four_eyes: value("four_eyes") == "true",
                caller_codes: value("caller_codes") == "true",
            },
        },
    })
}

/// What a form with these values asks for of one's own account.
///
/// # Errors
/// When the form is not the page's.
pub fn edit_account(value: impl Fn(&str) -> String) -> Result<EditAccount, ApiError> {
    Ok(EditAccount {
        version: version(&value)?,
        shown: meanwhile::shown(&value(meanwhile::SHOWN)),
        display_name: value("display_name"),
        language: language(&value)?,
        time_zone: value("time_zone"),
        theme: value("theme").parse().map_err(|_| unreadable())?,
    })
}

/// What one's own account says, by field, for whoever is told what changed of it.
#[must_use]
pub fn account_fields(display_name: &str, language: Locale, time_zone: &str) -> [(&'static str, String); 3] {
    [("display_name", display_name.to_owned()), ("language", language.name().to_owned()), ("time_zone", time_zone.to_owned())]
}

/// What the editor of a template asks for with these values.
///
/// # Errors
/// When the form is not the page's.
pub fn save_template(key: TemplateKey, value: impl Fn(&str) -> String) -> Result<SaveTemplate, ApiError> {
    Ok(SaveTemplate { key, language: language(&value)?, version: version(&value)?, text: template_text(&value) })
}

/// The text as it stands in the editor of a template.
///
/// # Errors
/// When the form is not the page's.
pub fn try_template(key: TemplateKey, value: impl Fn(&str) -> String) -> Result<TryTemplate, ApiError> {
    Ok(TryTemplate { key, language: language(&value)?, text: template_text(&value) })
}

/// What the list of a template's versions asks for.
///
/// # Errors
/// When the form is not the page's.
pub fn restore_template(key: TemplateKey, value: impl Fn(&str) -> String) -> Result<RestoreTemplate, ApiError> {
    let to = value("to").parse().map_err(|_| unreadable())?;
    Ok(RestoreTemplate { key, language: language(&value)?, version: version(&value)?, to })
}

fn template_text(value: impl Fn(&str) -> String) -> TemplateText {
    tidy(&TemplateText { subject: value("subject"), html: value("html"), text: value("text") })
}

fn version(value: impl Fn(&str) -> String) -> Result<i64, ApiError> {
    value("version").parse().map_err(|_| unreadable())
}

fn language(value: impl Fn(&str) -> String) -> Result<Locale, ApiError> {
    Locale::from_tag(&value("language")).ok_or_else(unreadable)
}

fn unreadable() -> ApiError {
    Problem::UnreadableForm.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house() -> HouseSettings {
        HouseSettings {
            organisation: "Northwind & Söhne".to_owned(),
            support_contact: "+49 89 1234".to_owned(),
            language: Locale::De,
            time_zone: "Europe/Berlin".to_owned(),
            password_min_length: 15,
            link_minutes: 60,
            shared_emails: true,
            policy: AccessPolicy::default(),
            retention: Retention::default(),
            safety: Safety { second_factor_for_staff: true, ..Safety::default() },
        }
    }

    /// The form of these settings, with one field changed.
    fn form(changed: (&'static str, &'static str)) -> impl Fn(&str) -> String {
        move |field| {
            let fields = house_fields(&house()).into_iter().chain([("version", "7".to_owned())]);
            match changed {
                (name, value) if name == field => value.to_owned(),
                _ => fields.into_iter().find(|(name, _)| *name == field).map(|(_, value)| value).unwrap_or_default(),
            }
        }
    }

    #[test]
    fn a_form_that_was_not_touched_changes_nothing() {
        assert_eq!(save_house(form(("", ""))).unwrap(), SaveHouse { version: 7, shown: None, house: house() });
    }

    #[test]
    fn a_box_that_is_not_ticked_sends_nothing() {
        assert!(!save_house(form(("shared_emails", ""))).unwrap().house.shared_emails);
        assert!(!save_house(form(("blocklist", ""))).unwrap().house.policy.blocklist);
        assert!(!save_house(form(("second_factor_for_staff", ""))).unwrap().house.safety.second_factor_for_staff);
    }

    #[test]
    fn no_number_is_left_to_the_service_to_refuse_and_no_version_is_no_form() {
        assert_eq!(save_house(form(("link_minutes", "an hour"))).unwrap().house.link_minutes, -1);
        assert_eq!(save_house(form(("version", ""))).unwrap_err().problem, Problem::UnreadableForm);
        assert_eq!(save_house(form(("language", "fr"))).unwrap_err().problem, Problem::UnreadableForm);
    }
}
