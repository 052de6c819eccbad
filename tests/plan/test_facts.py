"""The plan of 2022 states what its sources state: figures, dates, who leads. Written here by hand, apart from the plan file."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pydantic import BaseModel

from bot.plan.model import NOT_STATED, Comparator, Level, Target, Task
from tests.support import the_plan

EXACTLY, AT_LEAST, OVER = Comparator.EXACTLY, Comparator.AT_LEAST, Comparator.OVER
END_OF_2022 = datetime.date(2022, 12, 31)
BOTH = {"bai-a", "viettimes"}
ONLY_A = {"bai-a"}


@dataclass(frozen=True)
class Stated:
    """One row of the table of targets."""

    row: str
    figure: tuple[Comparator, str]
    pillar: str | None
    task: str | None
    sources: frozenset[str] | set[str]
    words: tuple[str, ...]  # that stand in the goal or in who is counted


TARGETS = [
    Stated("T1", (EXACTLY, "85"), "hạ tầng số", "N1", BOTH, ("điện thoại thông minh", "dân số")),
    Stated("T2", (AT_LEAST, "75"), "hạ tầng số", "N1", BOTH, ("cáp quang", "hộ gia đình")),
    Stated("T3", (EXACTLY, "100"), "hạ tầng số", "N1", BOTH, ("băng rộng di động", "thôn, bản")),
    Stated("T4", (EXACTLY, "80"), "Chính phủ số", None, ONLY_A, ("dịch vụ công trực tuyến", "phát sinh hồ sơ")),
    Stated("T5", (EXACTLY, "50"), "Chính phủ số", None, ONLY_A, ("hồ sơ thủ tục hành chính", "xử lý trực tuyến")),
    Stated("T6", (EXACTLY, "100"), "Chính phủ số", None, ONLY_A, ("hồ sơ, kết quả giải quyết thủ tục hành chính", "số hóa", "Bộ phận một cửa")),
    Stated("T7", (EXACTLY, "50"), "Chính phủ số", None, ONLY_A, ("báo cáo", "cơ quan hành chính nhà nước", "trực tuyến")),
    Stated("T8", (EXACTLY, "50"), "Chính phủ số", None, ONLY_A, ("dữ liệu mở", "cơ quan nhà nước", "theo danh mục")),
    Stated("T9", (EXACTLY, "30"), "kinh tế số và xã hội số", None, ONLY_A, ("doanh nghiệp nhỏ và vừa", "nền tảng số")),
    Stated("T10", (EXACTLY, "100"), "kinh tế số và xã hội số", None, ONLY_A, ("doanh nghiệp", "hóa đơn điện tử")),
    Stated("T11", (EXACTLY, "50"), "kinh tế số và xã hội số", None, ONLY_A, ("doanh nghiệp", "hợp đồng điện tử")),
    Stated("T12", (EXACTLY, "7"), "kinh tế số và xã hội số", None, ONLY_A, ("thương mại điện tử", "tổng mức bán lẻ")),
    Stated("T13", (EXACTLY, "65-70"), "kinh tế số và xã hội số", None, ONLY_A, ("từ 15 tuổi trở lên", "tài khoản giao dịch", "tổ chức được phép khác")),
    Stated("T14", (EXACTLY, "15-20"), None, "N2", BOTH, ("người dân", "ứng dụng định danh điện tử")),
    Stated("T15", (OVER, "90"), None, "N4", BOTH, ("người dân", "Hồ sơ sức khỏe điện tử")),
]

# Who leads and who coordinates, by part; the sources of each. () is «not stated».
TTTT, CA, YT, GDDT, KHDT, NHNN = (
    "Bộ Thông tin và Truyền thông",
    "Bộ Công an",
    "Bộ Y tế",
    "Bộ Giáo dục và Đào tạo",
    "Bộ Kế hoạch và Đầu tư",
    "Ngân hàng Nhà nước",
)
PLACES, MINISTRIES = "các địa phương", "các bộ, ngành"
Roles = dict[str, set[str]]
PARTS: dict[str, list[tuple[Roles, Roles]]] = {
    "N1": [({TTTT: BOTH}, {PLACES: BOTH})],
    "N2": [({CA: BOTH}, {TTTT: BOTH, PLACES: {"viettimes"}})],
    "N3": [({TTTT: {"viettimes"}}, {PLACES: {"viettimes"}}), ({CA: {"viettimes"}}, {TTTT: {"viettimes"}, MINISTRIES: {"viettimes"}, PLACES: {"viettimes"}})],
    "N4": [({YT: BOTH}, {TTTT: BOTH, PLACES: {"viettimes"}})],
    "N5": [({GDDT: BOTH}, {TTTT: BOTH})],
    "N6": [({KHDT: {"vna-2022-03-17"}}, {TTTT: {"vna-2022-03-17"}, PLACES: {"vna-2022-03-17"}})],
    "N10": [({NHNN: {"vna-en-2022-03-17"}}, {TTTT: {"vna-en-2022-03-17"}, MINISTRIES: {"vna-en-2022-03-17"}, PLACES: {"vna-en-2022-03-17"}})],
    "N18": [({TTTT: {"viettimes"}}, {MINISTRIES: {"viettimes"}})],
    **{f"N{number}": [({}, {})] for number in (7, 8, 9, *range(11, 18))},
}

NAMES = [
    "Phổ cập điện thoại thông minh và cáp quang băng rộng toàn dân",
    "Phổ cập danh tính điện tử toàn dân",
    "Phổ cập an toàn thông tin mạng, an ninh mạng toàn dân",
    "Phổ cập hồ sơ sức khỏe điện tử toàn dân",
    "Phổ cập dạy học trực tuyến",
    "Phổ cập chuyển đổi số trong doanh nghiệp nhỏ và vừa",
    "Phổ cập hóa đơn điện tử",
    "Phổ biến nâng cao nhận thức về chuyển đổi số",
    "Phổ biến kỹ năng số",
    "Thúc đẩy toàn diện tất cả các phương thức thanh toán số",
    "Phát triển thương mại điện tử, thương mại số",
    "Quy hoạch đô thị thông minh",
    "Phát triển hệ thống thông tin báo cáo",
    "Tăng cường nguồn lực chi nghiên cứu khoa học cho chuyển đổi số",
    "Triển khai và đưa vào khai thác cơ sở dữ liệu nông nghiệp",
    "Phát triển cơ sở dữ liệu quốc gia về cán bộ, công chức, viên chức",
    "Điều phối phát triển, kết nối, chia sẻ dữ liệu",
    "Điều phối phát triển, sử dụng các nền tảng số",
]

ROWS = [
    *(f"T{number}" for number in range(1, 16)),
    *(f"N{number}" for number in range(1, 19)),
    *(f"P{number}" for number in range(1, 9)),
    *(f"C{number}" for number in range(1, 9)),
    *(f"X{number}" for number in range(1, 9)),
    *(f"Y{number}" for number in range(1, 6)),
    "Y7",
]


def target(row: str) -> Target:
    return next(target for target in the_plan().targets if row in target.rows)


def task(row: str) -> Task:
    return next(task for task in the_plan().tasks if row in task.rows)


def rows_in(value: object) -> Iterator[str]:
    """Every row id anywhere in a part of the plan."""
    if isinstance(value, BaseModel):
        yield from getattr(value, "rows", ())
        for _, inner in value:
            yield from rows_in(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from rows_in(inner)


@pytest.mark.parametrize("stated", TARGETS, ids=lambda stated: stated.row)
def test_a_target_has_the_figure_that_its_sources_state(stated: Stated) -> None:
    found = target(stated.row)
    comparator, figure = stated.figure
    low, _, high = figure.partition("-")
    assert found.figure.comparator is comparator
    assert found.figure.unit == "%"
    assert tuple(str(bound) for bound in found.figure.bounds) == (low, high or low)


@pytest.mark.parametrize("stated", TARGETS, ids=lambda stated: stated.row)
def test_a_target_says_what_it_counts_and_belongs_where_its_sources_put_it(stated: Stated) -> None:
    found, plan = target(stated.row), the_plan()
    said = f"{found.goal} {found.counted.text} {found.name}"
    assert [words for words in stated.words if words.lower() not in said.lower()] == []
    assert found.due == END_OF_2022
    assert next((pillar.name for pillar in plan.pillars if pillar.id == found.pillar), None) == stated.pillar
    assert found.task == (task(stated.task).id if stated.task else None)
    assert set(found.sources) == stated.sources


def test_there_are_fifteen_targets_and_eighteen_tasks_numbered_in_order() -> None:
    plan = the_plan()
    assert len(plan.targets) == 15
    assert [found.number for found in plan.tasks] == list(range(1, 19))
    assert [found.name for found in plan.tasks] == NAMES
    assert [f"N{found.number}" in found.rows for found in plan.tasks] == [True] * 18


def test_digitising_begins_for_each_level_on_its_own_day() -> None:
    begins = {condition.level: condition.start for condition in target("T6").conditions}
    assert begins == {Level.MINISTRY: datetime.date(2022, 6, 1), Level.PROVINCE: datetime.date(2022, 6, 1), Level.DISTRICT: datetime.date(2022, 12, 1)}
    assert [found.id for found in the_plan().targets if found.conditions] == [target("T6").id]


def test_only_open_data_has_an_exemption_and_it_is_the_military_one() -> None:
    assert [found.id for found in the_plan().targets if found.exemptions] == [target("T8").id]
    assert "quân sự, quốc phòng" in target("T8").exemptions[0].text


@pytest.mark.parametrize("row", PARTS)
def test_a_task_is_led_and_coordinated_by_whom_its_sources_name(row: str) -> None:
    names = {organisation.id: organisation.name for organisation in the_plan().organisations}

    def told(roles: object) -> Roles:
        return {} if roles == NOT_STATED else {names[role.organisation]: set(role.sources) for role in roles}  # type: ignore[attr-defined]

    assert [(told(part.leads), told(part.coordinators)) for part in task(row).parts] == PARTS[row]


def test_ministries_lead_through_their_minister() -> None:
    leaders = {organisation.name: organisation.leader for organisation in the_plan().organisations}
    assert [leaders[name] for name in (TTTT, CA, YT, GDDT)] == [f"Bộ trưởng {name}" for name in (TTTT, CA, YT, GDDT)]
    assert leaders[NHNN] == NHNN  # only the bank is named, not its governor


def test_press_reports_are_named_in_the_text_that_rests_on_them() -> None:
    medium = {"vna-2022-03-17": "TTXVN", "vna-en-2022-03-17": "TTXVN", "pbgdpl-camau": "pbgdpl.camau.gov.vn"}
    for row in ("N6", "N10"):
        for part in task(row).parts:
            assert part.leads != NOT_STATED
            assert all("TTXVN" in (role.note or "") for role in part.leads)
    for entry in (*the_plan().tasks, *the_plan().topics):
        for fact in entry.facts:
            for source, name in medium.items():
                assert name in fact.text or source not in fact.sources, f"{entry.id}.{fact.id} rests on {source} and does not name it"


def test_the_decision_is_the_one_of_15_march_2022() -> None:
    plan = the_plan()
    assert (plan.decision.number, plan.decision.date) == ("27/QĐ-UBQGCĐS", datetime.date(2022, 3, 15))
    assert (plan.period.start, plan.period.end, plan.year) == (datetime.date(2022, 1, 1), END_OF_2022, 2022)
    assert plan.title == "Kế hoạch hoạt động của Ủy ban Quốc gia về chuyển đổi số năm 2022"


@pytest.mark.parametrize("row", ROWS)
def test_every_fact_stands_in_the_plan(row: str) -> None:
    assert row in set(rows_in(the_plan()))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("P2", "Phạm Minh Chính"),
        ("P5", "30 bộ"),
        ("P5", "63 tỉnh"),
        ("P6", "quý I/2022"),
        ("C4", "793/BTTTT-THH"),
        ("C5", "hai người nữa"),
        ("C8", "76.905"),
        ("C8", "356.914"),
        ("C8", "4/9/2023"),
        ("X1", "kế hoạch hành động"),
        ("X2", "749/QĐ-TTg"),
        ("X2", "2289/QĐ-TTg"),
        ("X2", "24/QĐ-UBQGCĐS"),
        ("X3", "1619/QĐ-TTg"),
        ("X4", "150.000"),
        ("X7", "34/2021/QĐ-TTg"),
        ("X8", "10/10"),
        ("X8", "22/4/2022"),
        ("Y1", "1/3/2025"),
        ("Y2", "Bộ Tài chính"),
        ("Y2", "Nông nghiệp và Môi trường"),
        ("Y3", "1/7/2025"),
        ("Y3", "34"),
        ("Y4", "598/QĐ-TTg"),
        ("Y5", "năm 2022"),
        ("Y7", "1/3/2026"),
    ],
)
def test_a_fact_says_what_its_row_says(row: str, words: str) -> None:
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, BaseModel):
            if row in getattr(value, "rows", ()):
                yield value.json(ensure_ascii=False)
            for _, inner in value:
                yield from texts(inner)
        elif isinstance(value, tuple):
            for inner in value:
                yield from texts(inner)

    assert words in " ".join(texts(the_plan()))


def test_what_is_said_is_a_goal_and_never_a_result() -> None:
    for found in the_plan().targets:
        for text in (found.goal, found.counted.text, *(condition.text for condition in found.conditions)):
            assert "đã đạt" not in text
            assert "hoàn thành" not in text


def test_nobody_is_said_to_have_read_the_whole_decision() -> None:
    assert "theo toàn văn" not in the_plan().json(ensure_ascii=False).lower()
