import { ListItemText, Menu, MenuItem } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { Transition } from "../client/promotions";
import { entering } from "./entering";
import "./texts";

interface MoveMenuProps {
  anchor: HTMLElement;
  from: string;
  ways: readonly Transition[] | undefined;
  onChoose: (way: Transition) => void;
  onClose: () => void;
}

/** Where a card can go, for who does not drag. */
export function MoveMenu({ anchor, from, ways, onChoose, onClose }: MoveMenuProps) {
  const { t } = useTranslation("board");
  return (
    <Menu open anchorEl={anchor} onClose={onClose}>
      {ways === undefined && <MenuItem disabled>{t("looking")}</MenuItem>}
      {ways?.length === 0 && <MenuItem disabled>{t("noWay")}</MenuItem>}
      {ways?.map((each) => (
        <MenuItem key={each.to} disabled={!each.permitted} onClick={() => onChoose(each)}>
          <ListItemText primary={each.label} secondary={t(entering(each.to, from, ways))} />
        </MenuItem>
      ))}
    </Menu>
  );
}
