//! Choosing a saved selection. Where there are many, scripts let them be searched; without them all stand in the list.

use super::filling::Filling;
use crate::model::SelectionId;
use crate::ui::{Choice, SelectField, use_hydrated};
use leptos::{ev, prelude::*};

/// So many are seen at a glance.
const FEW: usize = 8;

/// A saved selection, or none. `meant` is what the service calls it, which knows two of them.
pub(super) fn selections(meant: &'static str, hint: &'static str, filling: Filling) -> AnyView {
    let own = filling.words.automations;
    let known = StoredValue::new(filling.prompt.with_value(|prompt| prompt.selections.clone()));
    let chosen = RwSignal::new(filling.text("selection"));
    let typed = RwSignal::new(String::new());
    let error = filling.error(meant);
    let field = move || {
        let selected = chosen.get_untracked();
        let none = Choice { value: String::new(), label: own.no_selection().to_owned() };
        let found = typed.with(|typed| known.with_value(|known| found(known, typed, &selected)));
        let found = found.into_iter().map(|(id, label)| Choice { value: id.to_string(), label });
        let choices = std::iter::once(none).chain(found).collect();
        view! { <SelectField name="selection" label=own.selection() hint choices selected=&selected error /> }.into_any()
    };
    let is_long = known.with_value(|known| known.len() > FEW);
    view! {
        <div id=format!("field-{meant}") tabindex="-1">
            {is_long.then(|| search(typed, filling))}
            <div on:change=move |event| chosen.set(event_target_value(&event))>{field}</div>
        </div>
    }
    .into_any()
}

fn search(typed: RwSignal<String>, filling: Filling) -> AnyView {
    let hydrated = use_hydrated();
    // Enter would save the window.
    let stay = |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
        }
    };
    view! {
        <div class="field" hidden=move || !hydrated()>
            <label for="field-find-selection">{filling.words.automations.find_selection()}</label>
            <input
                class="input"
                id="field-find-selection"
                type="search"
                autocomplete="off"
                spellcheck="false"
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=stay
            />
        </div>
    }
    .into_any()
}

/// Those whose name has what is searched for, and the one that is chosen.
fn found(known: &[(SelectionId, String)], typed: &str, chosen: &str) -> Vec<(SelectionId, String)> {
    let wanted = typed.trim().to_lowercase();
    let fits = |(id, name): &&(SelectionId, String)| name.to_lowercase().contains(&wanted) || id.to_string() == chosen;
    known.iter().filter(fits).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_is_found_by_any_part_of_its_name_and_the_chosen_one_stays() {
        let id = |number| SelectionId(uuid::Uuid::from_u128(number));
        let known = [(id(1), "Dormant accounts".to_owned()), (id(2), "Office Berlin".to_owned()), (id(3), "Werk".to_owned())];
        let names = |typed, chosen: &str| found(&known, typed, chosen).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        assert_eq!(names(" BERLIN ", ""), ["Office Berlin"]);
        assert_eq!(names("berlin", &id(3).to_string()), ["Office Berlin", "Werk"]);
        assert_eq!(names("", "").len(), 3);
    }
}
