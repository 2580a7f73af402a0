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
