"""A ledger is read as programs write it; every line is in the purchases and every counted one in an entry."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib.intake.euros import cents, iso_dates, truths
from hjj_lib.tables import Entry, Purchase, checked

HEAD = "Päivämäärä;Tili;Tilin nimi;Netto\n"


def codes(intake):
    return [problem.code for problem in intake.problems]


def entry(intake, activity_id="spend_ict"):
    rows = intake.entries[intake.entries["activity_id"] == activity_id]
    assert len(rows) == 1
    return rows.iloc[0]


def test_lines_become_an_entry_that_says_where_its_lines_are(home):
    home.csv(HEAD + "31.1.2024;4711;ICT-palvelut;100,50\n28.2.2024;4711;ICT-palvelut;-0,40\n1.3.2024;4890;Kokoukset;7\n")
    intake = home.read()
    row = entry(intake)
    assert (row["value_state"], row["amount"], row["unit"], row["origin"]) == ("given", 100.10, "EUR", "calculated")
    assert (row["file"], row["row"], row["column"], row["comment"]) == ("ostot.csv", 2, "Netto", "Ostoreskontran rivejä: 2")
    assert row["entry_id"] == "example_test/2024/purchases/spend_ict"
    lines = intake.purchases
    assert lines[["row", "net_cents", "treatment"]].values.tolist() == [
        [2, 10050, "mapped"],
        [3, -40, "mapped"],
        [4, 700, "unmapped"],
    ]
    assert lines["entry_id"].fillna("").tolist() == [row["entry_id"], row["entry_id"], ""]


def test_the_tables_are_as_declared(home):
    home.csv(HEAD + "31.1.2024;4711;ICT-palvelut;1\n")
    intake = home.read()
    checked(intake.entries, Entry, file="")
    checked(intake.purchases, Purchase, file="")


def test_the_file_is_named_as_a_ledger_with_its_lines(home):
    home.csv(HEAD + "31.1.2024;4711;ICT-palvelut;1\n31.1.2024;1;?;1\n")
    home.csv("Erä;Summa\nPalvelut;2\n", "income_statement.csv")
    files = home.read().files.set_index("file")
    assert files["kind"].to_dict() == {"ostot.csv": "purchase_ledger", "income_statement.csv": "income_statement"}
    assert files.loc["ostot.csv", "rows"] == 2


def test_a_supplier_is_never_kept(home):
    home.csv("Tili;Tilin nimi;Netto;Toimittaja\n1;ICT-palvelut;5;Matti Meikäläinen\n")
    intake = home.read()
    kept = intake.purchases.to_csv() + intake.entries.to_csv() + str([problem.values for problem in intake.problems])
    assert "Meikäläinen" not in kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", "\t"])
def test_encodings_and_delimiters_make_no_difference(home, encoding, mark):
    text = (HEAD + "31.1.2024;4711;ICT-palvelut;100,50\n").replace(";", mark)
    home.csv(text, encoding=encoding)
    assert entry(home.read())["amount"] == 100.5


def test_commas_between_cells_with_points_or_quotes_in_sums(home):
    home.csv('TILIN NIMI,netto\nICT-palvelut,100.50\nICT-palvelut,"0,50"\n')
    assert entry(home.read())["amount"] == 101


@pytest.mark.parametrize("heading", ["netto", "SUMMA (ALV 0 %)", "amount_net_eur", "Belopp utan moms", "Laskun summa ilman ALV"])
def test_headings_are_known_in_any_letters_and_languages(home, heading):
    home.csv(f"Tilin nimi;{heading}\nICT-palvelut;5,00\n")
    assert entry(home.read())["amount"] == 5


def test_gross_sums_with_the_rate_of_each_line(home):
    home.csv("Tilin nimi;Brutto;Alv %\nICT-palvelut;124,00;24\nICT-palvelut;125,50;25,5 %\n")
    assert entry(home.read())["amount"] == 200


def test_a_sum_that_does_not_say_whether_it_holds_vat_is_not_counted(home):
    home.csv("Tilin nimi;Summa\nICT-palvelut;124,00\n")
    intake = home.read()
    assert "spend_ict" not in set(intake.entries["activity_id"])
    assert "ledger_vat" in codes(intake)
    assert intake.purchases["amount_cents"].tolist() == [12400]


def test_a_column_may_say_that_the_sums_are_without_vat(home):
    home.csv("Tilin nimi;Summa;Sisältää alv:n\nICT-palvelut;100;ei\n")
    assert entry(home.read())["amount"] == 100


def test_sites_are_known_by_name_and_id(home):
    home.csv("Tilin nimi;Netto;Toimipaikka\nICT-palvelut;1;Halli\nICT-palvelut;2;hall\nICT-palvelut;4;\n")
    rows = home.read().entries.dropna(subset=["amount"])
    assert rows.set_index(rows["site_id"].fillna(""))["amount"].to_dict() == {"hall": 3, "": 4}


@pytest.mark.parametrize("row", ["Yhteensä;;;5,00", ";Yhteensä;;5,00", ";;ICT-palvelut yhteensä;5,00"])
def test_sums_among_the_lines_are_not_counted_and_noted(home, row):
    home.csv(HEAD + f"31.1.2024;4711;ICT-palvelut;5,00\n{row}\n;;;\n")
    intake = home.read()
    assert (entry(intake)["amount"], len(intake.purchases), "sum_row" in codes(intake)) == (5, 1, True)


def test_a_row_number_is_the_one_a_spreadsheet_shows(home):
    home.csv('Tilin nimi;Netto;Selite\n\nICT-palvelut;1;"kaksi\nriviä"\nICT-palvelut;sata;\n')
    (found,) = [problem for problem in home.read().problems if problem.code == "ledger_amount"]
    assert found.row == 4


def test_two_ledgers_of_a_year_are_added(home):
    home.csv(HEAD + "31.1.2024;4711;ICT-palvelut;1\n", "alku.csv")
    home.csv(HEAD + "31.8.2024;4711;ICT-palvelut;2\n", "loppu.csv")
    intake = home.read()
    assert entry(intake)["amount"] == 3
    assert "duplicate_differs" not in codes(intake)


def test_an_own_decision_maps_an_account_of_ones_own(home):
    home.csv(HEAD + "31.1.2024;4890;Kokoukset;7\n")
    home.decisions("account,489*,mapped,ICT-palvelut,belongs there,finance manager,2024-01-31")
    intake = home.read()
    assert entry(intake)["amount"] == 7
    assert "ledger_unmapped" not in codes(intake)


def test_typed_euros_give_way_to_the_ledger_and_other_typed_rows_stay(home):
    home.workbook().fill("spend_ict", amount=100).fill("spend_goods", amount=900).fill("food_spend", amount=3).save()
    home.csv(HEAD + "31.1.2024;4711;ICT-palvelut;7\n")
    intake = home.read()
    assert entry(intake)["amount"] == 7
    assert "spend_goods" not in set(intake.entries["activity_id"])
    assert entry(intake, "food_spend")["amount"] == 3
    assert codes(intake).count("typed_and_ledger") == 1


def test_empty_rows_of_purchases_are_not_asked_about_beside_a_ledger(home):
    home.workbook().save()
    home.csv(HEAD + "31.1.2024;4711;ICT-palvelut;7\n")
    blank = [problem for problem in home.read().problems if problem.code == "activities_blank"]
    assert not [problem for problem in blank if "Hankinnat" in str(problem.values)]


def test_a_class_below_zero_is_unknown_and_not_negative(home):
    home.csv(HEAD + "31.1.2024;4711;ICT-palvelut;-5\n")
    row = entry(home.read())
    assert row["value_state"] == "unknown"
    assert pd.isna(row["amount"])


def test_a_ledger_that_closes_says_nothing(home):
    home.csv(HEAD + "31.1.2024;4711;ICT-palvelut;0,10\n31.1.2024;1;Lämmitys;0,20\n")
    home.csv("Erä;Summa\nPalvelujen ostot;0,30\nYhteensä;0,30\n", "income_statement.csv")
    assert not {"ledger_difference", "statement_missing"} & set(codes(home.read()))


def test_a_ledger_is_only_read(home):
    home.csv(HEAD + "31.1.2024;4711;ICT-palvelut;1\n")
    before = (home.year_folder / "ostot.csv").read_bytes()
    home.read()
    assert (home.year_folder / "ostot.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234,50", 123450),
        ("1 234,50 €", 123450),
        ("1\u00a0234,50", 123450),
        ("1.234,50", 123450),
        ("1,234.50", 123450),
        ("1234", 123400),
        ("1.234.567", 123456700),
        ("-12,5", -1250),
        ("−12,5", -1250),
        ("12,50-", -1250),
        ("(12,50)", -1250),
        ("+3", 300),
        (",50", 50),
        ("0,00500", 0),
        ("12 EUR", 1200),
    ],
)
def test_sums_as_programs_write_them(text, expected):
    assert cents(pd.Series([text], dtype=object)).tolist() == [expected]


@pytest.mark.parametrize("text", ["", "sata", "1.2.3", "1,2,3", "12-13", "1e5", "nan", "--1", "31.12.2024", "9" * 20])
def test_what_is_no_sum_is_not_made_one(text):
    assert cents(pd.Series([text], dtype=object)).isna().all()


def test_thousands_or_decimals_is_decided_by_the_other_sums_of_the_column():
    assert cents(pd.Series(["1.234", "5,50"], dtype=object)).tolist() == [123400, 550]
    assert cents(pd.Series(["1,234", "5.50"], dtype=object)).tolist() == [123400, 550]
    assert cents(pd.Series(["1.234"], dtype=object)).isna().all()
    assert cents(pd.Series(["1.234", "5,50", "5.50"], dtype=object)).isna().tolist() == [True, False, False]


@given(st.integers(-(10**11), 10**11), st.sampled_from([",", "."]), st.booleans())
def test_every_sum_is_read_back_to_the_cent(amount, mark, grouped):
    whole, part = divmod(abs(amount), 100)
    text = f"{whole:,}".replace(",", "\u00a0") if grouped else str(whole)
    sign = "-" if amount < 0 else ""
    assert cents(pd.Series([f"{sign}{text}{mark}{part:02d}"], dtype=object)).tolist() == [amount]


def test_days_and_truths():
    days = iso_dates(pd.Series(["2024-01-31", "31.1.2024", "20240131", "2024-01-31T12:00", "31.2.2024", "x", ""], dtype=object))
    assert days.fillna("").tolist() == ["2024-01-31"] * 4 + [""] * 3
    said = truths(pd.Series(["Kyllä", "x", "nej", "", "ehkä"], dtype=object))
    assert said.fillna(value=False).tolist() == [True, True, False, False, False]
    assert said.isna().tolist() == [False, False, False, True, True]


VAGUE = "Tili;Tilin nimi;Netto\n4790;Muut tavarat;{}\n4711;ICT-palvelut;{}\n"


def test_accounts_that_do_not_say_what_was_bought_are_asked_about_with_their_euros(home):
    home.csv(VAGUE.format("25,00", "75,00"))
    found = [problem for problem in home.problems() if problem.code == "ledger_vague"]
    assert [(one.severity, one.row, one.values["amount"], one.values["share"]) for one in found] == [("question", 2, 25, 25)]
    assert found[0].values["accounts"] == "4790 Muut tavarat"


def test_little_on_vague_accounts_is_not_asked_about(home):
    home.csv(VAGUE.format("0,50", "99,50"))
    assert "ledger_vague" not in [problem.code for problem in home.problems()]


def test_a_vague_account_that_the_institution_decided_about_is_not_asked_about(home):
    home.csv(VAGUE.format("25,00", "75,00"))
    home.decisions("account,4790,mapped,spend_goods,kalusteita,talousvastaava,2024-02-01")
    assert "ledger_vague" not in [problem.code for problem in home.problems()]
