"""Codes about who asks: sessions, sign-in, tenants, members and invitations, directories, units."""

from collections.abc import Mapping

from core.error_codes.code import ErrorCode
from core.sentences import Sentence

CODES: Mapping[str, ErrorCode] = {
    "UNAUTHENTICATED": ErrorCode(
        Sentence(
            "The credentials are missing, wrong, expired or revoked", "登录凭证缺失、错误、已过期或已撤销"
        ),
        Sentence(
            "Send `Authorization: Bearer <API key or session token>`.",
            "请重新登录；程序请发送“Authorization: Bearer <API 密钥或会话令牌>”。",
        ),
        401,
    ),
    "ADDRESS_NOT_ALLOWED": ErrorCode(
        Sentence("The key is not good from this address", "此密钥不能从该网络地址使用"),
        Sentence(
            "Ask from one of its networks; behind a proxy, `SLUICE_TRUSTED_PROXIES` names it.",
            "请从密钥允许的网络发出请求；若经过代理，需在 `SLUICE_TRUSTED_PROXIES` 中登记该代理。",
        ),
        403,
    ),
    "FORBIDDEN": ErrorCode(
        Sentence("The caller's roles do not allow this", "你的角色不允许此操作"),
        Sentence("Ask an admin for the role.", "请向管理员申请相应的角色。"),
        403,
    ),
    "VIEW_IS_READ_ONLY": ErrorCode(
        Sentence(
            "Who looks at the tenant as somebody else changes nothing", "以他人视角查看时不能做任何修改"
        ),
        Sentence("Send your own credentials to change something.", "请先结束查看，再以自己的身份修改。"),
        403,
    ),
    "TENANT_REQUIRED": ErrorCode(
        Sentence(
            "The caller does not belong to the tenant that the request names", "你不属于请求中指定的公司"
        ),
        Sentence(
            "Name a tenant of yours in the header `X-Sluice-Tenant`, or leave the header out.",
            "请在请求头 `X-Sluice-Tenant` 中指定你所属的公司，或不发送此请求头。",
        ),
        400,
    ),
    "TENANT_SUSPENDED": ErrorCode(
        Sentence("The tenant is suspended", "该公司已被暂停使用"),
        Sentence("Ask the operator of this installation.", "请联系本系统的运维人员。"),
        403,
    ),
    "TENANT_CLOSED": ErrorCode(
        Sentence("The tenant is closed and will be erased", "该公司已关闭，数据即将清除"),
        Sentence(
            "Ask the operator of this installation to open it again while there is time.",
            "如需恢复，请在清除之前联系本系统的运维人员。",
        ),
        403,
    ),
    "TENANT_THERE": ErrorCode(
        Sentence("The tenant of the archive is here already", "存档中的公司已存在于此"),
        Sentence(
            "Close and erase that one first, or restore elsewhere.",
            "请先关闭并清除现有的公司，或在别处恢复。",
        ),
        409,
    ),
    "TENANT_OPEN": ErrorCode(
        Sentence("Only what is closed can be erased", "只有已关闭的公司才能清除"),
        Sentence("Close the tenant first.", "请先关闭该公司。"),
        409,
    ),
    "QUOTA_EXCEEDED": ErrorCode(
        Sentence("The tenant has as much as its plan allows", "已达到套餐的上限"),
        Sentence(
            "Remove what is not needed, or ask the operator of this installation for a larger plan.",
            "请删除不需要的内容，或向本系统的运维人员申请更大的套餐。",
        ),
        403,
    ),
    "RATE_LIMITED": ErrorCode(
        Sentence("There are more requests than the limit lets through", "请求过于频繁，超出了限制"),
        Sentence(
            "Try again after the seconds in the header `Retry-After`.",
            "请等待响应头 `Retry-After` 所示的秒数后重试。",
        ),
        429,
    ),
    "SIGN_IN_FAILED": ErrorCode(
        Sentence("E-mail or password is wrong", "邮箱或密码错误"),
        Sentence("Check both and try again.", "请检查邮箱和密码后重试。"),
        401,
    ),
    "SIGN_IN_THROTTLED": ErrorCode(
        Sentence("Too many sign-ins have failed from here", "登录失败次数过多"),
        Sentence("Wait, then try again; or reset the password.", "请稍后再试，或重置密码。"),
        429,
    ),
    "ADDRESS_THROTTLED": ErrorCode(
        Sentence(
            "Too much was asked for from this address without credentials", "来自此网络地址的未登录请求过多"
        ),
        Sentence("Wait, then try again.", "请稍后再试。"),
        429,
    ),
    "SIGN_UP_CLOSED": ErrorCode(
        Sentence("This installation takes no sign-ups", "本系统不开放注册"),
        Sentence(
            "Ask its operators for a tenant, or an admin to invite you.",
            "请联系运维人员开通公司，或请管理员邀请你。",
        ),
        403,
    ),
    "SIGN_UP_INVALID": ErrorCode(
        Sentence(
            "The link that confirms a sign-up is used, expired, or none", "注册确认链接无效、已使用或已过期"
        ),
        Sentence("Sign up again.", "请重新注册。"),
        404,
    ),
    "EMAIL_TAKEN": ErrorCode(
        Sentence("This e-mail already has an account", "该邮箱已有账户"),
        Sentence("Sign in, or use another e-mail.", "请直接登录，或使用其他邮箱。"),
        409,
    ),
    "TENANT_SLUG_TAKEN": ErrorCode(
        Sentence("This tenant name is taken", "此公司简称已被使用"),
        Sentence("Choose another name.", "请换一个简称。"),
        409,
    ),
    "EMAIL_INVALID": ErrorCode(
        Sentence("This is not an e-mail address", "这不是有效的邮箱地址"),
        Sentence("Write it as name@example.com.", "请按 name@example.com 的格式填写。"),
    ),
    "PASSWORD_WEAK": ErrorCode(
        Sentence("The password is too short, too long, or easily guessed", "密码过短、过长或容易被猜到"),
        Sentence(
            "Use 8 to 1,024 characters that are no frequent password and not your name or address.",
            "请使用 8 到 1,024 个字符，避免常见密码以及你的姓名和邮箱。",
        ),
    ),
    "SECOND_FACTOR_REQUIRED": ErrorCode(
        Sentence("A code of the second factor is needed", "需要双重验证的验证码"),
        Sentence(
            "Sign in with `code`; who has no second factor begins with `startTotp`.",
            "请填写验证器中的验证码；尚未启用双重验证的，请先启用。",
        ),
        403,
    ),
    "SECOND_FACTOR_FAILED": ErrorCode(
        Sentence("The code is wrong, too old, or was used before", "验证码错误、已过期或已使用过"),
        Sentence("Give the next code, or a recovery code.", "请填写下一个验证码，或使用恢复码。"),
        401,
    ),
    "SECOND_FACTOR_ON": ErrorCode(
        Sentence("The account has a second factor already", "该账户已启用双重验证"),
        Sentence("Remove it first with `removeTotp`.", "如需重新设置，请先关闭现有的双重验证。"),
        409,
    ),
    "SIGN_IN_EXPIRED": ErrorCode(
        Sentence(
            "The sign-in by the identity provider was begun in another browser, too long ago, or is done",
            "这次通过身份提供方的登录是在其他浏览器开始的、已超时或已完成",
        ),
        Sentence("Begin it again.", "请重新开始登录。"),
    ),
    "SIGN_IN_NOT_ALLOWED": ErrorCode(
        Sentence(
            "The tenant does not let in whom its identity provider has told of",
            "公司不允许身份提供方所确认的此人进入",
        ),
        Sentence(
            "Ask an admin of the tenant; the message says what they can mend.",
            "请联系公司的管理员，提示信息说明了可以如何处理。",
        ),
        403,
    ),
    "PROVIDER_REQUIRED": ErrorCode(
        Sentence("The tenant lets in who its identity provider knows", "该公司只允许通过身份提供方登录"),
        Sentence(
            "Sign in at `/auth/oidc/start?tenant=<tenant>`.",
            "请使用公司的身份提供方登录（`/auth/oidc/start?tenant=<公司简称>`）。",
        ),
        403,
    ),
    "PROVIDER_FAILED": ErrorCode(
        Sentence(
            "The identity provider does not answer, or not as it must", "身份提供方没有响应，或响应不符合要求"
        ),
        Sentence(
            "Try again; an admin of the tenant finds out more with `testIdentityProvider`.",
            "请重试；公司的管理员可以用“试用”查明原因。",
        ),
        502,
    ),
    "RESET_INVALID": ErrorCode(
        Sentence(
            "The link to reset the password is used, expired, or none", "重置密码的链接无效、已使用或已过期"
        ),
        Sentence("Ask for another one.", "请重新申请一个链接。"),
    ),
    "MAIL_OFF": ErrorCode(
        Sentence("This installation sends no mail", "本系统不发送邮件"),
        Sentence("Ask the operator to set `SLUICE_SMTP_HOST`.", "请联系运维人员设置 `SLUICE_SMTP_HOST`。"),
        503,
    ),
    "MEMBER_EXISTS": ErrorCode(
        Sentence("This person is already a member", "此人已是成员"),
        Sentence("Change the member's roles instead.", "请改为修改该成员的角色。"),
        409,
    ),
    "LAST_ADMINISTRATOR": ErrorCode(
        Sentence("A tenant needs somebody who can administer it", "公司至少需要一名能够管理它的成员"),
        Sentence("Give another member that right first.", "请先将此权限授予另一名成员。"),
    ),
    "DEACTIVATED_BY_ADMIN": ErrorCode(
        Sentence(
            "What an admin has decided about a member is not for a directory to undo",
            "管理员对成员的决定不能由目录同步更改",
        ),
        Sentence(
            "Have an admin of the tenant let them in again (`reactivateMember`).",
            "请公司的管理员重新启用该成员。",
        ),
        403,
    ),
    "PROVISIONED_TWICE": ErrorCode(
        Sentence(
            "Another user or group of the directory has this name, address or external id",
            "目录中已有其他用户或组使用此名称、地址或外部 ID",
        ),
        Sentence("Find it by a filter, and change that one.", "请先筛选找到它，再修改那一个。"),
        409,
    ),
    "GROUP_LIMIT": ErrorCode(
        Sentence("There are too many groups, or too many members in one", "组的数量或组内成员过多"),
        Sentence("Provision fewer, or smaller ones.", "请减少同步的组，或缩小组的规模。"),
    ),
    "SCIM_REFUSED": ErrorCode(
        Sentence("The SCIM request cannot be done as it stands", "该 SCIM 请求无法按原样执行"),
        Sentence("Mend what `detail` and `scimType` name.", "请修正 `detail` 和 `scimType` 所指出的内容。"),
    ),
    "SCIM_UNSUPPORTED": ErrorCode(
        Sentence("This part of SCIM is not offered", "不提供 SCIM 的这一部分"),
        Sentence(
            "Read `/scim/v2/ServiceProviderConfig` for what is.",
            "请在 `/scim/v2/ServiceProviderConfig` 中查看所提供的部分。",
        ),
        501,
    ),
    "SCIM_VERSION": ErrorCode(
        Sentence(
            "The user or group has another version than the header `If-Match` names",
            "用户或组的版本与请求头 `If-Match` 中的不一致",
        ),
        Sentence("Read it again and repeat.", "请重新读取后再执行。"),
        412,
    ),
    "INVITATION_INVALID": ErrorCode(
        Sentence("The invitation is used, revoked, expired, or none", "邀请无效、已使用、已撤销或已过期"),
        Sentence("Ask who invited you for another one.", "请联系邀请人重新发送邀请。"),
    ),
    "INVITATION_EXISTS": ErrorCode(
        Sentence("This address has an invitation that is open", "该邮箱已有一份待接受的邀请"),
        Sentence("Send it again with `resendInvitation`.", "请重新发送那份邀请。"),
        409,
    ),
    "VIEW_LIMIT": ErrorCode(
        Sentence(
            "Whoever asks has begun as many views as they may have at a time",
            "你同时开启的“以其视角查看”已达上限",
        ),
        Sentence(
            "Go on with one that is open, or sign out the session that they were begun with; each ends in an hour.",
            "请继续使用已开启的查看，或退出开启它们的登录；每个查看会在一小时后结束。",
        ),
        429,
    ),
    "INVITATION_LIMIT": ErrorCode(
        Sentence(
            "There are too many invitations that are open or of this day, or the address got one a moment ago",
            "待接受的邀请或今天的邀请过多，或刚刚已向该邮箱发送过邀请",
        ),
        Sentence(
            "Wait a minute; where there are too many, revoke some or wait a day.",
            "请等待一分钟；如果邀请过多，请撤销一些或明天再试。",
        ),
        429,
    ),
    "MAIL_FAILED": ErrorCode(
        Sentence("The mail could not be sent; nothing was changed", "邮件未能发送，没有做任何修改"),
        Sentence(
            "Check the address and try again; the operator finds the cause in the log.",
            "请检查邮箱后重试；运维人员可以在日志中查到原因。",
        ),
        503,
    ),
    "ORG_UNIT_TAKEN": ErrorCode(
        Sentence("Another unit has this code", "已有其他组织单位使用此代码"),
        Sentence("Choose another code; the name is free.", "请换一个代码；名称可以相同。"),
        409,
    ),
    "ORG_UNIT_CYCLE": ErrorCode(
        Sentence("A unit cannot be below itself", "组织单位不能位于自己之下"),
        Sentence("Move it below a unit that is not below it.", "请移到不属于其下级的组织单位之下。"),
        409,
    ),
    "ORG_UNIT_IN_USE": ErrorCode(
        Sentence("Units or members are in this unit", "该组织单位中还有下级单位或成员"),
        Sentence("Move or remove them first.", "请先移走或移除它们。"),
        409,
    ),
    "ORG_UNIT_LIMIT": ErrorCode(
        Sentence("There are too many units, or they are too deep", "组织单位过多，或层级过深"),
        Sentence("Remove some, or move them higher.", "请移除一些，或移到更高的层级。"),
    ),
}
