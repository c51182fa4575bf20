"""An identity number is relied on only where every sign of it is right."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.imports.identity_numbers import check_sign, fault_of_identity_number

FRONTS = st.from_regex(r"[1-9][0-9]{16}", fullmatch=True)


@given(FRONTS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(front: str, place: int, step: int) -> None:
    number = front + check_sign(front)
    assert fault_of_identity_number(number, is_number=False) == ""
    assert fault_of_identity_number(number.lower(), is_number=False) == ""
    digit = str((int(number[place]) + step) % 10)
    wrong = number[:place] + digit + number[place + 1 :]
    assert fault_of_identity_number(wrong, is_number=False) in ("wrong", "rounded")


@given(FRONTS)
def test_a_cell_that_is_a_number_is_never_relied_on(front: str) -> None:
    assert fault_of_identity_number(front + check_sign(front), is_number=True) == "number"
