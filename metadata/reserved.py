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
    deletedbyid owner ownerid stage stageid stageenteredat stagehistory fieldhistory transitions duecriteria
    stagetasks mergedfrom node nodes edge edges cursor pageinfo totalcount rule before actor search typename ctid
    xmin xmax cmin cmax tableoid
""")
"""In lower case: what every record has, what a `where` or a path of a rule means, and PostgreSQL's own columns."""

RELATION_NAMES = _words("bucket direction field timezone")
"""In lower case: what stands beside relations in the inputs that order and group."""

FIXED_ROOT_FIELDS = _words("""
    addMember apiKeys applyCatalog auditLog catalog catalogDifferences catalogDocument catalogDraft
    catalogDrafts catalogOperation catalogOperations catalogTemplates catalogVersion catalogVersions
    catalogWarnings changeCatalog createApiKey discardCatalogDraft installTemplate me members mutation node nodes
    pastVerdicts publishCatalogDraft query registerDocuments removeDocuments revokeApiKey replayGate rollBackCatalog
    ruleHealth saveCatalogDraft search setMemberRoles signIn signOut signUp simulateGate stopCatalogOperation
    subscription trustedDocuments catalogUses requestOverride decideOverride overrideRequests
    invitation invitations inviteMember resendInvitation revokeInvitation acceptInvitation
    deactivateMember reactivateMember changePassword requestPasswordReset resetPassword
    startTotp confirmTotp removeTotp renewRecoveryCodes signInPolicy setSignInPolicy
    sessions memberSessions revokeSession revokeSessions revokeMemberSessions
    rotateApiKey setMembershipEnd membershipEnds
    acceptMembership membershipOffers confirmSignUp
    exportSubject eraseSubject pseudonymizeMember
    explainAccess viewAs
    savedViews saveView removeView
    identityProvider setIdentityProvider removeIdentityProvider testIdentityProvider unlinkMember exchangeSignInCode
    memberGroups setGroupRoles
    usage addToOrgUnit createOrgUnit moveOrgUnit orgUnits removeOrgUnit renameOrgUnit takeFromOrgUnit
    assignableMembers
""")
"""Root fields that Sluice has, or will have."""

PAYLOAD_FIELDS = _words("created done errors id index mergedValues movedRecords promoted verdict warnings")
"""What the answer to a write has beside the record, which bears the object's name there."""

