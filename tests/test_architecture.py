"""The shape of the library and the house rules, read from the source: a table of layers and a few sentences."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "hjj_lib"

#: From the bottom up. A module imports from lower layers only, never from its own layer or a higher one. The files of a
#: sub-package share its layer and may import each other, but not in a circle.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"problems"}),
    frozenset({"tables", "units", "language", "shared"}),
    frozenset({"basis"}),
    frozenset({"spend", "survey"}),
    frozenset({"intake"}),
    frozenset({"attach"}),
    frozenset({"inventory", "allocation", "decomposition"}),
    frozenset({"indicators", "uncertainty"}),
    frozenset({"quality", "quality_score", "gaps", "evidence", "preliminary", "electricity", "allocation_methods"})
    | {"claims", "trends", "scenarios", "network", "standards"},
    frozenset({"study"}),
    frozenset({"charts", "choices", "decided_plan", "dependence", "report", "submission", "version_effects"}),
    frozenset(
        {
            "basis_findings",
            "calculator_findings",
            "energy_findings",
            "purchase_findings",
            "quality_findings",
            "ledger_findings",
            "request_findings",
            "survey_findings",
            "standards_findings",
            "uncertainty_findings",
            "monitoring",
        }
    ),
    frozenset({"findings", "next_steps", "exports", "handbook", "datapackage", "prose"}),
    frozenset({"best_plan_findings", "plan_findings", "review"}),
    frozenset({"annotate", "failure_findings", "plan_origins"}),
    frozenset({"demo_readings", "publication"}),
    frozenset({"engine", "workshop", "mapper", "country", "demo", "selftest"}),
    frozenset({"cli"}),
)
LAYER_OF = {module: number for number, modules in enumerate(LAYERS) for module in modules}

#: Numbers that say nothing about the world: nothing, one, a half or the second, per cent and kilo.
FREE_NUMBERS = {0, 1, 2, 100, 1000}
#: Arguments whose number is a count of shown digits, or limits where a table declares what its columns may hold.
FREE_CALLS = {"number", "percent", "tonnes", "round", "Field"}
FREE_KEYWORDS = {"decimals", "digits", "ndigits"}
#: Arguments that say how wide or large something is drawn in a workbook.
LOOK_CALLS = {"set_column", "set_row"}
LOOK_KEYWORDS = {"font_size", "indent"}
#: Places where numbers are meant, each with its reason. A factor, a price, a threshold or a default amount never is.
#: A folder, a file, or one constant of a file.
NUMBERS_ALLOWED = {
    "basis/candidates.py:_DIGITS": "digits of a hash that are kept",
    "tables/travel.py:_POLE": "how far degrees of latitude go",
    "tables/travel.py:_DATE_LINE": "how far degrees of longitude go",
    "charts/": "inches, points and shares of the drawing area: the look of a figure",
    "uncertainty/distribution.py": "the normal distribution's own numbers, named as constants with their meaning",
    "uncertainty/shapes.py": "mean and variance of textbook distributions, in closed form",
    "uncertainty/indices.py:_RESAMPLES": "how often the intervals of indices are resampled",
    "scenarios/best_plan.py:_NO_GAP": "what a solver rounds",
    "scenarios/best_plan.py:_ROUNDING": "how far a sum of floating-point numbers may be off",
    "scenarios/best_plan.py:_ROUNDS": "how often a search is begun again",
    "scenarios/plans_over_draws.py:_AT_A_TIME": "how many draws are worked on at a time",
    "uncertainty/streams.py:SCRAMBLINGS": "into how many sets Sobol points fall",
    "report.py:_DOTS_PER_INCH": "sharpness of pictures",
    "workshop/sliders.py:_SHOWN": "how many rows of a form can be looked over at once",
    "workshop/sliders.py:_STEP": "how far a slider goes at a time",
    "workshop/sliders.py:_DOTS_PER_INCH": "sharpness of pictures",
    "exports/book.py:_WIDEST": "width of a workbook's columns in letters",
    "exports/book.py:_NARROWEST": "width of a workbook's columns in letters",
    "exports/book.py:_LINE_POINTS": "height of a line of a workbook",
    "exports/book.py:LETTERS_OF_FACTS": "letters that fit into a line of wrapped sentences",
    "exports/book.py:_LETTERS_OF_NAMES": "letters that the name of a sheet may have",
    "exports/standards.py:_WIDTHS": "widths of a workbook's columns in letters",
    "exports/standards.py:_HEADING_POINTS": "height of a row of headings",
    "exports/checks.py:_TOLERANCE": "half a hundredth: what rounding to the second digit can make",
    "handbook/sparkline.py": "the look of a small drawing, in its own units",
    "engine/kernels.py:_SILENCE": "seconds of silence",
    "engine/warm/provisioner.py:_LOOK": "seconds between two looks",
    "engine/compare.py:_TOLERANCE": "how near two numbers are equal when other packages calculated them",
    "engine/compare.py:_SHOWN": "how many differences of a file are told",
    "engine/compare.py:_AROUND": "letters shown around a difference",
    "engine/doctor_installation.py:_SHOWN": "how many packages a sentence names",
    "network/book.py:_WIDEST": "width of a workbook's columns in letters",
    "network/book.py:_NARROWEST": "width of a workbook's columns in letters",
    "network/book.py:_LINE_POINTS": "height of a line of a workbook",
    "network/document.py:_SHOWN": "how many faults of one file are told",
    "network/disclosure/answers.py:_TOLERANCE": "how far a solver may miss a value",
    "network/disclosure/further.py:_TOLERANCE": "how small a movement counts as none",
    "network/shape.py:_QUOTED": "letters of a strange value that are shown",
    "tables/network.py:FIRST_YEAR": "the earliest year that a submission may be about",
    "tables/network.py:LAST_YEAR": "the latest",
    "next_steps.py:_ROWS": "how many steps fit on the first page of the intake report",
    "findings.py:_TOP": "how many names a sentence holds before it is hard to read",
    "failure_findings.py:_TOP": "the same",
}
#: What tells a merge of tables from other things that are called merge.
JOIN_KEYWORDS = {"on", "how", "left_on", "right_on", "left_index", "right_index"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc"}
#: Lines per module and per function; a module that grows past this usually holds two ideas.
MODULE_LINES = 420
FUNCTION_LINES = 60
#: The declarations of all tables are one list; splitting it would hide what belongs together.
LONG_BY_NATURE = {"tables/basis.py"}


def _modules() -> list[Path]:
    return sorted(LIBRARY.rglob("*.py"))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _short(path: Path) -> str:
    return path.relative_to(LIBRARY).as_posix()


def _top(path: Path) -> str:
    """The layer table's name of a file: ``intake`` for ``intake/cells.py``."""
    return path.relative_to(LIBRARY).parts[0].removesuffix(".py")


