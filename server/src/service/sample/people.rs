//! Who is in the sample directory.

use app::model::{Kind, Locale, Role};

/// Someone in the sample directory.
pub(super) struct Person {
    /// What they sign in with.
    pub(super) user_name: &'static str,
    /// The name people call them by.
    pub(super) display_name: &'static str,
    /// Where mail reaches them; empty for nowhere.
    pub(super) email: &'static str,
    /// Person, program or both.
    pub(super) kind: Kind,
    /// What they may do.
    pub(super) role: Role,
    /// Language of their pages and mails.
    pub(super) language: Locale,
    /// IANA time zone.
    pub(super) time_zone: &'static str,
    /// Is Active.
    pub(super) is_active: bool,
    /// How many hours ago they last signed in.
    pub(super) last_seen: Option<i64>,
    /// Tags, separated by commas.
    pub(super) tags: &'static str,
}

/// One line for each: user name, display name, e-mail, kind, role, language, zone, Is Active, last seen, tags.
macro_rules! people {
    ($($user_name:literal, $display_name:literal, $email:literal, $kind:ident $role:ident $language:ident $time_zone:literal
        $is_active:literal $last_seen:expr, $tags:literal;)+) => {
        pub(super) const PEOPLE: &[Person] = &[$(Person {
            user_name: $user_name,
            display_name: $display_name,
            email: $email,
            kind: Kind::$kind,
            role: Role::$role,
            language: Locale::$language,
            time_zone: $time_zone,
            is_active: $is_active,
            last_seen: $last_seen,
            tags: $tags,
        }),+];
    };
}

people! {
    "m.bellamy", "Marguerite Bellamy-Okonkwo", "marguerite.bellamy@northwind.example", Human User En "Europe/London" true Some(1), "management, London";
    "jfeld", "Jonas Feld", "jonas.feld@northwind.example", Human User De "Europe/Berlin" true Some(27), "field staff, night shift";
    "hkessler", "Hannah Kessler", "hannah.kessler@northwind.example", Human HelpDesk De "Europe/Berlin" true Some(2), "help desk";
    "dmwangi", "Daniel Mwangi", "daniel.mwangi@northwind.example", Human HelpDesk En "Africa/Nairobi" true Some(5), "help desk, night shift";
    "eaudit", "Elif Aydın", "elif.aydin@northwind.example", Human Auditor En "Europe/Istanbul" true Some(50), "";
    "billing-export", "billing-export", "ops@northwind.example", Api User En "UTC" true None, "finance";
    "crm-sync", "crm-sync", "crm@northwind.example", Api User En "UTC" true None, "sales";
    "old-importer", "old-importer", "", Api User En "UTC" false None, "";
    "sangstrom", "Søren Ångström", "soren.angstrom@northwind.example", Hybrid User En "Europe/Copenhagen" true Some(70), "developers";
    "nkoch", "Nele Koch", "nele.koch@northwind.example", Hybrid User De "Europe/Berlin" true Some(9), "developers";
    "lxl", "李小龍", "xiaolong.li@northwind.example", Human User En "Asia/Hong_Kong" true Some(20), "warehouse";
    "tanaka", "田中 美咲", "misaki.tanaka@northwind.example", Human User En "Asia/Tokyo" true Some(33), "field staff";
    "alharbi", "نورة الحربي", "noura.alharbi@northwind.example", Human User En "Asia/Riyadh" true Some(12), "sales";
    "gpapa", "Γεώργιος Παπαδόπουλος", "g.papadopoulos@northwind.example", Human User En "Europe/Athens" true Some(100), "warehouse, night shift";
    "oshev", "Оксана Шевченко", "oksana.shevchenko@northwind.example", Human User En "Europe/Kyiv" true Some(44), "field staff";
    "sbenari", "שירה בן־ארי", "shira.benari@northwind.example", Human User En "Asia/Jerusalem" true None, "contractors";
    "praghu", "Priya Raghunathan", "", Human User En "Asia/Kolkata" true None, "field staff";
    "kiosk-lobby", "Lobby kiosk", "", Human User En "Europe/Berlin" true None, "shared devices";
    "tferreira", "Tomás Ferreira", "tomas.ferreira@northwind.example", Human User En "Europe/Lisbon" false Some(5000), "contractors";
    "jwest", "Josephine West", "josephine.west@northwind.example", Human User En "America/New_York" false Some(2200), "sales";
    "wvdbosch", "Wilhelmina van den Bosch-Achterberg", "wilhelmina.van.den.bosch-achterberg@very-long-subsidiary-name.northwind.example", Human User En "Europe/Amsterdam" true Some(3), "management, finance";
    "maximilian.freiherr.von.und.zu.hohenstein-wittelsbach", "Maximilian Leopold Freiherr von und zu Hohenstein-Wittelsbach", "maximilian.hohenstein-wittelsbach@northwind.example", Human User De "Europe/Vienna" true Some(400), "management";
    "bo", "Bo", "bo@northwind.example", Human User En "Europe/Stockholm" true Some(6), "warehouse";
    "aokafor", "Adaeze Okafor", "adaeze.okafor@northwind.example", Human User En "Africa/Lagos" true Some(8), "sales, field staff";
    "bschmitt", "Bernd Schmitt", "bernd.schmitt@northwind.example", Human User De "Europe/Berlin" true Some(30), "warehouse, night shift";
    "clopez", "Carla López Ibáñez", "carla.lopez@northwind.example", Human User En "Europe/Madrid" true Some(15), "finance";
    "dnovak", "Dušan Novák", "dusan.novak@northwind.example", Human User En "Europe/Prague" true None, "contractors";
    "emuller", "Emma Müller", "emma.mueller@northwind.example", Human User De "Europe/Zurich" true Some(11), "sales";
    "fdupont", "Frédéric Dupont", "frederic.dupont@northwind.example", Human User En "Europe/Paris" true Some(60), "field staff";
    "gobrien", "Gráinne O'Brien", "grainne.o'brien@northwind.example", Human User En "Europe/Dublin" true Some(22), "sales";
    "hnguyen", "Hạnh Nguyễn", "hanh.nguyen@northwind.example", Human User En "Asia/Ho_Chi_Minh" true Some(18), "warehouse";
    "ikowalski", "Igor Kowalski", "igor.kowalski@northwind.example", Human User En "Europe/Warsaw" true None, "warehouse, night shift";
    "jsilva", "João Silva", "joao.silva@northwind.example", Human User En "America/Sao_Paulo" true Some(90), "field staff";
    "kweber", "Karin Weber", "karin.weber@northwind.example", Human User De "Europe/Berlin" true Some(4), "finance";
    "lrossi", "Lucia Rossi", "lucia.rossi@northwind.example", Human User En "Europe/Rome" true Some(7), "management, sales";
    "mhassan", "Mohamed Hassan", "mohamed.hassan@northwind.example", Human User En "Africa/Cairo" true Some(200), "field staff, night shift";
    "npatel", "Nisha Patel", "nisha.patel@northwind.example", Human User En "Asia/Kolkata" true Some(13), "developers";
    "pvogel", "Petra Vogel", "petra.vogel@northwind.example", Human User De "Europe/Berlin" false Some(700), "finance";
    "rjones", "Rhys Jones", "rhys.jones@northwind.example", Human User En "Europe/London" true Some(19), "warehouse";
    // Looks like Carla's user name.
    "c1opez", "Carlos Lopez", "carlos.lopez@northwind.example", Human User En "America/Mexico_City" true None, "contractors";
}
