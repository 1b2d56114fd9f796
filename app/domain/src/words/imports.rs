use crate::{
    errors::Problem,
    model::{ImportField, ImportState},
    rules::imports::{FileProblem, LARGEST, LONGEST_ROW, MOST_COLUMNS, MOST_ROWS},
    words::{Problems, UserForm, number},
};

words!(
    /// Files of users: import and export.
    Imports {
        export: "Export", "Exportieren";
        title: "Import users", "Benutzer importieren";
        lead: "From a CSV file, in four steps: send the file, name its columns, look at the dry run, import. Nothing changes before the last step.",
            "Aus einer CSV-Datei, in vier Schritten: Datei senden, Spalten zuordnen, Probelauf ansehen, importieren. Vor dem letzten Schritt ändert sich nichts.";
        file: "CSV file", "CSV-Datei";
        file_hint: "UTF-8, with column names in the first row; comma, semicolon or tab between the cells. Up to 1,000,000 rows and 500 MB. An export from the list of users has the right form.",
            "UTF-8, mit Spaltennamen in der ersten Zeile; Komma, Semikolon oder Tabulator zwischen den Zellen. Bis zu 1.000.000 Zeilen und 500 MB. Ein Export aus der Benutzerliste hat die richtige Form.";
        send_file: "Send file", "Datei senden";
        last: "Last imports", "Letzte Importe";
        none_yet: "No imports yet", "Noch keine Importe";
        none_yet_text: "Files that are sent turn up here, with what became of them.",
            "Gesendete Dateien erscheinen hier, mit dem, was aus ihnen wurde.";
        started: "Started", "Begonnen";
        by: "By", "Von";
        state: "State", "Stand";
        rows: "Rows", "Zeilen";
        result: "Result", "Ergebnis";
        count_rows(count): ["1 row", "{count} rows"], ["1 Zeile", "{count} Zeilen"];
        uploading: "The file is arriving", "Datei kommt an";
        mapping: "Columns to be named", "Spalten zuzuordnen";
        checking: "Dry run under way", "Probelauf läuft";
        checked: "Waits for your decision", "Wartet auf Ihre Entscheidung";
        importing: "Import under way", "Import läuft";
        finished: "Finished", "Abgeschlossen";
        cancelled: "Cancelled", "Abgebrochen";
        failed: "Stopped", "Angehalten";
        columns: "Columns", "Spalten";
        columns_lead: "What stands in each column? Columns that are not needed are left out.",
            "Was steht in welcher Spalte? Nicht benötigte Spalten werden ausgelassen.";
        column: "Column", "Spalte";
        samples: "First values", "Erste Werte";
        means: "Is", "Ist";
        means_of(column: &str): "What “{column}” is", "Was „{column}“ ist";
        left_out_column: "Leave out", "Auslassen";
        which_rows: "Which rows", "Welche Zeilen";
        create_only: "New users only", "Nur neue Benutzer";
        create_only_hint: "A row whose user name is taken is a problem.", "Eine Zeile, deren Benutzername vergeben ist, ist ein Problem.";
        create_and_update: "New users, and changes to those who are there", "Neue Benutzer und Änderungen an vorhandenen";
        create_and_update_hint: "Users are recognised by their user name. Only the columns named above are changed.",
            "Benutzer werden am Benutzernamen erkannt. Nur die oben zugeordneten Spalten werden geändert.";
        send_links: "Send a password change link to each new user", "Jedem neuen Benutzer einen Link zum Ändern des Passworts senden";
        send_links_hint: "API users and those without an e-mail address get none.",
            "API-Benutzer und Benutzer ohne E-Mail-Adresse erhalten keinen.";
        accept_lookalikes: "Accept names and addresses that can be mistaken for others",
            "Namen und Adressen annehmen, die sich mit anderen verwechseln lassen";
        accept_lookalikes_hint: "Otherwise such a row is a problem.", "Sonst ist eine solche Zeile ein Problem.";
        defaults: "Where kind, role, language or time zone is missing, a new user gets what the form for a new user offers.",
            "Wo Art, Rolle, Sprache oder Zeitzone fehlt, erhält ein neuer Benutzer, was das Formular für neue Benutzer vorschlägt.";
        check: "Dry run", "Probelauf";
        check_again: "Repeat the dry run", "Probelauf wiederholen";
        change_choices: "Change columns and choices", "Spalten und Angaben ändern";
        progress(done: &str, all: &str): "{done} of {all} rows", "{done} von {all} Zeilen";
        would_create: "To be created", "Anzulegen";
        would_change: "To be changed", "Zu ändern";
        created: "Created", "Angelegt";
        changed: "Changed", "Geändert";
        unchanged: "Unchanged", "Unverändert";
        left_out: "With problems, left out", "Mit Problemen, ausgelassen";
        would_send: "Links to be sent", "Zu sendende Links";
        links: "Links sent", "Gesendete Links";
        nothing_to_do: "No row would change anything, so there is nothing to import.",
            "Keine Zeile würde etwas ändern; es gibt nichts zu importieren.";
        start(count): ["Import 1 row", "Import {count} rows"], ["1 Zeile importieren", "{count} Zeilen importieren"];
        stop: "Cancel import", "Import abbrechen";
        problems: "Problems", "Probleme";
        problem_count(count): ["1 problem", "{count} problems"], ["1 Problem", "{count} Probleme"];
        first_shown(count): ["The first is shown.", "The first {count} are shown."],
            ["Das erste wird gezeigt.", "Die ersten {count} werden gezeigt."];
        all_problems: "All problems as CSV", "Alle Probleme als CSV";
        row: "Row", "Zeile";
        field: "Field", "Feld";
        value: "Value", "Wert";
        problem: "Problem", "Problem";
        page_of(page: i64, pages: i64): "Page {page} of {pages}", "Seite {page} von {pages}";
        earlier: "Earlier", "Frühere";
        later: "Later", "Spätere";
        show_new: "Show the newest users", "Neueste Benutzer anzeigen";
        done_lead: "The import is finished.", "Der Import ist abgeschlossen.";
        cancelled_lead: "The import was cancelled. What was done before stays done.",
            "Der Import wurde abgebrochen. Was vorher geschah, bleibt bestehen.";
        failed_lead(why: &str): "The import stopped: {why} What was done before stays done.",
            "Der Import wurde angehalten: {why} Was vorher geschah, bleibt bestehen.";
        kept: "File and problems are kept for 7 days.", "Datei und Probleme werden 7 Tage aufbewahrt.";
        not_one_of(choices: &str): "Use one of: {choices}.", "Verwenden Sie eines von: {choices}.";
        same_as_row(row: i64): "Row {row} has this too. Only the first counts.", "Das steht auch in Zeile {row}. Nur die erste zählt.";
        there_already: "This user is there already. Choose to change users who are there, or remove the row.",
            "Diesen Benutzer gibt es schon. Lassen Sie vorhandene Benutzer ändern, oder entfernen Sie die Zeile.";
        moved_on: "This import has gone on meanwhile. Look at how it stands now.",
            "Dieser Import ist inzwischen weiter. Sehen Sie nach, wie er jetzt steht.";
        rows_left_out(count): ["1 row has problems and is left out.", "{count} rows have problems and are left out."],
            ["1 Zeile hat Probleme und bleibt aus.", "{count} Zeilen haben Probleme und bleiben aus."];
        looks_like(name: &str): "This can be mistaken for “{name}”. Compare letter by letter; if it is right, accept such names and repeat the dry run.",
            "Das lässt sich mit „{name}“ verwechseln. Vergleichen Sie Buchstabe für Buchstabe; wenn es stimmt, nehmen Sie solche Namen an, und wiederholen Sie den Probelauf.";
        zone: "Use the name of a time zone, such as Europe/Berlin.", "Verwenden Sie den Namen einer Zeitzone, etwa Europe/Berlin.";
        file_missing: "Choose a CSV file.", "Wählen Sie eine CSV-Datei.";
        file_empty: "There are no users in this file. The first row must name the columns, and each further row is a user.",
            "In dieser Datei stehen keine Benutzer. Die erste Zeile muss die Spalten benennen, jede weitere ist ein Benutzer.";
        file_too_large(most: usize): "The file is larger than {most} MB. Divide it, and give each part the first row.",
            "Die Datei ist größer als {most} MB. Teilen Sie sie, und geben Sie jedem Teil die erste Zeile.";
        file_too_many_rows(most: &str, line: &str): "The file has more than {most} rows. Divide it before line {line}, and give each part the first row.",
            "Die Datei hat mehr als {most} Datensätze. Teilen Sie sie vor Zeile {line}, und geben Sie jedem Teil die erste Zeile.";
        file_too_many_columns(most: usize): "The file has more than {most} columns. Remove those that are not needed.",
            "Die Datei hat mehr als {most} Spalten. Entfernen Sie nicht benötigte.";
        file_not_utf8(line: &str): "Line {line} is not UTF-8. Save the file as “CSV UTF-8” and send it again.",
            "Zeile {line} ist nicht UTF-8. Speichern Sie die Datei als „CSV UTF-8“, und senden Sie sie erneut.";
        file_open_quote(line: &str): "The quote that opens in line {line} is never closed. Add the missing quote.",
            "Das Anführungszeichen aus Zeile {line} wird nie geschlossen. Ergänzen Sie das fehlende Zeichen.";
        file_stray_quote(line: &str): "In line {line} something stands behind a closing quote. Inside a quoted cell, write a quote twice.",
            "In Zeile {line} steht etwas hinter einem schließenden Anführungszeichen. Verdoppeln Sie Anführungszeichen innerhalb einer Zelle.";
        file_long_row(line: &str, most: usize): "The row in line {line} is longer than {most} KB. A quote may be missing there: add it, or shorten the row.",
            "Die Zeile {line} ist länger als {most} KB. Vielleicht fehlt dort ein Anführungszeichen: Ergänzen Sie es, oder kürzen Sie die Zeile.";
        file_columns(line: &str, found: i64, wanted: i64): "The row in line {line} has {found} instead of {wanted} cells, unlike the first row. Put cells that contain the separator in quotes.",
            "Zeile {line} hat {found} statt {wanted} Zellen, anders als die erste Zeile. Setzen Sie Zellen, die das Trennzeichen enthalten, in Anführungszeichen.";
        file_cut_off: "The file did not arrive whole. Send it again.", "Die Datei kam nicht vollständig an. Senden Sie sie erneut.";
        no_user_name: "Say which column is the user name.", "Geben Sie an, welche Spalte der Benutzername ist.";
        twice: "Two columns are the same field. Leave one of them out.", "Zwei Spalten sind dasselbe Feld. Lassen Sie eine davon aus.";
    }
);

