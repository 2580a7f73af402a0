import { Autocomplete, TextField } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { graphql } from "../client/generated";
import { request } from "../client/request";
import { useMe } from "../client/session";

const UNITS = graphql(`
  query UnitCodes { orgUnits { code name } }
`);

interface UnitCodesInputProps {
  label: string;
  value: readonly string[];
  onChange: (codes: readonly string[]) => void;
}

/** Units by their codes: those that there are, to who may know of them, and any that are typed. */
export function UnitCodesInput({ label, value, onChange }: UnitCodesInputProps) {
  const isTold = useMe().data?.actions.includes("administer") ?? false;
  const units = useQuery({
    queryKey: ["unitCodes"],
    queryFn: async ({ signal }) => (await request(UNITS, {}, signal)).orgUnits,
    enabled: isTold,
    staleTime: 60_000,
  });
  const named = (code: string) => {
    const unit = units.data?.find((each) => each.code === code);
    return unit === undefined ? code : `${unit.name} (${code})`;
  };
  return (
    <Autocomplete
      multiple
      freeSolo
      autoSelect
      options={units.data?.map((each) => each.code) ?? []}
      value={[...value]}
      getOptionLabel={named}
      onChange={(_, codes) => onChange(codes)}
      sx={{ flexGrow: 1, minWidth: 200 }}
      renderInput={(params) => <TextField {...params} label={label} />}
    />
  );
}