def _dotted(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of every import of our own, inside functions too."""
    known = {_dotted(module) for module in _modules()}
    package = _dotted(path) if path.name == "__init__.py" else _dotted(path).rpartition(".")[0]
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.split(".")[0] == "hjj_lib")
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            if origin.split(".")[0] == "hjj_lib":
                for alias in node.names:
                    yield node.lineno, f"{origin}.{alias.name}" if f"{origin}.{alias.name}" in known else origin


def _tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    paths = [ROOT / name for name in listing.stdout.decode("utf-8").split("\0") if name]
    if listing.returncode:  # a copy without git: everything but what set-up and runs make
        made = {".venv", "outputs", "processed", "__pycache__"}
        paths = [path for path in ROOT.rglob("*") if not made & set(path.parts)]
    return [path for path in paths if path.is_file()]


def test_every_module_has_a_layer():
    assert {_top(path) for path in _modules() if path.name != "__init__.py" or path.parent != LIBRARY} <= set(LAYER_OF)


def test_modules_import_from_lower_layers_only():
    wrong = []
    for path in _modules():
        mine = _top(path)
        for line, name in _imports(path):
            theirs = [*name.split("."), ""][1]
            if mine in LAYER_OF and theirs in LAYER_OF and theirs != mine and LAYER_OF[theirs] >= LAYER_OF[mine]:
                wrong.append(f"{_short(path)}:{line} imports {theirs}: layer {LAYER_OF[mine]} may not reach {LAYER_OF[theirs]}")
    assert wrong == []


def test_the_files_of_a_sub_package_do_not_import_in_a_circle():
    reached = {_dotted(path): {name for _, name in _imports(path) if name != _dotted(path)} for path in _modules()}
    # A package's __init__ gathers its files; a file that asks for the package itself would close a circle.
    while True:
        free = {name for name, needs in reached.items() if not needs & set(reached)}
        if not free:
            break
        reached = {name: needs for name, needs in reached.items() if name not in free}
    assert {name: sorted(needs & set(reached)) for name, needs in reached.items()} == {}


def test_one_layer_of_the_drawing_knows_the_command():
    importers = {_short(path) for path in _modules() for _, name in _imports(path) if name.startswith("hjj_lib.cli")}
    assert {name for name in importers if not name.startswith("cli/")} == set()


def _free_numbers(tree: ast.Module, file: str) -> set[int]:
    """Identities of the numbers that are positions, shown digits, limits of a declared column or named in the table above."""
    free: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            free |= _parts(node.slice)
        elif isinstance(node, ast.BinOp) and isinstance(node.left, ast.Tuple | ast.List):
            free |= _parts(node.right)  # (None,) * 3 repeats, it does not calculate
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
            if name in FREE_CALLS | LOOK_CALLS:
                free |= {id(part) for argument in arguments for part in _digits(argument)}
            named = [keyword.value for keyword in node.keywords if keyword.arg in FREE_KEYWORDS | LOOK_KEYWORDS]
            free |= {number for value in named for number in _parts(value)}
        elif isinstance(node, ast.Assign):
            names = {part.id for target in node.targets for part in ast.walk(target) if isinstance(part, ast.Name)}
            if all("DECIMALS" in name or f"{file}:{name}" in NUMBERS_ALLOWED for name in names):
                free |= _parts(node.value)
    return free


def _parts(node: ast.AST) -> set[int]:
    return {id(part) for part in ast.walk(node)}


def _digits(argument: ast.expr) -> Iterator[ast.AST]:
    """An argument that is a bare number, or a choice between bare numbers."""
    if isinstance(argument, ast.Constant):
        yield argument
    elif isinstance(argument, ast.IfExp):
        yield from _digits(argument.body)
        yield from _digits(argument.orelse)


def test_there_are_no_numbers_in_code():
    wrong = []
    for path in _modules():
        if any(_short(path).startswith(place) for place in NUMBERS_ALLOWED):
            continue
        tree = _tree(path)
        free = _free_numbers(tree, _short(path))
        for node in ast.walk(tree):
            is_number = (
                isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
            )
            if is_number and node.value not in FREE_NUMBERS and id(node) not in free:
                wrong.append(f"{_short(path)}:{node.lineno} {node.value}: could this be a row in a table of factors/?")
    assert wrong == []


def test_every_place_where_numbers_are_allowed_still_exists():
    gone = []
    for place in NUMBERS_ALLOWED:
        file, _, constant = place.partition(":")
        if not (LIBRARY / file).exists() or (constant and constant not in (LIBRARY / file).read_text(encoding="utf-8")):
            gone.append(place)
    assert gone == []


def test_the_library_neither_prints_nor_asserts_nor_leaves_anything_unfinished():
    wrong = []
    for path in _modules():
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Assert):
                wrong.append(f"{_short(path)}:{node.lineno} assert")
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "breakpoint"}:
                wrong.append(f"{_short(path)}:{node.lineno} {node.func.id}")
            elif isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.unparse(node.exc):
                wrong.append(f"{_short(path)}:{node.lineno} NotImplementedError")
    assert wrong == []


def test_nothing_is_done_in_place_and_every_merge_states_its_shape():
    wrong = []
    for path in _modules():
        for node in ast.walk(_tree(path)):
            if not isinstance(node, ast.Call):
                continue
            keywords = {keyword.arg for keyword in node.keywords}
            if "inplace" in keywords:
                wrong.append(f"{_short(path)}:{node.lineno} inplace")
            joins = isinstance(node.func, ast.Attribute) and node.func.attr == "merge" and keywords & JOIN_KEYWORDS
            if joins and "validate" not in keywords:
                wrong.append(f"{_short(path)}:{node.lineno} merge without validate=")
    assert wrong == []


def test_no_module_or_class_has_a_name_that_says_nothing():
    wrong = [_short(path) for path in _modules() if path.stem.lower() in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES]
    for path in _modules():
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ClassDef):
                words = {word.lower() for word in re.findall(r"[A-Z][a-z]*", node.name)}
                if words & FORBIDDEN_NAMES:
                    wrong.append(f"{_short(path)}:{node.lineno} class {node.name}")
    assert wrong == []


def test_modules_and_functions_hold_one_idea():
    wrong = []
    for path in _modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MODULE_LINES and _short(path) not in LONG_BY_NATURE:
            wrong.append(f"{_short(path)}: {lines} lines")
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    wrong.append(f"{_short(path)}:{node.lineno} {node.name}: {length} lines")
    assert wrong == []


def test_every_public_module_function_and_class_is_documented():
    wrong = []
    for path in _modules():
        tree = _tree(path)
        if ast.get_docstring(tree) is None:
            wrong.append(_short(path))
        for node in tree.body:
            if (
                isinstance(node, ast.FunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and ast.get_docstring(node) is None
            ):
                wrong.append(f"{_short(path)}:{node.lineno} {node.name}")
    assert wrong == []


def test_classes_that_carry_data_are_frozen():
    wrong = []
    for path in _modules():
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ClassDef):
                for decorator in node.decorator_list:
                    text = ast.unparse(decorator)
                    if text.split("(")[0].endswith("dataclass") and "frozen=True" not in text:
                        wrong.append(f"{_short(path)}:{node.lineno} {node.name}")
    assert wrong == []


def test_no_file_names_a_package_server_or_a_folder_of_one_machine():
    # Written in parts so that this file does not find itself.
    servers = ["pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.(com|org)", "--(extra-)?" + "index-url"]
    folders = [
        "/" + "root/",
        "/" + "home/[a-z]",
        "/" + r"work/[a-z.]",
        "/" + "Users/[A-Za-z]",
        r"[A-Z]:\\" + "Users",
        "/" + "tmp/[a-z]",
    ]
    places = [rf"(?<![\w.]){folder}" for folder in folders]
    wrong = []
    for path in _tracked():
        wanted = re.compile("|".join([*servers, *places]))
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [f"{path.relative_to(ROOT)}: {match.group(0)}" for match in wanted.finditer(text)]
    assert wrong == []


@pytest.mark.parametrize("name", ["base.lock", "all.lock"])
def test_a_lock_file_holds_exact_versions_with_hashes_and_nothing_else(name):
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    entry = re.compile(r"^[a-z0-9][a-z0-9.-]*==[\w.+!]+( ; [^\\]+)? \\$")
    digest = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
    assert [line for line in lines if not entry.match(line) and not digest.match(line)] == []
    assert [line for line, after in pairwise(lines) if entry.match(line) and not digest.match(after)] == []
    assert any(line.startswith("setuptools==") for line in lines)


def test_the_two_lock_files_agree_on_every_version():
    entries = {}
    for name in ("base", "all"):
        lines = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8").splitlines()
        entries[name] = {line.split(" ")[0] for line in lines if "==" in line and not line.startswith(" ")}
    assert entries["base"] - entries["all"] == set()


def test_the_lock_file_holds_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        "base": project["dependencies"],
        "all": [name for names in project["optional-dependencies"].values() for name in names],
    }
    for lock, requirements in wanted.items():
        held = {line.split("==")[0] for line in (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8").splitlines()}
        names = {re.split(r"[<>=!~\[; ]", requirement)[0].lower().replace("_", "-") for requirement in requirements}
        assert names - held == set()