impl Imports {
    /// How far an import has come.
    #[must_use]
    pub const fn standing(self, state: ImportState) -> &'static str {
        match state {
            ImportState::Uploading => self.uploading(),
            ImportState::Mapping => self.mapping(),
            ImportState::Checking => self.checking(),
            ImportState::Checked => self.checked(),
            ImportState::Importing => self.importing(),
            ImportState::Finished => self.finished(),
            ImportState::Cancelled => self.cancelled(),
            ImportState::Failed => self.failed(),
        }
    }

    /// What a column may say about a user.
    #[must_use]
    pub fn says(self, field: ImportField) -> String {
        UserForm(self.0).field(field.as_str()).to_owned()
    }

    /// What is wrong with a cell. Where the sentence of a form speaks of the form, a file has its own.
    #[must_use]
    pub fn wrong(self, problem: &Problem) -> String {
        match problem {
            Problem::LooksLike(name) => self.looks_like(name),
            Problem::TimeZone => self.zone().to_owned(),
            other => Problems(self.0).text(other),
        }
    }

    /// Why a file cannot be read.
    #[must_use]
    pub fn unreadable(self, problem: FileProblem) -> String {
        let line = |line| number(self.0, line);
        match problem {
            FileProblem::Missing => self.file_missing().to_owned(),
            FileProblem::Empty => self.file_empty().to_owned(),
            FileProblem::TooLarge => self.file_too_large(LARGEST / (1024 * 1024)),
            FileProblem::TooManyRows(at) => self.file_too_many_rows(&number(self.0, MOST_ROWS), &line(at)),
            FileProblem::TooManyColumns => self.file_too_many_columns(MOST_COLUMNS),
            FileProblem::NotUtf8(at) => self.file_not_utf8(&line(at)),
            FileProblem::OpenQuote(at) => self.file_open_quote(&line(at)),
            FileProblem::StrayQuote(at) => self.file_stray_quote(&line(at)),
            FileProblem::LongRow(at) => self.file_long_row(&line(at), LONGEST_ROW / 1024),
            FileProblem::Columns(at, found, wanted) => self.file_columns(&line(at), found, wanted),
            FileProblem::CutOff => self.file_cut_off().to_owned(),
            FileProblem::NoUserName => self.no_user_name().to_owned(),
            FileProblem::Twice => self.twice().to_owned(),
        }
    }
}
