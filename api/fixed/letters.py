"""What is written to people, in the languages that Sluice speaks."""

from core.mail import Letter


def invitation_letter(language: str, to: str, tenant: str, inviter: str, link: str, days: int) -> Letter:
    """The letter to who is invited.

    Args:
        language: of who invites; they are likely to share it.
        inviter: the inviting member's name.
        days: how long the link is good.
    """
    if language == "zh-CN":
        text = (
            f"您好！\n\n{inviter} 邀请您加入“{tenant}”。请打开以下链接接受邀请：\n\n{link}\n\n"
            f"此链接 {days} 天内有效，且只能使用一次。如果您不认识邀请人，请忽略此邮件。\n"
        )
        return Letter(to, f"邀请您加入“{tenant}”", text)
    text = (
        f"Hello,\n\n{inviter} invites you to join {tenant}. Open this link to accept:\n\n{link}\n\n"
        f"It is good for {days} days, and once. If you do not know who invites you, take no notice of this mail.\n"
    )
    return Letter(to, f"You are invited to join {tenant}", text)


def reset_letter(language: str, to: str, link: str, minutes: int) -> Letter:
    """The letter to who has forgotten their password.

    Args:
        minutes: how long the link is good.
    """
    if language == "zh-CN":
        text = (
            f"您好！\n\n请打开以下链接设置新密码：\n\n{link}\n\n"
            f"此链接 {minutes} 分钟内有效，且只能使用一次。"
            f"如果这不是您本人的操作，请忽略此邮件，您的密码不会改变。\n"
        )
        return Letter(to, "重置密码", text)
    text = (
        f"Hello,\n\nopen this link to choose a new password:\n\n{link}\n\nIt is good for {minutes} minutes, "
        "and once. If you have not asked for it, take no notice: your password stays as it is.\n"
    )
    return Letter(to, "Choose a new password", text)


def changed_letter(language: str, to: str) -> Letter:
    """The letter to whose password is another now."""
    if language == "zh-CN":
        text = (
            "您好！\n\n您的密码已更改，所有登录会话均已退出。"
            "如果这不是您本人的操作，请立即重置密码，并联系管理员。\n"
        )
        return Letter(to, "您的密码已更改", text)
    text = (
        "Hello,\n\nyour password was changed, and all sessions have ended. If it was not you, choose a new password at "
        "once and tell your admin.\n"
    )
    return Letter(to, "Your password was changed", text)


def sign_up_letter(language: str, to: str, link: str, hours: int, *, known: bool) -> Letter:
    """The letter to whose address somebody has signed up with. It says nothing that they have written: anybody may.

    Args:
        hours: how long the link is good.
        known: the address has an account.
    """
    if language == "zh-CN":
        how = "您已有账号：请使用现有密码继续，新租户将归入您的账号。" if known else "请在该页面设置密码。"
        text = (
            f"您好！\n\n有人使用此邮箱注册。请打开以下链接完成注册：\n\n{link}\n\n{how}"
            f"此链接 {hours} 小时内有效，且只能使用一次。如果这不是您本人的操作，请忽略此邮件，不会有任何更改。\n"
        )
        return Letter(to, "确认注册", text)
    how = (
        "You have an account: go on with its password, and the new tenant is yours too."
        if known
        else ("Choose a password there.")
    )
    text = (
        f"Hello,\n\nsomebody has signed up with this address. Open this link to go on:\n\n{link}\n\n{how} It is good "
        f"for {hours} hours, and once. If it was not you, take no notice: nothing changes.\n"
    )
    return Letter(to, "Confirm the sign-up", text)
