"""What is said of members, wherever they are administered."""

from core.sentences import Sentence

NO_MEMBER = Sentence("there is no such member", "没有这名成员")
NO_ACTIVE_MEMBER = Sentence("there is no such active member", "没有这名有效的成员")
IS_MEMBER = Sentence("{} is a member already", "{} 已是成员")
IS_DEACTIVATED = Sentence("{} is a member already, and deactivated", "{} 已是成员，目前已停用")
HAS_ACCOUNT = Sentence("{} already has an account", "{} 已有账户")
BARRED = Sentence("an admin of this tenant has deactivated the member", "本公司的管理员已停用该成员")
