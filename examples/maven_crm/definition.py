"""The tenant that fits the data: objects, a pipeline, its gates, as the JSON that `changeCatalog` takes."""

Json = dict[str, object]

SECTORS = (
    "employment",
    "entertainment",
    "finance",
    "marketing",
    "medical",
    "retail",
    "services",
    "software",
    "technology",
    "telecommunications",
)
SERIES = ("GTK", "GTX", "MG")


def english(text: str) -> list[Json]:
    """A label."""
    return [{"language": "en", "text": text}]


def field(name: str, type_: str, label: str, **settings: object) -> Json:
    """A field; settings are those of `NewField`."""
    return {"name": name, "type": type_, "labels": english(label), **settings}


def choice(name: str, label: str, keys: tuple[str, ...]) -> Json:
    """A choice whose options bear their keys as labels."""
    return field(name, "choice", label, options=[{"key": key, "labels": english(key)} for key in keys])


def relation(name: str, label: str, target: str, reverse: str, **settings: object) -> Json:
    """A relation to one `target`, which lists its records as `reverse`."""
    return field(name, "relation", label, target=target, reverse=reverse, **settings)


def new_object(name: str, plural: str, label: str, display: str, *fields: Json) -> Json:
    """An `addObject`."""
    return {
        "addObject": {
            "name": name,
            "plural": plural,
            "labels": english(label),
            "display": display,
            "fields": list(fields),
        }
    }


def stage(name: str, label: str, kind: str, probability: int, gate: object) -> Json:
    """A stage with its entry gate; None opens it."""
    return {
        "name": name,
        "kind": kind,
        "probability": probability,
        "labels": english(label),
        "gate": gate,
    }


ENGAGED = {"and": [{"filled": {"var": "engageDate"}}, {"filled": {"var": "product"}}]}
CLOSED = {"<=": [{"var": "engageDate"}, {"var": "closeDate"}]}
WON = {"and": [CLOSED, {"filled": {"var": "account"}}, {">": [{"var": "closeValue"}, 0]}]}

CHANGES: tuple[Json, ...] = (
    new_object("office", "offices", "Regional office", "name", field("name", "text", "Name", required=True)),
    new_object(
        "manager",
        "managers",
        "Sales manager",
        "name",
        field("name", "text", "Name", required=True, unique=True),
        relation("office", "Office", "office", "managers", required=True),
    ),
    new_object(
        "agent",
        "agents",
        "Sales agent",
        "name",
        field("name", "text", "Name", required=True, unique=True),
        relation("manager", "Manager", "manager", "agents", required=True),
    ),
    new_object(
        "product",
        "products",
        "Product",
        "name",
        field("name", "text", "Name", required=True, unique=True),
        choice("series", "Series", SERIES),
        field("salesPrice", "money", "Suggested retail price"),
    ),
    new_object(
        "account",
        "accounts",
        "Account",
        "name",
        field("name", "text", "Name", required=True, unique=True),
        choice("sector", "Sector", SECTORS),
        field("yearEstablished", "integer", "Year established"),
        field("revenue", "decimal", "Annual revenue (million USD)"),
        field("employees", "integer", "Employees"),
        field("officeLocation", "text", "Headquarters"),
        relation("parent", "Parent company", "account", "subsidiaries"),
    ),
    new_object(
        "opportunity",
        "opportunities",
        "Opportunity",
        "reference",
        field("reference", "text", "Reference", required=True, unique=True),
        relation("agent", "Sales agent", "agent", "opportunities", required=True),
        relation("product", "Product", "product", "opportunities", required=True),
        relation("account", "Account", "account", "opportunities"),
        field("engageDate", "date", "Engaged on"),
        field("closeDate", "date", "Closed on"),
        field("closeValue", "money", "Close value"),
    ),
    {
        "addPipeline": {
            "object": "opportunity",
            "name": "sales",
            "labels": english("Sales"),
            "stages": [
                stage("prospecting", "Prospecting", "open", 10, None),
                stage("engaging", "Engaging", "open", 40, ENGAGED),
                stage("won", "Won", "won", 100, WON),
                stage("lost", "Lost", "lost", 0, CLOSED),
            ],
            "transitions": [
                {"source": "prospecting", "target": "engaging"},
                {"source": "engaging", "target": "won"},
                {"source": "engaging", "target": "lost"},
            ],
        }
    },
)
