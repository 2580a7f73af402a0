"""The page that tells somebody why they are not signed in. It loads nothing and runs nothing."""

from html import escape

from core.errors import ERROR_CODES, SluiceError
from core.sentences import speaks_chinese

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_TITLES = {"en": "You are not signed in", "zh-CN": "登录未成功"}


def refusal_page(error: SluiceError, language: str, request_id: str) -> tuple[str, int]:
    """The page, and the status it is sent with.

    Args:
        language: one of those that Sluice itself speaks.
    """
    problem = error.problems[0]
    title = _TITLES[language]
    message, hint = problem.told_in(language)
    stop = "。" if speaks_chinese(language) else "."
    lines = (f"{message}{stop}", hint, f"{problem.code} · {request_id}")
    said = "".join(f"<p>{escape(each[:1].upper() + each[1:])}</p>\n" for each in lines if each)
    page = f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 17px/1.6 system-ui, sans-serif; max-width: 30rem; margin: 10vh auto; padding: 0 1.5rem; }}
  p:last-of-type {{ font-size: .8rem; opacity: .7; }}
</style>
</head>
<body>
<h1>{title}</h1>
{said}</body>
</html>
"""
    return page, ERROR_CODES[problem.code].status
