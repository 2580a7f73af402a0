import { Divider, ListItemText, Menu, MenuItem, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { Designed } from "./drafting";
import {
  type DesignedRole,
  EVERYTHING,
  type Grant,
  type Held,
  maskOf,
  masksOf,
  ownAt,
  type Place,
  speakingOf,
  withDenied,
  withField,
  withNothing,
  withScope,
} from "./grants";
import { useRoleWords } from "./useRoleWords";
import "./roleTexts";

interface PlaceMenuProps {
  catalog: Designed;
  role: DesignedRole;
  held: readonly Held[];
  place: Place;
  anchor: HTMLElement;
  onClose: () => void;
  onChange: (grants: readonly Grant[]) => void;
  onDetails: () => void;
}

interface Choice {
  label: string;
  grants: () => readonly Grant[];
}

const SCOPES = ["all", "own", "team", "subtree"] as const;

/** Which grants speak of a place, and what can be granted there at once. */
export function PlaceMenu(props: PlaceMenuProps) {
  const { catalog, role, held, place, anchor, onClose, onChange, onDetails } = props;
  const { t } = useTranslation("roles");
  const words = useRoleWords();
  const of = catalog.objects.find((each) => each.name === place.object);
  const field = of?.fields.find((each) => each.name === place.field);
  const fieldLabel = (name: string) => of?.fields.find((each) => each.name === name)?.label ?? name;
  const own = ownAt(role.grants, place);
  const speaking = speakingOf(held, place);
  const choose = (grants: readonly Grant[]) => {
    onClose();
    onChange(grants);
  };
  const choices: Choice[] =
    field === undefined
      ? [
          { label: t("choices.none"), grants: () => withNothing(role.grants, place) },
          ...SCOPES.map((rows) => ({
            label: t(`choices.${rows}`),
            grants: () => withScope(role.grants, place, { ...EVERYTHING, rows }),
          })),
          { label: t("choices.denied"), grants: () => withDenied(role.grants, place) },
        ]
      : [
          { label: t("choices.asObject"), grants: () => withNothing(role.grants, place) },
          { label: t("choices.field"), grants: () => withField(role.grants, place, null) },
          ...(place.action === "read" ? masksOf(field.type) : []).map((kind) => ({
            label: t(`masks.${kind}`),
            grants: () => withField(role.grants, place, maskOf(kind)),
          })),
          { label: t("choices.denied"), grants: () => withDenied(role.grants, place) },
        ];
  return (
    <Menu open anchorEl={anchor} onClose={onClose}>
      {speaking.map(({ role: whose, grant }, index) => (
        <Typography
          key={`${whose.name} ${index.toString()}`}
          component="li"
          role="none"
          variant="body2"
          color="textSecondary"
          sx={{ px: 2, py: 0.25, maxWidth: 420 }}
        >
          {own.includes(grant)
            ? t("fromHere", { what: words.ofGrant(grant, fieldLabel) })
            : t("from", { role: whose.label, what: words.ofGrant(grant, fieldLabel) })}
        </Typography>
      ))}
      {speaking.length > 0 && <Divider sx={{ my: 0.5 }} />}
      {choices.map((each) => (
        <MenuItem key={each.label} onClick={() => choose(each.grants())}>
          <ListItemText>{each.label}</ListItemText>
        </MenuItem>
      ))}
      <MenuItem
        onClick={() => {
          onClose();
          onDetails();
        }}
      >
        <ListItemText>{t("choices.details")}</ListItemText>
      </MenuItem>
    </Menu>
  );
}
