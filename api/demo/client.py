"""GraphQL requests of the demo's admin, and the reading of their answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.demo.records import Input
from api.in_process import Execute
from metadata.values import JsonValue

ADD_MEMBER = """
mutation ($input: AddMemberInput!) {
  payload: addMember(input: $input) { member { id } errors { code message } }
}
"""
CREATE_KEY = """
mutation ($input: CreateApiKeyInput!) {
  payload: createApiKey(input: $input) { token errors { code message } }
}
"""


class DemoError(Exception):
    """A step of the seeding was refused; the message says which and why."""


@dataclass(frozen=True)
class Client:
    """Requests with the admin's session."""

    execute: Execute
    token: str

    async def done(self, document: str, variables: Mapping[str, JsonValue]) -> JsonValue:
        """The field `payload` of the response.

        Raises:
            DemoError: there are errors, of the request or of the payload.
        """
        response = await self.execute(self.token, document, variables)
        errors = errors_of(response)
        if errors:
            raise DemoError(f"{document.partition('payload: ')[2].partition('(')[0]}: {sentences(errors)}")
        return inside(response, "data", "payload")

    async def add_member(self, email: str, name: str, role: str, password: str) -> str:
        """The id of a new member."""
        person: Input = {"email": email, "name": name, "roles": [role], "password": password}
        return text(await self.done(ADD_MEMBER, {"input": person}), "member", "id")

    async def create_key(self, name: str, member: str | None) -> str:
        """The token of a new key that acts as the member, or as the caller."""
        key: Input = {"name": name, "memberId": member}
        return text(await self.done(CREATE_KEY, {"input": key}), "token")

    async def create(self, type_name: str, given: Input) -> str:
        """The id of a new record of an object without a pipeline."""
        name = type_name[0].lower() + type_name[1:]
        document = f"""
        mutation ($input: {type_name}CreateInput!) {{
          payload: create{type_name}(input: $input) {{ {name} {{ id }} errors {{ code message path }} }}
        }}
        """
        return text(await self.done(document, {"input": given}), name, "id")


def inside(value: JsonValue, *path: str) -> JsonValue:
    """The value at the path of keys; null where the way ends before."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: JsonValue, *path: str) -> str:
    """The text at the path of keys.

    Raises:
        DemoError: there is none.
    """
    found = inside(value, *path)
    if not isinstance(found, str):
        raise DemoError(f"The answer lacks {'.'.join(path)}")
    return found


def errors_of(response: JsonValue) -> list[tuple[str, str]]:
    """(code, message) of each error of the request and of its payload."""
    found: list[tuple[str, str]] = []
    for place, code in ((("errors",), ("extensions", "code")), (("data", "payload", "errors"), ("code",))):
        errors = inside(response, *place)
        for error in errors if isinstance(errors, list) else []:
            found.append((str(inside(error, *code)), str(inside(error, "message"))))
    return found


def sentences(errors: list[tuple[str, str]]) -> str:
    return "; ".join(f"{message} ({code})" for code, message in errors)
