import { Button, Menu, MenuItem } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMayView } from "../access/viewing";
import type { Doing, What } from "./MemberDialog";
import type { Member } from "./members";
import "./texts";

interface MemberMenuProps {
  member: Member;
  hasProvider: boolean;
  onChoose: (doing: Doing) => void;
}

/** What can be done with a member. */
export function MemberMenu({ member, hasProvider, onChoose }: MemberMenuProps) {
  const { t } = useTranslation("people");
  const mayView = useMayView();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const choices: What[] = member.active
    ? [
        "roles",
        "units",
        "end",
        "sessions",
        ...(mayView ? (["why", "view"] as const) : []),
        ...(hasProvider ? (["unlink"] as const) : []),
        "deactivate",
      ]
    : ["reactivate", "pseudonymize"];
  return (
    <>
      <Button
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-label={t("change", { name: member.name })}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {t("changeShort")}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {choices.map((what) => (
          <MenuItem
            key={what}
            onClick={() => {
              setAnchor(null);
              onChoose({ what, member });
            }}
          >
            {t(`does.${what}`)}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
