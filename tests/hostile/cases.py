# ruff: noqa: E501 - rows of data: wrapping them would hide where one ends
"""Hostile bodies, made here: markup, addresses, entities, encodings, nesting, Unicode."""

from __future__ import annotations

from itertools import product

TAGS = (
    "script", "style", "iframe", "object", "embed", "svg", "math", "form", "input", "button", "textarea",
    "link", "meta", "base", "img", "video", "audio", "source", "marquee", "template", "noscript", "title",
    "xmp", "plaintext", "details", "dialog", "body", "html", "frameset", "select", "table", "portal", "applet",
)  # fmt: skip
HANDLERS = (
    "onclick",
    "onerror",
    "onload",
    "onmouseover",
    "onfocus",
    "ontoggle",
    "onanimationstart",
)
SCHEMES = (
    "javascript:alert(1)", "JAVASCRIPT:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)",
    "java\x00script:alert(1)", "\x01javascript:alert(1)", " javascript:alert(1)", "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)", "javascript&colon;alert(1)", "javascript&#58;alert(1)", "jav&#x09;ascript:alert(1)",
    "javascript&Tab;:alert(1)", "java&NewLine;script:alert(1)", "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=", "data:image/svg+xml,<svg onload=alert(1)>", "vbscript:msgbox(1)",
    "livescript:x", "mocha:x", "file:///etc/passwd", "blob:https://x/1", "filesystem:x", "about:blank",
    "view-source:x", "ws://x.example", "ftp://x.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
    "///evil.example", "/\t/evil.example", "https:/\\evil.example", "http:evil.example", "https:evil.example",
    "https://user:pass@evil.example", "https://example.org/\"onclick=alert(1)", "https://example.org/'><script>",
    "https://example.org/`onerror`", "https://ex\u202eample.org", "https://еxample.org", "https://xn--e1afmkfd",
    "feed:javascript:alert(1)", "tel:999", "mailto:x@example.org?subject=<b>", "sms:999", "intent:x", "#", "?x",
)  # fmt: skip
LINKS = (
    "[x]({})",
    "[x](<{}>)",
    "<{}>",
    "![x]({})",
    "[x]: {}\n\n[x]",
    "[![x]({})]({})",
    "[x]({} 't')",
)

BREAKOUTS = (
    "</p><script>alert(1)</script>", "--><script>alert(1)</script><!--", "]]><script>alert(1)</script>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->", "<?php echo 1 ?>", "<!DOCTYPE x [<!ENTITY y 'z'>]>",
    "<![CDATA[<script>alert(1)</script>]]>", "`</code><script>alert(1)</script>`", "```</pre><script>\n</script>\n```",
    "```js\" onload=\"x\nx\n```", "~~~<script>\nx\n~~~", "    </code></pre><script>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>", "<script/xss src=x>", "<script\x00>alert(1)</script>", "<\x00script>alert(1)</script>",
    "\\<script\\>alert(1)\\</script\\>", "&lt;script&gt;alert(1)&lt;/script&gt;", "&amp;lt;script&amp;gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;", "&#x3c;img src=x onerror=alert(1)&#x3e;", "＜script＞alert(1)＜/script＞",
    "%3Cscript%3Ealert(1)%3C/script%3E", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "\xbcscript\xbealert(1)",
    "<a href=javascript:alert(1)>x</a>", "<a href='https://x' style='position:fixed'>x</a>", "<p id=x class=y>z</p>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>", "<math><mtext><table><mglyph><style><img src=x>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<form><math><mtext></form><form><mglyph><style></math>",
    "<isindex type=image src=1 onerror=alert(1)>", "<x onclick=alert(1)>x</x>", "<br onclick=alert(1)>", "<hr style=x>",
    "<a\nhref\n=\n'javascript:alert(1)'>x</a>", "<a href=\"jav\u0000ascript:alert(1)\">x</a>", "{{constructor.constructor('x')()}}",
    "{% load x %}{{ request }}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "[[x]]", "$$\\href{javascript:x}{y}$$",
    "<details open ontoggle=alert(1)>", "*<script>*alert(1)*</script>*", "**<b**>", "[<script>](https://x)</script>",
    "[a](https://x \"</a><script>\")", "# <script>alert(1)</script>", "> <script>\n> alert(1)\n> </script>",
    "- <script>\n- </script>", "1. <img src=x onerror=alert(1)>", "|<script>|\n|-|\n|x|", "[^1]: <script>", ":::script\nx\n:::",
)  # fmt: skip

