from verimentor.account import Account, tally


def test_reasons_are_counted_without_their_names() -> None:
    said = ["use of undeclared identifier 'a'", "it repeats itself", "use of undeclared identifier 'b'"]
    assert tally(said) == "use of undeclared identifier … (2), it repeats itself (1)"
    assert tally([*"abcdef"]).endswith("d (1), others (2)")
    assert tally([]) == ""


def test_steps_keep_their_order_and_their_time() -> None:
    account = Account()
    account.note("first", "")
    with account.during("second"):
        account.add("first", 2.0)
    account.note("first", "done")
    first, second = account.steps
    assert (first.name, first.detail, first.seconds) == ("first", "done", 2.0)
    assert second.name == "second" and second.seconds > 0
