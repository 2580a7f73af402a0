import { ListItem, ListItemText, Menu, MenuItem } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { Transition } from "../client/promotions";
import { FaultNotice } from "../shared/FaultNotice";
import { entering } from "./entering";
import "./texts";

interface MoveMenuProps {
  anchor: HTMLElement;
  from: string;
  ways: readonly Transition[] | undefined;
  failed: unknown;
  onRetry: () => void;
  onChoose: (way: Transition) => void;
  onClose: () => void;
}

/** Where a card can go, for who does not drag. */
export function MoveMenu({ anchor, from, ways, failed, onRetry, onChoose, onClose }: MoveMenuProps) {
  const { t } = useTranslation("board");
  return (
    <Menu open anchorEl={anchor} onClose={onClose}>
      {failed !== null && (
        <ListItem>
          <FaultNotice error={failed} onRetry={onRetry} />
        </ListItem>
      )}
      {ways === undefined && failed === null && <MenuItem disabled>{t("looking")}</MenuItem>}
      {ways?.length === 0 && <MenuItem disabled>{t("noWay")}</MenuItem>}
      {ways?.map((each) => (
        <MenuItem key={each.to} disabled={!each.permitted} onClick={() => onChoose(each)}>
          <ListItemText primary={each.label} secondary={t(entering(each.to, from, ways))} />
        </MenuItem>
      ))}
    </Menu>
  );
}