UNICODE = (
    "\x00", "\x00" * 5_000, "\ud800", "\udfff\ud800", "a\ud83d", "\ufffe\uffff", "\U0010ffff", "\ufeffhello",
    "\u202egnp.exe", "\u2066\u2067\u2068\u2069", "\u200b" * 5_000, "\u200f" * 100, "e" + "\u0301" * 30_000,
    "\u0315\u0300\u05ae\u0062" * 5_000, "Z̸̡̛͈̗̲̈́͊a̷l̶g̴o̵" * 500, "😀" * 16_000, "👨‍👩‍👧‍👦" * 3_000, "🏳️‍🌈" * 5_000,
    "\U0001f1e6" * 5_000, "ﷺ" * 5_000, "\u0600" * 1_000, "\u1160" * 1_000, "\u3164" * 1_000, "\u00ad" * 5_000,
    "\u2028\u2029\x85\x0b\x0c" * 1_000, "\r" * 5_000, "\n" * 100_000, "\t" * 30_000, " " * 32_768, "\x1b[31mred",
    "\x7f" * 500, "İıſK", "ß" * 500, "\u0d4e\u0d4d" * 200, "\u1d165" * 50, "ᄀᄀᄀ각ᆨᆨ", "\u0958" * 500, "🇬🇧🇬", "﷽" * 300,
)  # fmt: skip

BOMB_UNITS = (
    "*a ", "**a ", "_a_", "*a **a ", "a**b", "[", "[a](", "![", "`", "`` ` ", "<", "<a ", "&amp;", "&", "> ", ">",
    "- ", "-\n", "1. ", "a\n", "# a\n", "~~", "~a~~", "[a][b]", "a_b_", "***", "*_", "\\", "\\*", "|a", "```\n",
    "~~~\na\n", "    a\n", "<https://a.b>", "[](", "[a](<b", "](", "@me ", "@someone_with_a_name ", "> a\n", "- a\n",
    "- a\n  - b\n", "1. a\n\n", "> - a\n", "*a\n\n", "[a\n\n", "`a\n\n", "**a** ", "[x](http://e.com) ", "&#x41;", "a*",
    "_a", "<a>", "<!--", "a\\\n", "___\n", "-a", "a  \n", "[[a]", '"', "http://a.b ", "=\n", "a\n=\n", "a\n-\n", "<!-",
    "<?", "<![CDATA[", "[a]: /x\n", "[a]:\n", "&#0;", "&#x110000;", "a\t", "+ \n", "* * *\n", "> > ", "-\t- ",
)  # fmt: skip
MAX = 32_768


def bombs() -> list[str]:
    made = [(unit * MAX)[:MAX] for unit in BOMB_UNITS]
    made += [
        "".join(" " * (2 * depth) + "- a\n" for depth in range(170))[:MAX],
        "".join(">" * depth + " a\n" for depth in range(250))[:MAX],
        "".join("`" * depth + " a " for depth in range(1, 250))[:MAX],
        ("> - *a **b [c](d `e ~~f~~\n" * 2_000)[:MAX],
        "*" * 599 + "a" + "*" * 599,
        ("[" * 300 + "a" + "](x)" * 300),
        "a" * MAX * 4,
        ("[a](https://example.org/" + "x" * 200 + ") ") * 100,
        "\n".join("#" * (n % 8) + " a" for n in range(2_900)),
        "".join(f"[{n}]: https://example.org/{n}\n" for n in range(900)),
        ("a*" * 590 + "\n\n") * 20,
        ("*a _b " * 190 + "\n\n") * 6,
    ]
    return made


def all_cases() -> list[str]:
    found = [
        f"<{tag} {handler}=alert(1) src=x>x</{tag}>" for tag, handler in product(TAGS, HANDLERS)
    ]
    found += [f"text <{tag}>\n\n**x**\n\n</{tag}> text" for tag in TAGS]
    found += [shape.replace("{}", scheme) for shape, scheme in product(LINKS, SCHEMES)]
    found += BREAKOUTS
    found += [each[:3_000] for each in UNICODE]
    # Whole bombs are for the clock; a short one is enough for the judge, who is slow.
    found += [each[:3_000] for each in bombs()]
    return found