FIXED_TYPES = _words("""
    QuotaUse RateLimit TenantUsage
    AddField AddMemberInput AddMemberPayload AddObject AddOption AddPipeline AddRole AddStage
    AddTransition AggregateFunction AmountFilter ApiKey AuditEntry BigInt Boolean BooleanFilter BulkMode Catalog
    CatalogApi CatalogChange CatalogDifference CatalogDocument CatalogDraft CatalogField
    CatalogGrant CatalogNumbering CatalogObject CatalogOperation CatalogOperationState CatalogOption
    CatalogPipeline CatalogRemoved
    CatalogRole CatalogRollUp CatalogStage CatalogTemplate CatalogTemplateField
    CatalogTemplateObject CatalogTemplateRole CatalogTemplateStage CatalogTemplateUse
    CatalogTransition CatalogVersion CatalogWarning ChangeCatalogPayload ChangeKind ChangeLock
    ChangeRisk ChangeStep Clause CreateApiKeyInput CreateApiKeyPayload Date DateBucket DateFilter
    DateTime DateTimeFilter Decimal DecimalFilter DiscardCatalogDraftPayload Duration DurationFilter
    Effect EraseField EraseObject ErasePipeline Float GroupKey ID IDFilter Int IntFilter JSON
    JSONFilter Label LabelInput LinksInput LongTextFilter Me Member MemberSummary Money MoneyFilter
    MoneyInput MoveKind MoveOption MovePipeline MoveStage Mutation NewDocumentInput NewField NewGrant NewNumbering
    NewOption NewRollUp NewStage NewTransition Node NumberingRestart OptionDependency OrderDirection
    OverrideInput PageInfo PastVerdict PathPart PostalAddress PostalAddressFilter PostalAddressInput Query
    RegisterDocumentsPayload RemoveDocumentsPayload RemoveField RemoveObject RemoveOption
    RemovePipeline RemoveRole RemoveStage RemoveTransition RemovedKind RenameField RenameObject
    RenameRole RenameStage RestoreField RestoreObject RestorePipeline RevokeApiKeyPayload RollUpFunction
    RowScope SaveCatalogDraftPayload SearchHit SetApiPolicy SetBounds SetDefault SetDependency
    SetDeprecation SetDisplay SetFieldType SetFormula SetGate SetGrants SetInherits SetLabels SetMemberRolesInput
    SetMemberRolesPayload SetNumbering SetOption SetRequired SetRoleLabels SetRollUp SetSearchable SetStage
    SetTimeZone SetWorkingCalendar SetUnique
    CatalogCalendarDay CatalogWeekday CatalogWorkingCalendar CatalogWorkingHours NewCalendarDay NewWorkingHours
    SignInInput SignInPayload SignOutPayload SignUpInput SignUpPayload StageChange StageKind String
    StringFilter Subscription TemplateObjectNameInput TemplateRoleNameInput Tenant Time TimeFilter
    Transition TrustedDocument Upload StopCatalogOperationPayload UserError Verdict
    AddValidation CatalogValidation FieldChange FieldChangeConnection RemoveValidation SetRequiredWhen
    SetTrackHistory SetValidation SetWritable Severity UnfitRecords Writability
    BrokenDocument CatalogPart CatalogUse CatalogUseKind CatalogUses DocumentFault FieldOfCatalog
    OptionOfCatalog StageOfCatalog TransitionOfCatalog TrustedDocumentCheck UniqueKeyOfCatalog
    ValidationOfCatalog
    StoredFile StoredFileFilter StoredFileInput
    CatalogSection NewSection SetSections
    AddUniqueKey CatalogUniqueKey RemoveUniqueKey SetUniqueKey
    AddCriterion CatalogCriterion ClauseSeverity CriterionMode CriterionOfCatalog RemoveCriterion SetCriterion
    GateFix GateFixChange SetStageRequired AddGateExample CatalogGateExample GateExampleOfCatalog RemoveGateExample
    GateAmount GateMember GateSimulation SimulatedChange SimulatedClause SimulatedEdge SimulatedMove SimulatedOwner
    SimulatedRecord StuckClause
    DueCriterion DueCriterionFilter
    AddStageTask CatalogStageTask MoveStageTask RemoveStageTask SetStageTask StageTask StageTaskFilter
    StageTaskDone StageTaskOfCatalog
    CatalogFurtherPipeline RenamePipeline SetOverrideApproval ClauseHealth RefusedMember
    OverrideRequest OverrideRequestPayload OverrideState
    GateReplay VerdictOutcome ReplayBasis ReplayedClause ReplayedEdge ReplayedEndings ReplayedMove ReplayedOwner
    RuleBranch RuleClause RuleNode RuleNodeKind RuleReading
    MergedRecord MergedValue MovedRecords
    Invitation InvitationState InvitationOffer InviteMemberInput InvitationPayload AcceptInvitationInput
    AcceptInvitationPayload AcceptMembershipInput AcceptMembershipPayload ConfirmSignUpInput
    DeactivateMemberInput DeactivateMemberPayload ReactivateMemberPayload
    ChangePasswordInput ChangePasswordPayload RequestPasswordResetInput RequestPasswordResetPayload
    ResetPasswordInput ResetPasswordPayload StartTotpPayload ConfirmTotpPayload RemoveTotpPayload
    RecoveryCodesPayload ProofInput SignInPolicy SetSignInPolicyPayload Session RevokeSessionPayload
    RevokeSessionsPayload RotateApiKeyPayload SetMembershipEndPayload MembershipEnd
    ListOfCatalog SetGateExample SetReverse SetTargets
    PersonalData SetPersonal ExportedField SubjectExport EraseSubjectInput EraseSubjectPayload PseudonymizeMemberInput
    PseudonymizeMemberPayload
    AccessExplanation AccessReason ExplainedGrant MissingGrants ViewAsInput ViewAsPayload
    ExchangeSignInCodeInput ExchangeSignInCodePayload GroupRoles GroupRolesInput IdentityProvider
    IdentityProviderInput RemoveIdentityProviderPayload SetIdentityProviderPayload SignInMethod
    TestIdentityProviderPayload UnlinkMemberPayload
    CatalogMask MaskInput MaskKind
    MemberGroup SetGroupRolesPayload
    RemoveViewPayload SavedOrder SavedOrderInput SavedView SavedViewInput SaveViewPayload
    CreateOrgUnitInput MoveOrgUnitInput OrgUnit OrgUnitMembersInput OrgUnitPayload RenameOrgUnitInput
    AssignableMember MemberOrgUnit
""")
"""GraphQL types that Sluice has, or will have, whatever the catalog."""

ENUM_KEYWORDS = frozenset({"true", "false", "null"})
"""GraphQL does not let an enum have these."""
