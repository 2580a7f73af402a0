"""An identity provider as a process of its own: `oidc-provider-mock`, which asks for PKCE and errs where it is told to.

Run as a program it serves on the port that it is given. `PUT /errs` takes what is to be wrong with the next answers, as
JSON: `claims` of ID tokens that replace others (null leaves one out), `signed` (how they are signed: `rotated`, by a
new key that is published; `unknown`, by one that is not; `none`; `secret`, by the client's secret), `metadata` that
replaces some, `told` at `/userinfo`, `token` (the body of the answer to a code), `delay` in seconds. `GET /asked` tells
how often each path was asked for.
"""

import json
import os
import sys
import time
import warnings
from collections import Counter
from typing import Any

READY = "provider of tests"


def main(port: int) -> None:
    """Serve until the process is ended."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    warnings.simplefilter("ignore")
    import flask
    import oidc_provider_mock._app as mock
    from authlib.oauth2.rfc7636 import CodeChallenge
    from joserfc import jwk, jws, jwt
    from werkzeug.serving import make_server

    challenges: dict[str, str] = {}
    keys = [jwk.RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)]
    strange = jwk.RSAKey.generate_key(2048, auto_kid=True)
    errs: dict[str, Any] = {}
    asked: Counter[str] = Counter()

    class Pkce(CodeChallenge):
        def get_authorization_code_challenge(self, authorization_code: Any) -> str:
            return challenges[authorization_code.code]

        def get_authorization_code_challenge_method(self, authorization_code: Any) -> str:
            return "S256"

    class Grant(mock.AuthorizationCodeGrant):
        def save_authorization_code(self, code: str, request: Any) -> None:
            challenges[code] = request.payload.data.get("code_challenge")
            super().save_authorization_code(code, request)

    class Code(mock.OpenIDCode):
        def __call__(self, grant: Any) -> None:
            super().__call__(grant)
            Pkce(required=True)(grant)

    mock.AuthorizationCodeGrant = Grant
    mock.OpenIDCode = Code
    app = mock.app(require_client_registration=True, require_nonce=True)

    @app.put("/errs")
    def put_errs() -> tuple[str, int]:
        errs.clear()
        errs.update(flask.request.json)
        if errs.get("signed") == "rotated":
            keys.insert(0, jwk.RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True))
        return "", 204

    @app.get("/asked")
    def get_asked() -> Any:
        return flask.jsonify(asked)

    @app.before_request
    def count() -> None:
        asked[flask.request.path] += 1
        if flask.request.path not in ("/errs", "/asked"):
            time.sleep(errs.get("delay", 0))

    @app.after_request
    def err(response: Any) -> Any:
        path = flask.request.path
        if path == "/jwks":
            response.set_data(json.dumps({"keys": [each.as_dict(private=False) for each in keys]}))
        if path.endswith("/openid-configuration"):
            told = {**response.json, "code_challenge_methods_supported": ["S256"], **errs.get("metadata", {})}
            response.set_data(json.dumps({name: value for name, value in told.items() if value is not None}))
        if path == "/oauth2/token" and response.status_code == 200:
            response.set_data(errs["token"] if "token" in errs else token(response.json))
        if path == "/userinfo" and response.status_code == 200:
            response.set_data(json.dumps({**response.json, **errs.get("told", {})}))
        return response

    def token(answer: dict[str, Any]) -> str:
        unread = json.loads(jws.extract_compact(answer["id_token"].encode()).payload)
        claims = {
            name: value for name, value in {**unread, **errs.get("claims", {})}.items() if value is not None
        }
        match errs.get("signed"):
            case "none":
                signed = jwt.encode(
                    {"alg": "none"}, claims, jwk.OctKey.import_key("x" * 32), algorithms=["none"]
                )
            case "secret":
                key = jwk.OctKey.import_key(flask.request.authorization.password)
                signed = jwt.encode({"alg": "HS256"}, claims, key, algorithms=["HS256"])
            case how:
                key = strange if how == "unknown" else keys[0]
                signed = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key, algorithms=["RS256"])
        return json.dumps({**answer, "id_token": signed})

    server = make_server("127.0.0.1", port, app, threaded=True)
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
