RULES: tuple = ()


def digits_of(text: str) -> str:
    return "".join(each for each in text if each.isdigit())
