import {
  Checkbox,
  Link as MuiLink,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  TableSortLabel,
} from "@mui/material";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import { type RecordData, shown, valueIn } from "../fields/values";
import { useKeptPlace } from "../shared/useKeptPlace";
import { ValueButton } from "./EditableValue";
import { orderKey, titleOf } from "./listFields";
import type { Order } from "./lists";
import "./texts";

/** A value that is being edited, and the button that was pressed for it. */
export interface Edited {
  record: RecordData;
  field: CatalogField;
  anchor: HTMLElement;
}

/** What is done with many records; who may do none of it selects none. */
const MANY = ["update", "promote", "delete"] as const;

interface RecordTableProps {
  catalog: Catalog;
  of: CatalogObject;
  columns: readonly CatalogField[];
  records: readonly RecordData[];
  orderBy: readonly Order[];
  group: CatalogField | undefined;
  counts: ReadonlyMap<string, number> | undefined;
  selected: ReadonlySet<string>;
  onSelected: (selected: ReadonlySet<string>) => void;
  onOrder: (orderBy: readonly Order[]) => void;
  onEdit: (edited: Edited) => void;
}

/** The records as a table: ordered by a click on a heading, each value edited where it stands. */
export function RecordTable(props: RecordTableProps) {
  const { catalog, of, columns, records, orderBy, group, counts, selected, onSelected, onOrder, onEdit } =
    props;
  const { t } = useTranslation("records");
  const { pathname, search } = useLocation();
  const here = pathname + search;
  const place = useKeptPlace(here);
  const isSelectable = MANY.some((each) => of.actions.includes(each));
  const every = records.every((each) => selected.has(each.id));
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelected(next);
  };
  return (
    <TableContainer
      {...place}
      tabIndex={0}
      role="region"
      aria-label={of.pluralLabel}
      sx={{
        flexGrow: 1,
        minHeight: 160,
        border: 1,
        borderColor: "divider",
        borderRadius: 1,
        bgcolor: "background.paper",
      }}
    >
      <Table size="small" stickyHeader>
        <TableHead>
          <TableRow>
            {isSelectable && (
              <TableCell padding="checkbox">
                <Checkbox
                  size="small"
                  checked={every}
                  indeterminate={!every && selected.size > 0}
                  onChange={() => onSelected(every ? new Set() : new Set(records.map((each) => each.id)))}
                  slotProps={{ input: { "aria-label": t("selectAll") } }}
                />
              </TableCell>
            )}
            {columns.map((field) => (
              <Heading key={field.name} catalog={catalog} field={field} orderBy={orderBy} onOrder={onOrder} />
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {records.map((record, index) => (
            <Fragment key={record.id}>
              {group !== undefined && groupKey(record, group) !== groupKey(records[index - 1], group) && (
                <GroupRow
                  record={record}
                  group={group}
                  counts={counts}
                  span={columns.length + (isSelectable ? 1 : 0)}
                />
              )}
              <TableRow hover selected={selected.has(record.id)}>
                {isSelectable && (
                  <TableCell padding="checkbox">
                    <Checkbox
                      size="small"
                      checked={selected.has(record.id)}
                      onChange={() => toggle(record.id)}
                      slotProps={{ input: { "aria-label": t("select", { name: titleOf(of, record) }) } }}
                    />
                  </TableCell>
                )}
                {columns.map((field, at) => (
                  <TableCell
                    key={field.name}
                    align={alignOf(field)}
                    sx={{ minWidth: at === 0 ? 150 : 90, maxWidth: 320, overflowWrap: "break-word" }}
                  >
                    {at === 0 && (
                      <MuiLink
                        component={Link}
                        to={`/records/${of.name}/${record.id}`}
                        state={{ list: here }}
                        underline="hover"
                        sx={{ fontWeight: 600 }}
                      >
                        {titleOf(of, record)}
                      </MuiLink>
                    )}
                    {!(at === 0 && field.name === of.display) && (
                      <ValueButton
                        catalog={catalog}
                        of={of}
                        field={field}
                        record={record}
                        onEdit={(anchor) => onEdit({ record, field, anchor })}
                      />
                    )}
                  </TableCell>
                ))}
              </TableRow>
            </Fragment>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

interface HeadingProps {
  catalog: Catalog;
  field: CatalogField;
  orderBy: readonly Order[];
  onOrder: (orderBy: readonly Order[]) => void;
}

/** Each click goes on: ascending, descending, not by it. */
function Heading({ catalog, field, orderBy, onOrder }: HeadingProps) {
  const order = orderBy[0]?.field === field.name ? orderBy[0] : undefined;
  const direction = order?.descending ? "desc" : "asc";
  const next = () => {
    if (order === undefined) onOrder([{ field: field.name, descending: false }]);
    else onOrder(order.descending ? [] : [{ field: field.name, descending: true }]);
  };
  return (
    <TableCell
      align={alignOf(field)}
      sortDirection={order === undefined ? false : direction}
      sx={{ whiteSpace: "nowrap" }}
    >
      {orderKey(catalog, field, false) === null ? (
        field.label
      ) : (
        <TableSortLabel active={order !== undefined} direction={direction} onClick={next}>
          {field.label}
        </TableSortLabel>
      )}
    </TableCell>
  );
}

const NUMBERS = ["integer", "decimal", "percent", "money"];

/** Numbers are compared by their last digits. */
function alignOf(field: CatalogField): "left" | "right" {
  return NUMBERS.includes(field.type) && field.mask == null ? "right" : "left";
}

function groupKey(record: RecordData | undefined, group: CatalogField): string | null {
  return record === undefined ? null : String(valueIn(record, group) ?? "");
}

interface GroupRowProps {
  record: RecordData;
  group: CatalogField;
  counts: ReadonlyMap<string, number> | undefined;
  span: number;
}

function GroupRow({ record, group, counts, span }: GroupRowProps) {
  const { t, i18n } = useTranslation("records");
  const words = shown(group, valueIn(record, group), i18n.language);
  const count = counts?.get(groupKey(record, group) ?? "");
  return (
    <TableRow>
      <TableCell
        component="th"
        scope="rowgroup"
        colSpan={span}
        sx={{ bgcolor: "action.hover", fontWeight: 600 }}
      >
        {words === "" ? t("noValue") : words} {count === undefined ? "" : `· ${count}`}
      </TableCell>
    </TableRow>
  );
}
