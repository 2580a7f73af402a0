"""Codes that the server answers to a request as such, whoever asks for whatever."""

from collections.abc import Mapping

from core.error_codes.code import ErrorCode
from core.sentences import Sentence

CODES: Mapping[str, ErrorCode] = {
    "BAD_REQUEST": ErrorCode(
        Sentence("The request cannot be read", "无法读取该请求"),
        Sentence("Send a JSON object with a `query` string.", "请发送带有字符串 `query` 的 JSON 对象。"),
    ),
    "GRAPHQL_PARSE_FAILED": ErrorCode(
        Sentence("The document is not GraphQL", "该文档不是有效的 GraphQL"),
        Sentence("Mend the syntax at the given place.", "请修改所指位置的语法。"),
    ),
    "GRAPHQL_VALIDATION_FAILED": ErrorCode(
        Sentence(
            "The document does not fit the caller's GraphQL schema", "该文档与你可见的 GraphQL schema 不符"
        ),
        Sentence(
            "Compare the document with the schema that introspection shows for these credentials.",
            "请对照以你的身份查询到的 GraphQL schema 检查；如果配置刚刚改变，请刷新页面。",
        ),
    ),
    "BAD_USER_INPUT": ErrorCode(
        Sentence("A value does not fit its type", "有一个值不符合其类型"),
        Sentence("Mend the value at the given path.", "请修改所指位置的值。"),
    ),
    "QUERY_TOO_COMPLEX": ErrorCode(
        Sentence("The document asks for too much at once", "一次请求的内容过多"),
        Sentence("Ask for less, or in parts.", "请减少内容，或分几次请求。"),
    ),
    "INTROSPECTION_OFF": ErrorCode(
        Sentence("The tenant answers no introspection to this caller", "公司不向你提供内省查询"),
        Sentence(
            "Ask who may `configure` the tenant for the GraphQL schema.",
            "请向有权配置的人索取 GraphQL schema。",
        ),
    ),
    "DOCUMENT_NOT_FOUND": ErrorCode(
        Sentence("No document is registered under this id", "没有登记过此 id 的文档"),
        Sentence(
            "Register it, or send the document as `query`.", "请先登记该文档，或在 `query` 中发送文档。"
        ),
        404,
    ),
    "DOCUMENT_NOT_TRUSTED": ErrorCode(
        Sentence("The tenant takes registered documents only", "公司只接受已登记的文档"),
        Sentence(
            "Have who may `configure` the tenant register it with `registerDocuments`.",
            "请有权配置的人用 `registerDocuments` 登记。",
        ),
        403,
    ),
    "DOCUMENT_LIMIT": ErrorCode(
        Sentence("There are too many documents, or too large ones", "文档过多或过大"),
        Sentence("Remove those that no client sends any more.", "请移除不再有客户端使用的文档。"),
    ),
    "PERSISTED_QUERY_NOT_FOUND": ErrorCode(
        Sentence("This process does not know the document with this hash", "当前进程没有此散列值对应的文档"),
        Sentence("Send the document along with its hash.", "请将文档与散列值一起发送。"),
        404,
    ),
    "PERSISTED_QUERY_NOT_SUPPORTED": ErrorCode(
        Sentence(
            "The tenant takes registered documents only, and none has this hash",
            "公司只接受已登记的文档，且没有此散列值对应的文档",
        ),
        Sentence("Register the document.", "请先登记该文档。"),
    ),
    "PAGE_SIZE": ErrorCode(
        Sentence("The page size is out of bounds", "每页条数超出范围"),
        Sentence(
            "Ask for at most 500; of a list, follow the cursor.", "最多 500 条；更多内容请按游标继续读取。"
        ),
    ),
    "CURSOR_INVALID": ErrorCode(
        Sentence("The cursor does not belong to this list", "游标不属于此列表"),
        Sentence(
            "Use a cursor of the same list in the same order, or start again without one.",
            "请使用同一列表、同一排序的游标，或不带游标重新开始。",
        ),
    ),
    "METHOD_NOT_ALLOWED": ErrorCode(
        Sentence("The address does not take this HTTP method", "该地址不接受此 HTTP 方法"),
        Sentence("Use the method in the header `Allow`.", "请使用响应头 `Allow` 中的方法。"),
        405,
    ),
    "UNSUPPORTED_MEDIA_TYPE": ErrorCode(
        Sentence("The request body is of a type that is not taken", "不接受此类型的请求正文"),
        Sentence("Send `Content-Type: application/json`.", "请发送 `Content-Type: application/json`。"),
        415,
    ),
    "NOT_ACCEPTABLE": ErrorCode(
        Sentence(
            "The client takes none of the media types that can be answered",
            "客户端不接受任何可提供的媒体类型",
        ),
        Sentence(
            "Send `Accept: application/graphql-response+json, application/json;q=0.9`.",
            "请发送 `Accept: application/graphql-response+json, application/json;q=0.9`。",
        ),
        406,
    ),
    "TOO_MANY_SUBSCRIPTIONS": ErrorCode(
        Sentence("There are as many subscriptions as there may be", "订阅数量已达上限"),
        Sentence("End some, or try again later.", "请结束一些订阅，或稍后重试。"),
        429,
    ),
    "PAYLOAD_TOO_LARGE": ErrorCode(
        Sentence("The request body is too large", "发送的内容过大"),
        Sentence("Send it in parts.", "请分几次发送。"),
        413,
    ),
    "UPLOAD_TIMEOUT": ErrorCode(
        Sentence("The body came too slowly and nothing of it was kept", "上传过慢，没有保存任何内容"),
        Sentence("Send it again, on a faster line.", "请在网络较快时重新上传。"),
        408,
    ),
    "RANGE_NOT_SATISFIABLE": ErrorCode(
        Sentence("The range begins after the end of the file", "所请求的范围超出了文件末尾"),
        Sentence("Ask for a range within its size.", "请请求文件大小之内的范围。"),
        416,
    ),
    "FILE_LIMIT": ErrorCode(
        Sentence("The caller has as many files as may wait for a record", "尚未放入记录的文件已达上限"),
        Sentence(
            "Give them to records, or wait until they are erased.",
            "请先将它们放入记录，或等待它们被自动清除。",
        ),
        429,
    ),
    "FILE_STORE_FAILED": ErrorCode(
        Sentence(
            "The place of the files does not answer, or is full; nothing was kept",
            "文件存储没有响应或已满，没有保存任何内容",
        ),
        Sentence(
            "Try again; the operator finds the cause in the log.", "请重试；运维人员可以在日志中查到原因。"
        ),
        503,
    ),
    "NOT_FOUND": ErrorCode(
        Sentence("There is nothing here that the caller may see", "这里没有你可以看到的内容"),
        Sentence("Check the id.", "请刷新后再看；它可能已被移除。"),
        404,
    ),
    "INTERNAL": ErrorCode(
        Sentence(
            "An unexpected fault; it is logged under the given id", "发生了意外错误，已按所示编号记入日志"
        ),
        Sentence("Report the request id to the operator.", "请将该编号告诉运维人员。"),
        500,
    ),
    "UNAVAILABLE": ErrorCode(
        Sentence("The database does not answer", "数据库没有响应"),
        Sentence("Try again in a moment.", "请稍后重试。"),
        503,
    ),
    "SETTING_INVALID": ErrorCode(
        Sentence("A setting is wrong", "有一项设置错误"),
        Sentence(
            "Set the named `SLUICE_*` variable and start again.", "请修改所指的 `SLUICE_*` 变量后重新启动。"
        ),
    ),
    "DATABASE_RIGHTS": ErrorCode(
        Sentence(
            "The role that Sluice signs in to PostgreSQL as lacks rights",
            "Sluice 登录 PostgreSQL 所用的角色缺少权限",
        ),
        Sentence("Grant what the message names.", "请授予提示中所列的权限。"),
    ),
    "EMBEDDED_FAILED": ErrorCode(
        Sentence("The embedded PostgreSQL does not start", "内嵌的 PostgreSQL 无法启动"),
        Sentence(
            "Read its log, or set SLUICE_DATABASE_URL to a PostgreSQL 18 of your own.",
            "请查看其日志，或将 SLUICE_DATABASE_URL 设为你自己的 PostgreSQL 18。",
        ),
        503,
    ),
    "SECRET_KEY_MISSING": ErrorCode(
        Sentence(
            "This installation lacks the key that secrets are sealed with", "本系统缺少用于加密机密内容的密钥"
        ),
        Sentence(
            "Ask its operator to set `SLUICE_SECRET_KEY`; `sluice doctor` says what is missing.",
            "请运维人员设置 `SLUICE_SECRET_KEY`；`sluice doctor` 会说明缺少什么。",
        ),
        503,
    ),
    "TIMEOUT": ErrorCode(
        Sentence("The statement ran too long and was stopped", "语句运行时间过长，已被中止"),
        Sentence("Ask for less, or add a filter.", "请减少请求的内容，或增加筛选条件。"),
        504,
    ),
}
