//! What is wrong with the rows of a file.

use super::address;
use crate::model::{ImportProblem, ImportView};
use crate::rules::imports::SHOWN_PROBLEMS;
use crate::ui::cards;
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// A stretch of the problems, with the way to all of them; nothing where there is none.
pub(super) fn panel(import: ImportView, words: Words) -> Option<AnyView> {
    let own = words.imports;
    let ImportView { row, problems, page, pages, .. } = import;
    if problems.is_empty() {
        return None;
    }
    let all = format!("{}/problems.csv", address(row.id));
    let shown = (row.problems > SHOWN_PROBLEMS).then(|| view! { " " {own.first_shown(SHOWN_PROBLEMS)} });
    let rows = problems.into_iter().map(|problem| line(problem, words)).collect_view();
    let table = cards([own.row(), own.field(), own.value(), own.problem()], rows);
    let panel = view! {
        <section aria-labelledby="import-problems">
            <div class="import-problems-head">
                <h2 id="import-problems">{own.problems()}</h2>
                <a class="btn" href=all rel="external" download="">
                    {own.all_problems()}
                </a>
            </div>
            <p class="muted">{own.problem_count(row.problems)} ". " {shown}</p>
            {table}
            <Stretches address=address(row.id) page pages />
        </section>
    };
    Some(panel.into_any())
}

fn line(found: ImportProblem, words: Words) -> impl IntoView {
    let own = words.imports;
    let ImportProblem { row, field, value, problem } = found;
    view! {
        <tr>
            <td class="main-cell">
                <span class="only-cards">{own.row()} " "</span>
                {row.to_string()}
            </td>
            <td class="labelled" data-label=own.field()>{words.user_form.field(&field).to_owned()}</td>
            <td class="labelled" data-label=own.value()><bdi>{value}</bdi></td>
            <td class="labelled" data-label=own.problem()><bdi>{own.wrong(&problem)}</bdi></td>
        </tr>
    }
}

/// Links to the stretches before and after.
#[component]
fn Stretches(address: String, page: i64, pages: i64) -> impl IntoView {
    let words = use_words();
    let own = words.imports;
    let at = |page: i64| format!("{address}?page={page}");
    let earlier = (page > 1).then(|| view! { <a class="btn" href=at(page - 1) rel="prev">{own.earlier()}</a> });
    let later = (page < pages).then(|| view! { <a class="btn" href=at(page + 1) rel="next">{own.later()}</a> });
    (pages > 1).then(|| {
        view! {
            <nav class="pager" aria-label=words.common.pages()>
                <span>{own.page_of(page, pages)}</span>
                {earlier}
                {later}
            </nav>
        }
    })
}
