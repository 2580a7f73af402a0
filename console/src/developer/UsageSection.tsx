import { Paper, Table, TableBody, TableCell, TableHead, TableRow, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { USAGE_KEY, usageOf } from "./keys";
import "./texts";

const QUOTAS = ["members", "objects", "records", "storage_mb", "requests", "seconds"] as const;

/** What the tenant has used of what its plan gives. */
export function UsageSection() {
  const { t, i18n } = useTranslation("developer");
  const usage = useQuery({ queryKey: USAGE_KEY, queryFn: ({ signal }) => usageOf(signal) });
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const nameOf = (quota: string) => {
    const known = QUOTAS.find((each) => each === quota);
    return known === undefined ? quota : t(known);
  };
  return (
    <Paper variant="outlined" component="section" aria-labelledby="developer-usage" sx={{ p: 2 }}>
      <Typography id="developer-usage" variant="h2" gutterBottom>
        {t("usage")}
      </Typography>
      {usage.isPending && <Loading />}
      {usage.isError && <FaultNotice error={usage.error} onRetry={() => void usage.refetch()} />}
      {usage.isSuccess && (
        <>
          <Typography color="textSecondary">
            {t("usageMeans", { month: usage.data.month })}{" "}
            {usage.data.plan == null ? t("noPlan") : `${t("plan")}: ${usage.data.plan}`}
          </Typography>
          <Table size="small">
            <TableHead>
              <TableRow>
                <TableCell>{t("quota")}</TableCell>
                <TableCell align="right">{t("taken")}</TableCell>
                <TableCell align="right">{t("limit")}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {usage.data.quotas.map((each) => (
                <TableRow key={each.quota}>
                  <TableCell>{nameOf(each.quota)}</TableCell>
                  <TableCell align="right">{number.format(each.used)}</TableCell>
                  <TableCell align="right">
                    {each.limit == null ? t("noLimit") : number.format(each.limit)}
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
          {usage.data.rates.length > 0 && (
            <>
              <Typography variant="h3" sx={{ mt: 2 }}>
                {t("rates")}
              </Typography>
              {usage.data.rates.map((each) => (
                <Typography key={`${each.policy} ${each.seconds}`} variant="body2">
                  {t(each.policy === "tenant" ? "rateOfTenant" : "rateOfKey")}:{" "}
                  {t("rate", {
                    requests: number.format(each.requests),
                    seconds: number.format(each.seconds),
                  })}
                </Typography>
              ))}
            </>
          )}
        </>
      )}
    </Paper>
  );
}
