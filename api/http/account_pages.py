"""The pages that links in mails lead to where the console is not built: one form each, which asks `/graphql`.

The token stands after the `#` of the address, which browsers send to no server. Nothing is loaded from elsewhere, and
the policy lets no script run but the one below.
"""

import base64
import hashlib

from starlette.requests import Request
from starlette.responses import HTMLResponse

_SHARED = """
const zh = navigator.language.toLowerCase().startsWith("zh");
const say = (en, cn) => zh ? cn : en;
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
const line = document.querySelector("output"), form = document.querySelector("form");
const tell = text => { line.textContent = text; };
document.documentElement.lang = zh ? "zh-CN" : "en";
async function ask(query, variables) {
  const response = await fetch("/graphql", { method: "POST", body: JSON.stringify({ query, variables }),
    headers: { "Content-Type": "application/json", "Accept-Language": zh ? "zh-CN" : "en" } });
  const answer = await response.json();
  if (answer.errors) throw new Error(answer.errors[0].message);
  return answer.data;
}
function label(name, text) { form.querySelector(`[data-label=${name}]`).textContent = text; }
const CODE = say("Code of the second factor, where you have one", "双重验证码（如已启用）");
"""

_INVITATION = (
    _SHARED
    + """async function start() {
  document.querySelector("h1").textContent = say("Accept the invitation", "接受邀请");
  label("name", say("Your name (for a new account)", "您的姓名（新账号需填写）"));
  label("password", say("Password, yours or that of the new account", "密码（已有账号的密码，或为新账号设置密码）"));
  label("code", CODE);
  label("send", say("Join", "加入"));
  const { offer } = await ask("query ($token: String!) { offer: invitation(token: $token) { email tenant { name } } }",
    { token });
  if (!offer) return tell(say("This link has been used, or is good no longer. Ask for another one.",
    "此链接已使用或已失效，请联系邀请人重新发送。"));
  tell(`${offer.tenant.name} — ${offer.email}`);
  form.hidden = false;
}
form.addEventListener("submit", async event => {
  event.preventDefault();
  const input = { token, password: form.password.value };
  if (form.person.value.trim()) input.name = form.person.value;
  if (form.code.value.trim()) input.code = form.code.value;
  try {
    const { done } = await ask(`mutation ($input: AcceptInvitationInput!) {
      done: acceptInvitation(input: $input) { tenant { name } errors { message hint } } }`, { input });
    if (done.errors.length) return tell(done.errors.map(each => `${each.message}. ${each.hint}`).join(" "));
    form.hidden = true;
    tell(say(`You are a member of ${done.tenant.name} now.`, `您已加入“${done.tenant.name}”。`));
  } catch (error) { tell(error.message); }
});
start().catch(error => tell(error.message));
"""
)

_RESET = (
    _SHARED
    + """async function start() {
  document.querySelector("h1").textContent = say("Choose a new password", "设置新密码");
  label("password", say("New password, at least 8 characters", "新密码（至少 8 个字符）"));
  label("send", say("Save", "保存"));
  for (const each of [form.person, form.code]) each.closest("label").remove();
  form.password.autocomplete = "new-password";
  form.hidden = false;
}
form.addEventListener("submit", async event => {
  event.preventDefault();
  try {
    const { done } = await ask(`mutation ($input: ResetPasswordInput!) {
      done: resetPassword(input: $input) { errors { message hint } } }`,
      { input: { token, password: form.password.value } });
    if (done.errors.length) return tell(done.errors.map(each => `${each.message}. ${each.hint}`).join(" "));
    form.hidden = true;
    tell(say("The password is saved. Sign in with it; all sessions have ended.",
      "密码已保存，所有会话均已退出，请重新登录。"));
  } catch (error) { tell(error.message); }
});
start().catch(error => tell(error.message));
"""
)


_SIGN_UP = (
    _SHARED
    + """async function start() {
  document.querySelector("h1").textContent = say("Confirm the sign-up", "确认注册");
  label("password", say("Password, yours or that of the new account", "密码（已有账号的密码，或为新账号设置密码）"));
  label("send", say("Go on", "继续"));
  label("code", CODE);
  form.person.closest("label").remove();
  form.hidden = false;
}
form.addEventListener("submit", async event => {
  event.preventDefault();
  const input = { token, password: form.password.value };
  if (form.code.value.trim()) input.code = form.code.value;
  try {
    const { done } = await ask(`mutation ($input: ConfirmSignUpInput!) {
      done: confirmSignUp(input: $input) { tenant { name } errors { message hint } } }`, { input });
    if (done.errors.length) return tell(done.errors.map(each => `${each.message}. ${each.hint}`).join(" "));
    form.hidden = true;
    tell(say(`${done.tenant.name} is there. Sign in.`, `“${done.tenant.name}”已创建，请登录。`));
  } catch (error) { tell(error.message); }
});
start().catch(error => tell(error.message));
"""
)


def _page(script: str) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sluice</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 17px/1.6 system-ui, sans-serif; max-width: 26rem; margin: 10vh auto; padding: 0 1.5rem; }}
  label, output {{ display: block; margin-top: 1rem; }}
  input, button {{ font: inherit; padding: .4rem .6rem; box-sizing: border-box; }}
  input {{ width: 100%; }}
  button {{ margin-top: 1.5rem; }}
</style>
</head>
<body>
<h1>Sluice</h1>
<output aria-live="polite"></output>
<form hidden>
  <label><span data-label="name"></span><input name="person" autocomplete="name" maxlength="200"></label>
  <label><span data-label="password"></span>
    <input name="password" type="password" autocomplete="current-password" required></label>
  <label><span data-label="code"></span><input name="code" autocomplete="one-time-code" maxlength="64"></label>
  <button data-label="send"></button>
</form>
<noscript>This page needs JavaScript. / 此页面需要启用 JavaScript。</noscript>
<script>{script}</script>
</body>
</html>
"""


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )


def _answer(script: str) -> HTMLResponse:
    headers = {
        "Content-Security-Policy": _policy(script),
        "Cache-Control": "no-store",
    }
    return HTMLResponse(_page(script), headers=headers)


async def invitation_page(_: Request) -> HTMLResponse:
    """The page on which an invitation is accepted."""
    return _answer(_INVITATION)


async def reset_page(_: Request) -> HTMLResponse:
    """The page on which a forgotten password is replaced."""
    return _answer(_RESET)


async def sign_up_page(_: Request) -> HTMLResponse:
    """The page on which a sign-up is confirmed."""
    return _answer(_SIGN_UP)
