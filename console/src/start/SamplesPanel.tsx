import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  Paper,
  Stack,
  Typography,
} from "@mui/material";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Catalog, CatalogObject } from "../client/catalog";
import { FaultNotice } from "../shared/FaultNotice";
import { makeSamples, removeSamples, type SampleWords, samplesOf } from "./samples";
import "./texts";

interface SamplesPanelProps {
  catalog: Catalog;
  of: CatalogObject;
}

/** The way to the board of an object, with samples on it where somebody wants some. */
export function SamplesPanel({ catalog, of }: SamplesPanelProps) {
  const { t, i18n } = useTranslation(["start", "app"]);
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const key = ["samples", of.name, catalog.version];
  const count = useQuery({ queryKey: key, queryFn: ({ signal }) => samplesOf(of, signal) });
  const settled = async () => {
    setAsking(false);
    await client.invalidateQueries();
  };
  const making = useMutation({
    mutationFn: () => makeSamples(catalog, of, wordsIn(i18n.language)),
    onSettled: settled,
  });
  const removing = useMutation({ mutationFn: () => removeSamples(catalog, of), onSettled: settled });
  const failed = making.error ?? removing.error ?? count.error;
  const title = `samples-${of.name}`;
  return (
    <Paper variant="outlined" component="section" aria-labelledby={title} sx={{ p: 2 }}>
      <Typography id={title} variant="h2" gutterBottom>
        {of.pluralLabel}
      </Typography>
      {failed !== null && <FaultNotice error={failed} />}
      <Typography color="textSecondary" sx={{ mb: 1 }}>
        {count.data === 0 ? t("samplesMean") : t("samplesThere", { count: count.data ?? 0 })}
      </Typography>
      <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
        <Button component={Link} to={`/board/${of.name}`} variant="contained">
          {t("toBoard")}
        </Button>
        {count.data === 0 && (
          <Button variant="outlined" loading={making.isPending} onClick={() => making.mutate()}>
            {t("makeSamples")}
          </Button>
        )}
        {count.data !== undefined && count.data > 0 && (
          <Button color="error" onClick={() => setAsking(true)}>
            {t("removeSamples")}
          </Button>
        )}
      </Stack>
      <Dialog open={asking} onClose={() => setAsking(false)} aria-labelledby={`${title}-remove`}>
        <DialogTitle id={`${title}-remove`}>{t("removeSamples")}</DialogTitle>
        <DialogContent>{t("removeMeans")}</DialogContent>
        <DialogActions>
          <Button onClick={() => setAsking(false)}>{t("action.cancel", { ns: "app" })}</Button>
          <Button
            color="error"
            variant="contained"
            loading={removing.isPending}
            onClick={() => removing.mutate()}
          >
            {t("removeSamples")}
          </Button>
        </DialogActions>
      </Dialog>
    </Paper>
  );
}

function wordsIn(language: string): SampleWords {
  return language === "zh-CN" ? CHINESE : ENGLISH;
}

const ENGLISH: SampleWords = {
  mark: "Sample: ",
  currency: "USD",
  text: "Made to try things out",
  companies: ["Northwind Tools", "Harbour Foods", "Alder & Sons", "Blue Kite Media"],
  names: [
    "New till system",
    "Warehouse scanners",
    "Yearly maintenance",
    "Pilot in two shops",
    "Spare parts",
    "Training of the team",
    "Second site",
    "Office printers",
    "Cold room sensors",
    "Web shop",
    "Delivery vans",
    "Renewal",
  ],
};

const CHINESE: SampleWords = {
  mark: "示例：",
  currency: "CNY",
  text: "用于试用的示例",
  companies: ["远山工具", "海港食品", "槐树贸易", "蓝鸢传媒"],
  names: [
    "新收银系统",
    "仓库扫码枪",
    "年度维护",
    "两家门店试点",
    "备件采购",
    "团队培训",
    "第二厂区",
    "办公打印机",
    "冷库传感器",
    "网上商城",
    "配送车辆",
    "合同续签",
  ],
};
