"""A questionnaire that uses everything, and answers to it made at random."""

import random
from datetime import UTC, datetime
from typing import Any

from surveys.kinds.documents import Questionnaire
from surveys.kinds.questions import (
    Answer,
    Calculation,
    Condition,
    Matrix,
    Option,
    Question,
    Rule,
    Section,
)

MORNING = datetime(2026, 5, 27, 1, tzinfo=UTC)
REASON = Option(-3, {"zh": "不想说", "en": "I would rather not say"})


def words(zh: str, en: str = "") -> dict[str, str]:
    """A text in both languages."""
    return {"zh": zh, "en": en or f"[{zh}]"}


def options(*texts: str, **more: Any) -> tuple[Option, ...]:
    """Options from 1 on, and that somebody would rather not say."""
    return (*(Option(n, words(text), **more) for n, text in enumerate(texts, 1)), REASON)


def labels() -> tuple[Option, ...]:
    """Five labels, best first."""
    return tuple(Option(code, words(f"标签{code}")) for code in (5, 4, 3, 2, 1))


EXAMPLE = Questionnaire(
    "E",
    words("例卷"),
    (words("您好，我是{firm}的。"),),
    (
        Question("came", "choice", words("来过吗？"), options("来过", "没来过"), section="first"),
        Question(
            "born",
            "date",
            words("哪天生的？"),
            (REASON,),
            section="first",
            rules=(Rule(". <= today()", words("还没到这一天。", "That day is still to come.")),),
        ),
        Question(
            "aid",
            "multiple",
            words("办过哪些？"),
            (
                *options("低保", "特困", "临时救助")[:3],
                Option(9, words("都没有"), is_exclusive=True),
            ),
            section="first",
        ),
        Question(
            "trips", "number", words("跑了几趟？"), (REASON,), most=50, relevant="${came} = 1"
        ),
        Question(
            "why",
            "text",
            words("为什么跑了${trips}趟？", "Why ${trips} trips?"),
            relevant="${trips} > 3 and not(selected(${aid}, '9'))",
            rules=(
                Rule("string-length(.) >= 2", words("请多写几个字。")),
                Rule("not(contains(., '1'))", words("请不要写号码。")),
            ),
        ),
        Question("row1", "scale5", words("上门的人"), labels(), matrix="table", section="care"),
        Question("row2", "scale5", words("窗口的人"), labels(), matrix="table", section="care"),
        Question(
            "best",
            "choice",
            words("哪一样最要紧？"),
            tuple(
                Option(n, words(text), relevant=f"selected(${{aid}}, '{n}')")
                for n, text in ((1, "低保"), (2, "特困"), (3, "临时救助"))
            ),
            relevant="count-selected(${aid}) > 1",
            is_required=False,
        ),
        Question("order", "ranking", words("排个先后"), options("快", "近", "好")[:3]),
        Question("cost", "number", words("花了多少钱？"), most=100_000, decimals=2),
        Question("where", "location", words("在哪儿？"), (REASON,), modes=("face_to_face",)),
        Question(
            "told",
            "yes_no",
            words("有人教您说吗？"),
            (Option(0, words("没有")), Option(1, words("有"))),
            is_private=True,
        ),
        Question("who", "text", words("谁教的？"), after=Condition("told", (1,))),
        Question("old", "info", words("您${years}岁了。"), relevant="${years} >= 60"),
        Question("photo", "photo", words("拍张照"), (REASON,), modes=("face_to_face",)),
        Question("sign", "signature", words("签个名"), (REASON,)),
        Question("say", "voice", words("说几句"), (REASON,)),
    ),
    sections=(
        Section("first", words("先问几句")),
        Section("care", words("照顾"), "${came} = 1 or selected(${aid}, '1')"),
    ),
    matrices=(Matrix("table", words("他们对您怎么样？")),),
    calculations=(
        Calculation("years", "int(${days} div 365.25)"),
        Calculation("days", "today() - ${born}"),
    ),
)


def random_answers(questionnaire: Questionnaire, seed: int) -> list[Answer]:
    """Answers to all questions, asked or not, some of them missing."""
    chance = random.Random(seed)
    return [
        None if chance.random() < 0.2 else _answer(question, chance)
        for question in questionnaire.questions
    ]


def _answer(question: Question, chance: random.Random) -> Answer:
    codes = [code for code in question.codes if code >= 0]
    reasons = [code for code in question.codes if code < 0]
    if reasons and chance.random() < 0.2:
        return chance.choice(reasons)
    if question.kind in ("multiple", "ranking"):
        count = len(codes) if question.kind == "ranking" else chance.randrange(1, len(codes))
        return " ".join(map(str, chance.sample(codes, count)))
    if question.kind == "number":
        return chance.randrange(0, 12)
    if question.kind == "date":
        return f"{chance.randrange(1940, 2030)}-0{chance.randrange(1, 9)}-15"
    if codes:
        return chance.choice(codes)
    return None if question.kind == "info" else chance.choice(["好", "问了1次", "很久没来"])
