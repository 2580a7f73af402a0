"""The words that no tenant may use as a name, by the place where they would clash."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SQL_KEYWORDS = _words("""
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check
    collate collation column concurrently constraint create cross current_catalog current_date
    current_role current_schema current_time current_timestamp current_user default deferrable desc
    distinct do else end except false fetch for foreign freeze from full grant group having ilike in
    initially inner intersect into is isnull join lateral leading left like limit localtime
    localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
    references returning right select session_user similar some symmetric system_user table
    tablesample then to trailing true union unique user using variadic verbose when where window
    with
""")
"""PostgreSQL's reserved keywords: they cannot name a column unquoted, and BI tools often do not quote."""

RECORD_FIELDS = _words("""
    id version createdat createdby createdbyid updatedat updatedby updatedbyid deletedat deletedby
    deletedbyid owner ownerid stage stageid stagehistory transitions node nodes edge edges cursor
    pageinfo totalcount rule search typename ctid xmin xmax cmin cmax tableoid
""")
"""In lower case: what every record has, what a `where` itself means, and PostgreSQL's own columns."""

FIXED_ROOT_FIELDS = _words("""
    node nodes me catalog catalogs catalogVersion catalogVersions changeCatalog simulateGate tenant
    tenants createTenant updateTenant deleteTenant member members addMember updateMember
    removeMember setMemberRoles invitation invitations inviteMember acceptInvitation apiKey apiKeys
    createApiKey revokeApiKey signUp signIn signOut role roles query mutation subscription outbox
    stageHistory
""")

FIXED_TYPES = _words("""
    Query Mutation Person StageChange StringFilter IntFilter DecimalFilter BooleanFilter DateFilter
    DateTimeFilter IDFilter MoneyFilter LongTextFilter Subscription Node PageInfo Boolean Date
    DateTime Decimal Float ID Int JSON Money MoneyInput MoneyWhere String Upload Void BigInt Time
    StringWhere IntWhere DecimalWhere BooleanWhere DateWhere DateTimeWhere IDWhere EnumWhere
    NodeEdge NodeConnection Sort SortDirection Direction OrderDirection NullsOrder DateBucket
    Verdict Clause Transition Promotion OverrideInput Override UserError PathPart Label LabelInput
    Labels Catalog CatalogChange CatalogChangePayload CatalogField CatalogObject CatalogOption
    CatalogPipeline CatalogRole CatalogGrant CatalogStage CatalogTransition CatalogVersion
    CatalogStep CatalogPayload ChangeCatalogPayload ChangeStep ChangeKind Object Field FieldType
    Option Pipeline Stage StageKind StageHistory StageMove Role Grant Effect RowScope Tenant Member
    MemberPayload MemberInput ApiKey ApiKeyPayload CreateApiKeyInput CreateApiKeyPayload
    RevokeApiKeyPayload Me Caller SignUpInput SignUpPayload SignInInput SignInPayload SignOutPayload
    AddMemberInput AddMemberPayload SetMemberRolesPayload SetMemberRolesInput NewField NewGrant
    NewOption ChangeRisk NewStage NewTransition AddObject RenameObject RemoveObject AddField
    RenameField RemoveField AddPipeline SetGate AddRole SetGrants RemoveRole SetLabels
""")

ENUM_KEYWORDS = frozenset({"true", "false", "null"})
"""GraphQL does not let an enum have these."""
