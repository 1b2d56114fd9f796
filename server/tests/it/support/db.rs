//! A fresh database for each test.

use latchkey::store::{DatabaseUrl, Db};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use tokio::sync::OnceCell;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A migrated database of a test's own.
pub(crate) struct TestDb {
    pub(crate) engine: Engine,
    pub(crate) url: String,
    /// The SQLite file's folder; goes with the test.
    folder: TempDir,
}

static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(0);

impl TestDb {
    /// One that nothing has migrated yet.
    pub(crate) async fn empty(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = match engine {
            Engine::Sqlite => format!("sqlite://{}", folder.path().join("empty.db").display()),
            Engine::Postgres => {
                let server = server();
                let name = next_name();
                let mut connection = PgConnection::connect(&server).await.expect("PostgreSQL");
                connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a database");
                in_database(&server, &name)
            }
        };
        Self { engine, url, folder }
    }

    pub(crate) async fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = match engine {
            Engine::Sqlite => format!("sqlite://{}", folder.path().join("test.db").display()),
            Engine::Postgres => copy_of_template().await,
        };
        let db = Self { engine, url, folder };
        db.connect().await.migrate().await.expect("migrations");
        db
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) async fn connect(&self) -> Db {
        Db::connect(&self.url.parse::<DatabaseUrl>().expect("a database address")).await.expect("a database")
    }

    /// The way to a PostgreSQL database through PgBouncer in transaction mode.
    pub(crate) fn pooled_url(&self) -> String {
        let port = std::env::var("LATCHKEY_TEST_POOLER_PORT")
            .expect("LATCHKEY_TEST_POOLER_PORT is not set: start the tests with `make test ONLY=it`");
        let (_, name) = self.url.rsplit_once('/').expect("a database in the address");
        format!("postgres://postgres@127.0.0.1:{port}/{name}")
    }

    /// Changes rows behind the program's back.
    pub(crate) async fn execute(&self, sql: &'static str) {
        let done = match self.engine {
            Engine::Sqlite => SqliteConnection::connect(&self.url).await.expect("a connection").execute(sql).await.map(drop),
            Engine::Postgres => PgConnection::connect(&self.url).await.expect("a connection").execute(sql).await.map(drop),
        };
        done.expect("a change");
    }

    /// The number that a statement counts.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        let counted = match self.engine {
            Engine::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await.expect("a connection");
                sqlx::query_scalar(sql).fetch_one(&mut connection).await
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.expect("a connection");
                sqlx::query_scalar(sql).fetch_one(&mut connection).await
            }
        };
        counted.expect("a number")
    }

    /// How many indexes and triggers there are.
    pub(crate) async fn indexes(&self) -> i64 {
        let sql = match self.engine {
            Engine::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE type IN ('index', 'trigger')",
            Engine::Postgres => "SELECT COUNT(*) FROM pg_indexes",
        };
        self.count(sql).await
    }

    /// The rows of a table as text, one a line, bytes in hexadecimal.
    pub(crate) async fn rows(&self, table: &str) -> String {
        match self.engine {
            Engine::Sqlite => sqlite_rows(&mut SqliteConnection::connect(&self.url).await.expect("a connection"), table).await,
            Engine::Postgres => postgres_rows(&mut PgConnection::connect(&self.url).await.expect("a connection"), table).await,
        }
    }

    /// Everything in the database as text, bytes in hexadecimal.
    pub(crate) async fn dump(&self) -> String {
        let mut dump = self.rows_but(None).await;
        if self.engine == Engine::Sqlite {
            // What was deleted may still stand in the file.
            let path = self.url.trim_start_matches("sqlite://");
            for file in [path.to_owned(), format!("{path}-wal")] {
                dump.push_str(&String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()));
            }
        }
        dump
    }

    /// The rows of all tables but one as text.
    pub(crate) async fn rows_but(&self, left_out: Option<&str>) -> String {
        match self.engine {
            Engine::Sqlite => self.sqlite_rows_but(left_out).await,
            Engine::Postgres => self.postgres_rows_but(left_out).await,
        }
    }

    async fn sqlite_rows_but(&self, left_out: Option<&str>) -> String {
        let mut connection = SqliteConnection::connect(&self.url).await.expect("a connection");
        let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
            .fetch_all(&mut connection)
            .await
            .expect("tables");
        let mut dump = String::new();
        for table in tables.iter().filter(|table| left_out != Some(table.as_str())) {
            dump.push_str(&sqlite_rows(&mut connection, table).await);
        }
        dump
    }

    async fn postgres_rows_but(&self, left_out: Option<&str>) -> String {
        let mut connection = PgConnection::connect(&self.url).await.expect("a connection");
        let listed = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
        let tables: Vec<String> = sqlx::query_scalar(listed).fetch_all(&mut connection).await.expect("tables");
        let mut dump = String::new();
        for table in tables.iter().filter(|table| left_out != Some(table.as_str())) {
            dump.push_str(&postgres_rows(&mut connection, table).await);
        }
        dump
    }
}

async fn sqlite_rows(connection: &mut SqliteConnection, table: &str) -> String {
    let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info($1)")
        .bind(table)
        .fetch_all(&mut *connection)
        .await
        .expect("columns");
    let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
    let sql = format!("SELECT {} FROM \"{table}\"", quoted.join(" || ' ' || "));
    let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await.expect("rows");
    rows.join("\n")
}

async fn postgres_rows(connection: &mut PgConnection, table: &str) -> String {
    let sql = format!("SELECT COALESCE(string_agg(t::text, E'\\n'), '') FROM \"{table}\" t");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(connection).await.expect("rows")
}

/// Where databases can be made.
fn server() -> String {
    std::env::var("LATCHKEY_TEST_POSTGRES_URL")
        .unwrap_or_else(|_| panic!("LATCHKEY_TEST_POSTGRES_URL is not set: start the tests with `make test ONLY=it`"))
}

fn next_name() -> String {
    format!("it_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst))
}

/// A new database, copied from one that was migrated once.
async fn copy_of_template() -> String {
    let server = server();
    let template = TEMPLATE.get_or_init(|| make_template(&server)).await;
    let name = next_name();
    let mut connection = PgConnection::connect(&server).await.expect("PostgreSQL");
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {template}"))).await.expect("a database");
    in_database(&server, &name)
}

async fn make_template(server: &str) -> String {
    let name = format!("it_{}_template", std::process::id());
    let mut connection = PgConnection::connect(server).await.expect("PostgreSQL");
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a template");
    let url = in_database(server, &name).parse::<DatabaseUrl>().expect("a database address");
    let db = Db::connect(&url).await.expect("the template");
    db.migrate().await.expect("migrations");
    db.close().await;
    name
}

fn in_database(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("a database in the address");
    format!("{base}/{name}")
}
